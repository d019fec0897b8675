"""`Idempotency-Key`: the same key by the same visitor gets the first answer again.

After the IETF draft "The Idempotency-Key HTTP Header Field"; answers are kept for 24 hours.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.errors import IdempotencyInProgress, IdempotencyMismatch
from accounts.models import IdempotentAnswer, Visitor

KEEP = timedelta(hours=24)
UNFINISHED = timedelta(seconds=30)
"""A request that has not answered by then (its process was killed) is taken up by the next."""

KEY_MAX_LENGTH = 255
PENDING = 0
"""Stands as the status until there is an answer."""

Answer = tuple[int, dict[str, Any]]

Produce = Callable[[UUID], Answer]
"""Does what was asked, under the id it is given for the row it makes."""

Recover = Callable[[UUID], Answer | None]
"""The answer, if what was asked had been done under this id before its process died."""


def answer_once(
    visitor: Visitor, *, scope: str, key: str, body: Any, produce: Produce, recover: Recover
) -> Answer:
    """Return `(status, body)` of `produce`, or of the first request that carried this key.

    An empty key always produces. An error in `produce` frees the key. What is made carries the
    id of the key's row, so that a repetition after a crash finds it. Raises IdempotencyMismatch
    for another body, IdempotencyInProgress while the first is under way.
    """
    if not key:
        return produce(uuid7())
    row = _claim(visitor, scope, key, fingerprint(body))
    if row.status != PENDING:
        return row.status, dict(row.body or {})
    try:
        status, answer = recover(row.pk) or produce(row.pk)
    except IdempotencyInProgress:
        raise
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
    if first.status == PENDING and not _take_up(first):
        raise IdempotencyInProgress(retry_after=1)
    return first


def _take_up(row: IdempotentAnswer) -> bool:
    """Whether a request that never answered is now ours; one caller's only."""
    now = timezone.now()
    stale = IdempotentAnswer.objects.filter(
        pk=row.pk, status=PENDING, created_at=row.created_at, created_at__lt=now - UNFINISHED
    )
    return bool(stale.update(created_at=now))
