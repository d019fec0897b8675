"""Forgets what is over: anonymous visitors long gone, spent tokens, kept answers.

Each function returns how many rows go; with `dry_run` nothing does.
"""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.idempotency import KEEP
from accounts.models import IdempotentAnswer, RevokedToken, Visitor
from accounts.services import delete_visitor


def prune_visitors(*, dry_run: bool) -> int:
    """Remove anonymous visitors not seen for ANONYMOUS_KEEP_DAYS, with all they own."""
    gone = long_gone()
    if dry_run:
        return gone.count()
    pruned = 0
    for visitor_id in list(gone.values_list("pk", flat=True)):
        # Asked again for each: a long run must not remove somebody who came back meanwhile.
        for visitor in gone.filter(pk=visitor_id):
            delete_visitor(visitor)
            pruned += 1
    return pruned


def long_gone() -> QuerySet[Visitor]:
    """Anonymous visitors not seen for ANONYMOUS_KEEP_DAYS."""
    last_seen = timezone.now() - timedelta(days=settings.ANONYMOUS_KEEP_DAYS)
    return Visitor.objects.filter(user=None, seen_at__lt=last_seen)


def prune_tokens(*, dry_run: bool) -> int:
    """Forget refused tokens that have expired by themselves."""
    return _prune(RevokedToken.objects.filter(expires_at__lt=timezone.now()), dry_run=dry_run)


def prune_sessions(*, dry_run: bool) -> int:
    """Forget browsers' sign-ins that have expired."""
    return _prune(Session.objects.filter(expire_date__lt=timezone.now()), dry_run=dry_run)


def prune_answers(*, dry_run: bool) -> int:
    """Forget idempotent answers older than 24 hours."""
    old = IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - KEEP)
    return _prune(old, dry_run=dry_run)


def _prune(rows: QuerySet[Model], *, dry_run: bool) -> int:
    return rows.count() if dry_run else rows.delete()[0]
