"""Who uses a file, and who may see it: answered by the rooms above, without importing them."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from django.db import IntegrityError, transaction

from files.models import StoredFile
from files.storing import delete_unused_blob, drop_row


class FileClaims(Protocol):
    """What a room says about files."""

    def in_use(self, file_ids: set[UUID]) -> set[UUID]:
        """Those of `file_ids` that a row of the room needs."""
        ...

    def shown_publicly(self, file_ids: set[UUID]) -> set[UUID]:
        """Those of `file_ids` that the room shows to everybody."""
        ...


_claims: list[FileClaims] = []


def register_claims(claims: FileClaims) -> None:
    """Called once at start by each room that refers to files."""
    _claims.append(claims)


def files_in_use(file_ids: Iterable[UUID], *, besides: FileClaims | None = None) -> set[UUID]:
    """Those of `file_ids` that a room needs, not counting the room that is `besides`."""
    wanted = set(file_ids)
    asked = [claims for claims in _claims if claims is not besides]
    return set().union(*(claims.in_use(wanted) for claims in asked))


def is_shown_publicly(file_id: UUID) -> bool:
    return any(file_id in claims.shown_publicly({file_id}) for claims in _claims)


def release_unused(files: Iterable[StoredFile]) -> int:
    """Remove those of `files` that no room uses any more; returns how many. Not for use in a
    transaction: bytes do not come back with a rollback."""
    return sum(_release_if_unused(file) for file in files)


def _release_if_unused(file: StoredFile) -> bool:
    try:
        # Without a cascade: where somebody starts to use it in between, the foreign key objects.
        with transaction.atomic():
            gone = not files_in_use({file.pk}) and drop_row(file, cascade=False)
    except IntegrityError:
        return False
    if gone:
        delete_unused_blob(file)
    return gone
