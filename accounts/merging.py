"""An anonymous visitor turns out to be a known user: all that it owns moves.

The anonymous row stays for a while as a tombstone that names the user's. A request or a job that
was under way and still writes for the old row then breaks no foreign key, and what it wrote is
moved a moment later, so that nothing depends on the order of the two.
"""

import secrets
from datetime import timedelta

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from accounts.allowance import carry_over
from accounts.models import IdempotentAnswer, Visitor
from accounts.signals import visitors_merged

KEEP = timedelta(minutes=2)
"""Longer than any request takes once its body is here; jobs ask anew whose they are before they
store anything."""

TRIES = 3


def merge_visitors(*, source: Visitor, target: Visitor) -> None:
    """Give all that the anonymous `source` owns to `target`, its use of the month too."""
    for attempt in range(1, TRIES + 1):
        try:
            _merge(source, target)
        except OperationalError:
            # A job of the visitor's ends at the same time, and each waits for the other's row.
            if attempt == TRIES:
                raise
        else:
            break
    target.refresh_from_db()


def _merge(source: Visitor, target: Visitor) -> None:
    with transaction.atomic():
        # Exactly one caller can: another tab may be signing in at the same time.
        anonymous = Visitor.objects.filter(pk=source.pk, user=None, merged_into=None)
        if not anonymous.update(
            merged_into=target, key_hash=secrets.token_hex(32), seen_at=timezone.now()
        ):
            return
        _move(source, target)


def sweep_merged() -> None:
    """Move what came late to merged rows, and forget those that nobody can be writing for."""
    for row in Visitor.objects.filter(merged_into__isnull=False).select_related("merged_into"):
        assert row.merged_into is not None
        with transaction.atomic():
            _move(row, row.merged_into)
            if row.seen_at < timezone.now() - KEEP:
                row.delete()


def _move(source: Visitor, target: Visitor) -> None:
    visitors_merged.send(Visitor, source=source, target=target)
    _move_answers(source, target)
    carry_over(source, target)


def _move_answers(source: Visitor, target: Visitor) -> None:
    """A retried request gets its first answer also after signing in."""
    for answer in IdempotentAnswer.objects.filter(visitor=source):
        try:
            with transaction.atomic():
                IdempotentAnswer.objects.filter(pk=answer.pk).update(visitor=target)
        except IntegrityError:
            # The user has used this key for something of its own.
            answer.delete()
