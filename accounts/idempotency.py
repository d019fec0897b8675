"""`Idempotency-Key`: the same key by the same visitor gets the first answer again.

After the IETF draft "The Idempotency-Key HTTP Header Field"; answers are kept for 24 hours.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.errors import IdempotencyInProgress, IdempotencyMismatch
from accounts.models import IdempotentAnswer, Visitor

KEEP = timedelta(hours=24)
UNFINISHED = timedelta(minutes=2)
"""A key whose first request never answered (its process was killed) is free after this."""

KEY_MAX_LENGTH = 255
PENDING = 0
"""Stands as the status until there is an answer."""

Answer = tuple[int, dict[str, Any]]


def answer_once(
    visitor: Visitor, *, scope: str, key: str, body: Any, produce: Callable[[], Answer]
) -> Answer:
    """Return `(status, body)` of `produce`, or of the first request that carried this key.

    An empty key always produces. An error in `produce` frees the key. Raises
    IdempotencyMismatch for another body, IdempotencyInProgress while the first is under way.
    """
    if not key:
        return produce()
    row = _claim(visitor, scope, key, fingerprint(body))
    if row.status != PENDING:
        return row.status, dict(row.body or {})
    try:
        status, answer = produce()
    except Exception:
        row.delete()
        raise
    IdempotentAnswer.objects.filter(pk=row.pk).update(status=status, body=answer)
    return status, answer


def fingerprint(body: Any) -> str:
    """SHA-256 of the request's parsed body, whatever its key order."""
    canonical = json.dumps(body, sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _claim(visitor: Visitor, scope: str, key: str, print_of_body: str) -> IdempotentAnswer:
    now = timezone.now()
    if len(key) > KEY_MAX_LENGTH:
        key = fingerprint(key)
    named = IdempotentAnswer.objects.filter(visitor=visitor, scope=scope, key=key)
    named.filter(created_at__lt=now - KEEP).delete()
    named.filter(status=PENDING, created_at__lt=now - UNFINISHED).delete()
    try:
        with transaction.atomic():
            return IdempotentAnswer.objects.create(
                visitor=visitor, scope=scope, key=key, fingerprint=print_of_body
            )
    except IntegrityError:
        first = named.first()
    if first is None:
        raise IdempotencyInProgress(retry_after=1)
    if first.fingerprint != print_of_body:
        raise IdempotencyMismatch
    if first.status == PENDING:
        raise IdempotencyInProgress(retry_after=1)
    return first
