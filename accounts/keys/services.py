"""What can be done with a key. Pages and API call the same functions."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.keys.errors import KeyMadeBefore, KeyNotFound, TooManyKeys
from accounts.keys.models import ApiKey, Scope
from accounts.models import User

PREFIX = "nb_"
SHOWN = 11
"""Characters of a key that are kept to know it by."""

MOST_KEYS = 50
LONGEST = 100
NOTED_EVERY = timedelta(minutes=1)
BOTH: tuple[str, ...] = (Scope.GENERATE.value, Scope.READ.value)


def create_key(
    user: User, *, name: str, scopes: Sequence[str] = BOTH, key_id: UUID | None = None
) -> tuple[ApiKey, str]:
    """A new key and its secret, which is in nobody's hands but the caller's from then on.

    256 random bits need no slow hash: there is nothing to guess. `key_id` is one the caller made
    up, so that a wish sent twice makes one key. Raises KeyMadeBefore for an id in use, and
    TooManyKeys; of requests at once for the last free place, all may be refused.
    """
    if key_id and ApiKey.objects.filter(pk=key_id).exists():
        raise KeyMadeBefore
    if keys_of(user).count() >= MOST_KEYS:
        raise TooManyKeys
    secret = f"{PREFIX}{secrets.token_hex(4)}_{secrets.token_urlsafe(32)}"
    known = {
        "user": user,
        "name": name,
        "prefix": secret[:SHOWN],
        "secret_hash": _hash(secret),
        "scopes": [scope for scope in BOTH if scope in scopes],
    }
    key, is_new = ApiKey.objects.get_or_create(pk=key_id or uuid7(), defaults=known)
    if not is_new:
        raise KeyMadeBefore
    if keys_of(user).count() > MOST_KEYS:
        key.delete()
        raise TooManyKeys
    return key, secret


def looks_like_key(token: str) -> bool:
    return token.startswith(PREFIX)


def key_of(token: str) -> ApiKey | None:
    """The key whose secret this is, its person along; None for what is no key (any more). Notes
    now and then that it was used.

    A key never carries the rights of the admin, whoever it belongs to: a leaked one must not open
    other people's pictures. So `key.user` is for asking, not for saving.
    """
    if not looks_like_key(token) or len(token) > LONGEST:
        return None
    found = ApiKey.objects.select_related("user").filter(secret_hash=_hash(token))
    key = found.filter(user__is_active=True).first()
    if key is not None:
        key.user.is_staff = key.user.is_superuser = False
        _note_use(key)
    return key


def _note_use(key: ApiKey) -> None:
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - NOTED_EVERY:
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def keys_of(user: User) -> QuerySet[ApiKey]:
    """The person's keys, newest first."""
    return ApiKey.objects.filter(user=user).order_by("-id")


def revoke_key(user: User, key_id: UUID) -> None:
    """Refuse it from now on. Raises KeyNotFound for any but the person's own."""
    if not ApiKey.objects.filter(user=user, pk=key_id).delete()[0]:
        raise KeyNotFound


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
