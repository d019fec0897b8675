"""Who makes a copy: one maker at a time among all processes, agreed on through the copy's row.

Whoever inserts the row makes the copy; the others wait for its `size`. A maker that died is
replaced when its claim has run out. See docs/decisions/0016-variants.md.
"""

import secrets
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils import timezone

from files.models import Blob, StoredVariant

CLAIM = timedelta(seconds=20)
"""Longer than any copy takes. Should one take longer, it is made twice, to the same bytes."""

FILE_GONE = "The bytes of this file are gone from the storage."


class State(Enum):
    FREE = auto()
    TAKEN = auto()
    MADE = auto()


def key_of(blob: Blob, name: str) -> UUID:
    """The same for everybody who wants this copy."""
    return uuid5(blob.pk, name)


def state_of(blob: Blob, name: str) -> State:
    """Whether the copy is there, being made, or for the taking."""
    row = StoredVariant.objects.filter(pk=key_of(blob, name)).first()
    if row is None:
        return State.FREE
    if row.size is not None:
        return State.MADE
    is_claimed = row.claimed_until is not None and row.claimed_until >= timezone.now()
    return State.TAKEN if is_claimed else State.FREE


def claim_copy(blob: Blob, name: str) -> str:
    """A token for whoever is to make the copy now, "" for everybody else."""
    token, key, now = secrets.token_hex(16), key_of(blob, name), timezone.now()
    ran_out = StoredVariant.objects.filter(pk=key, size=None, claimed_until__lt=now)
    if ran_out.update(claim=token, claimed_until=now + CLAIM):
        return token
    if StoredVariant.objects.filter(pk=key).exists():
        return ""
    return token if _insert(blob, name, token, now + CLAIM) else ""


def _insert(blob: Blob, name: str, token: str, until: datetime) -> bool:
    row = StoredVariant(pk=key_of(blob, name), blob=blob, name=name)
    row.claim, row.claimed_until = token, until
    try:
        # In a block of its own: what fails here must not spoil a transaction around it.
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def finish_copy(blob: Blob, name: str, token: str, size: int) -> None:
    """The copy is in storage. Changes nothing where another took over meanwhile."""
    mine = StoredVariant.objects.filter(pk=key_of(blob, name), claim=token, size=None)
    mine.update(size=size, claim="", claimed_until=None)


def give_up_copy(blob: Blob, name: str, token: str) -> None:
    """Somebody else may try at once."""
    StoredVariant.objects.filter(pk=key_of(blob, name), claim=token, size=None).delete()


def forget_copy(blob: Blob, name: str) -> None:
    """For a copy that should be in storage and is not."""
    StoredVariant.objects.filter(pk=key_of(blob, name), size__isnull=False).delete()


def is_kept(blob: Blob) -> bool:
    """Whether the picture itself is still there."""
    return Blob.objects.filter(pk=blob.pk).exists()


def finished_row(blob: Blob, name: str, size: int) -> StoredVariant:
    """The row, not saved, of a copy made before anybody could ask for it."""
    return StoredVariant(pk=key_of(blob, name), blob=blob, name=name, size=size)
