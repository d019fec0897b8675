"""Who is asking: a signed-in user, a known anonymous visitor, or nobody yet."""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.errors import OwnerGone
from accounts.merging import merge_visitors
from accounts.models import User, Visitor

COOKIE = "nb_session"
HEADER = "X-Session-ID"
COOKIE_AGE = timedelta(days=365)
SEEN_EVERY = timedelta(hours=6)
KEY_MAX_LENGTH = 100


def hash_key(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def visitor_for_user(user: User) -> Visitor:
    """The user's one visitor row, made on first need. Raises OwnerGone."""
    try:
        visitor, _ = Visitor.objects.get_or_create(
            user=user, defaults={"key_hash": hash_key(secrets.token_urlsafe(32))}
        )
    except IntegrityError as error:
        raise OwnerGone from error
    visitor.user = user
    return visitor


def join_user(anonymous: Visitor | None, user: User) -> Visitor:
    """Let `user` own what this browser or script made before it signed up or in."""
    if anonymous is None or anonymous.user_id:
        return visitor_for_user(user)
    if not Visitor.objects.filter(user=user).exists() and _adopt(anonymous, user):
        anonymous.user = user
        return anonymous
    target = visitor_for_user(user)
    merge_visitors(source=anonymous, target=target)
    return target


def _adopt(anonymous: Visitor, user: User) -> bool:
    try:
        with transaction.atomic():
            return bool(Visitor.objects.filter(pk=anonymous.pk, user=None).update(user=user))
    except IntegrityError:
        # The user got a row of its own in this very moment.
        return False


def _seen(visitor: Visitor) -> Visitor:
    """Notes now and then that the visitor was here."""
    if visitor.seen_at < timezone.now() - SEEN_EVERY:
        Visitor.objects.filter(pk=visitor.pk).update(seen_at=timezone.now())
    return visitor


class RequestVisitor:
    """`request.visitor`: resolved on first use, so after DRF has settled who signed the request."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._row: Visitor | None = None
        self._resolved = False
        self._anonymous: Visitor | None = None
        self._looked_up = False
        self.minted_key: str | None = None

    @property
    def presented_key(self) -> str:
        """The anonymous session id that came with the request, or an empty string."""
        headers, cookies = self._request.headers, self._request.COOKIES
        return str(headers.get(HEADER) or cookies.get(COOKIE, ""))[:KEY_MAX_LENGTH]

    @property
    def user(self) -> User | None:
        user: User | AnonymousUser = self._request.user
        return user if isinstance(user, User) else None

    @property
    def row(self) -> Visitor | None:
        """The visitor, or None for somebody who has made nothing here yet."""
        if not self._resolved:
            self._row = _seen(visitor_for_user(self.user)) if self.user else self.anonymous()
            self._resolved = True
        return self._row

    @property
    def session_id(self) -> str | None:
        """The anonymous visitor's secret, for its owner's eyes; None for a user."""
        if self.row is None or self.row.user_id:
            return None
        return self.minted_key or self.presented_key

    def anonymous(self) -> Visitor | None:
        """The anonymous visitor whose key came with the request, signed in or not."""
        if not self._looked_up:
            self._anonymous = self._look_up()
            self._looked_up = True
        return self._anonymous

    def _look_up(self) -> Visitor | None:
        key = self.presented_key
        visitor = Visitor.objects.filter(key_hash=hash_key(key), user=None).first() if key else None
        return _seen(visitor) if visitor else None

    def ensure(self) -> Visitor:
        """The visitor, minted now if there was none; the answer then carries its key."""
        if self.row is None:
            self.minted_key = secrets.token_urlsafe(32)
            self._row = Visitor.objects.create(key_hash=hash_key(self.minted_key))
        assert self._row is not None
        return self._row

    def take_back(self) -> None:
        """Forget a visitor minted in this request: what it was for has come to nothing."""
        if self.minted_key and self._row is not None:
            self._row.delete()
            self._row, self.minted_key = None, None

    def join(self, user: User) -> Visitor:
        """The person has signed up or in: what the anonymous visitor owns becomes the user's."""
        self._row = join_user(self.anonymous(), user)
        self._resolved = True
        self._anonymous, self._looked_up = None, True
        self.minted_key = None
        return self._row


class VisitorRequest(HttpRequest):
    """A request as our views see it."""

    visitor: RequestVisitor
