"""Settles a finished generation's allowance: kept for pictures made, given back otherwise."""

from uuid import UUID

from django.db import transaction

from accounts import allowance
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
            allowance.commit(owner, month, made)
        if made < generation.count:
            allowance.give_back(owner, month, generation.count - made)
    return True


def pictures_made(generation: Generation) -> int:
    """How many pictures the finished attempt made, up to as many as were reserved."""
    if generation.status != Status.COMPLETED:
        return 0
    made = GenerationImage.objects.filter(
        generation=generation, role=GenerationImage.Role.OUTPUT, claim=generation.claim
    ).count()
    return min(made, generation.count)
