"""Settles a finished generation's allowance: kept for pictures made, given back otherwise."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts import allowance
from accounts.models import Visitor
from generation.models import ACTIVE, Generation, GenerationImage, Status


def settle(generation_id: UUID) -> bool:
    """Settle once, whoever comes first; the reaper comes last for what a crash left open."""
    row = Generation.objects.filter(pk=generation_id, is_settled=False).exclude(status__in=ACTIVE)
    with transaction.atomic():
        if not row.update(is_settled=True):
            return False
        generation = Generation.objects.get(pk=generation_id)
        made = pictures_made(generation)
        month, owner = generation.allowance_month, generation.owner_id
        if made:
            allowance.commit(owner, month, made * generation.cost)
        if made < generation.count:
            allowance.give_back(owner, month, (generation.count - made) * generation.cost)
    return True


def pictures_made(generation: Generation) -> int:
    """How many pictures the finished attempt made, up to as many as were reserved."""
    if generation.status != Status.COMPLETED:
        return 0
    made = GenerationImage.objects.filter(
        generation=generation, role=GenerationImage.Role.OUTPUT, claim=generation.claim
    ).count()
    return min(made, generation.count)


QUIET = timedelta(minutes=10)
"""Counters that were moved more recently may be in the middle of a request."""


def mend_allowances(*, dry_run: bool) -> int:
    """Set this month's counters that a crash left wrong, on a database without transactions, to
    what was made and what is under way; returns how many were."""
    now = timezone.now()
    quiet = Visitor.objects.filter(
        allowance_month=allowance.month_of(now), allowance_at__lt=now - QUIET
    )
    wrong = 0
    for visitor in quiet.iterator():
        open_ones = Generation.objects.filter(
            owner=visitor, is_settled=False, allowance_month=visitor.allowance_month
        )
        due = visitor.allowance_used + (
            open_ones.aggregate(sum=Sum(F("count") * F("cost")))["sum"] or 0
        )
        if due != visitor.allowance_taken:
            wrong += 1
            if not dry_run:
                allowance.mend(visitor, due)
    return wrong
