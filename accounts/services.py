"""What can be done with an account. Pages and API call the same functions."""

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from accounts.avatars import avatar_source, is_usable_avatar
from accounts.errors import AvatarUnknown, EmailTaken, InvalidCredentials, SecondFactorRequired
from accounts.models import User, Visitor
from accounts.signals import account_leaving
from accounts.visitors import visitor_for_user

TRIES = 10


def register_user(*, email: str, password: str, name: str) -> User:
    """Make an account. Raises EmailTaken."""
    email = email.strip().lower()
    if _is_taken(email):
        raise EmailTaken(attr="email")
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name)
            EmailAddress.objects.create(user=user, email=email, primary=True)
    except IntegrityError as error:
        raise EmailTaken(attr="email") from error
    return user


def _is_taken(email: str) -> bool:
    """Whether somebody signs in with this address, or has confirmed it as a second one."""
    confirmed = EmailAddress.objects.filter(email=email, verified=True)
    return User.objects.filter(email=email).exists() or confirmed.exists()


def check_credentials(*, email: str, password: str, code: str = "") -> User:
    """Return the account's user. Raises InvalidCredentials or SecondFactorRequired.

    An unknown address costs the same time as a wrong password.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        User().set_password(password)
        raise InvalidCredentials
    if not user.check_password(password):
        raise InvalidCredentials
    factors = [row.wrap() for row in Authenticator.objects.filter(user=user)]
    if factors and not code:
        raise SecondFactorRequired(attr="code")
    if factors and not any(factor.validate_code(code) for factor in factors):
        raise InvalidCredentials
    return user


def change_profile(user: User, changes: dict[str, Any]) -> User:
    """Set `name` and `avatar_id` (a picture of the user's own, or None). Raises AvatarUnknown."""
    avatar_id: UUID | None = changes.get("avatar_id")
    if avatar_id and not is_usable_avatar(user, avatar_id):
        raise AvatarUnknown(attr="avatar")
    former = user.avatar_id
    fields = [field for field in ("name", "avatar_id") if field in changes]
    for field in fields:
        setattr(user, field, changes[field])
    user.save(update_fields=fields)
    if former and former != user.avatar_id:
        avatar_source().release(former)
    return user


def upload_avatar(user: User, upload: UploadedFile) -> User:
    """Store a picture and make it the user's avatar. Raises a Problem for what is no picture."""
    avatar_id = avatar_source().store(visitor_for_user(user), upload)
    return change_profile(user, {"avatar_id": avatar_id})


def delete_account(user: User) -> None:
    """Remove the account and everything it owns: pictures, rows and bytes.

    First it is switched off, so that nobody asks for more in its name; what was asked just before
    may still add a row in the middle, and then it is all removed once more.
    """
    User.objects.filter(pk=user.pk).update(is_active=False)
    for attempt in range(1, TRIES + 1):
        try:
            for visitor in Visitor.objects.filter(user=user):
                delete_visitor(visitor)
            User(pk=user.pk).delete()
        except IntegrityError:
            if attempt == TRIES:
                raise
        else:
            return


def delete_visitor(visitor: Visitor) -> None:
    """Remove a visitor and everything it owns. Not for use in a transaction: bytes do not come
    back with a rollback."""
    account_leaving.send(Visitor, visitor=visitor)
    visitor.delete()
