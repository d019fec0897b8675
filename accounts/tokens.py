"""JSON Web Tokens: issue, rotate, refuse.

simplejwt's own deny-list has an integer key that MongoDB's backend cannot hold; ours is
`RevokedToken`.
"""

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.tokens import RefreshToken
from rest_framework_simplejwt.utils import get_md5_hash_password

from accounts.errors import TokenRefused
from accounts.models import RevokedToken, User


def issue_tokens(user: User) -> dict[str, str]:
    """A fresh `{access, refresh}` pair."""
    refresh: Any = RefreshToken.for_user(user)
    return {"access": str(refresh.access_token), "refresh": str(refresh)}


def rotate_tokens(encoded: str) -> dict[str, str]:
    """Spend a refresh token for a new pair. Raises TokenRefused, also for a token used before."""
    token = _read(encoded)
    user = User.objects.filter(pk=token[api_settings.USER_ID_CLAIM], is_active=True).first()
    fingerprint = token.get(api_settings.REVOKE_TOKEN_CLAIM)
    if user is None or fingerprint != get_md5_hash_password(user.password):
        raise TokenRefused
    _spend(token)
    return issue_tokens(user)


def revoke_token(encoded: str) -> None:
    """Refuse this refresh token from now on. Raises TokenRefused for one that is not valid."""
    _spend(_read(encoded))


def _read(encoded: str) -> Any:
    try:
        return RefreshToken(encoded)  # type: ignore[arg-type]
    except TokenError as error:
        raise TokenRefused from error


def _spend(token: Any) -> None:
    """Exactly one caller can: the unique `jti` decides between two at once."""
    expires_at = datetime.fromtimestamp(token["exp"], tz=UTC)
    try:
        with transaction.atomic():
            RevokedToken.objects.create(jti=token[api_settings.JTI_CLAIM], expires_at=expires_at)
    except IntegrityError as error:
        raise TokenRefused from error
