"""Keeps the books of one clearing-up: which bytes went, or would go."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from files.accounting.measuring import size_in_storage


@dataclass
class Ledger:
    """What a clearing-up removed, by storage name, and in a trial what it would remove."""

    freed: dict[str, int] = field(default_factory=dict)
    """Bytes by storage name."""
    doomed_files: set[UUID] = field(default_factory=set)
    doomed_folders: set[str] = field(default_factory=set)

    @property
    def bytes(self) -> int:
        return sum(self.freed.values())


_open: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


@contextmanager
def kept_ledger() -> Iterator[Ledger]:
    """While it is open, everything that this thread removes from storage is written down."""
    ledger = Ledger()
    token = _open.set(ledger)
    try:
        yield ledger
    finally:
        _open.reset(token)


@contextmanager
def note_gone(name: str) -> Iterator[None]:
    """Around the removal of the bytes under `name`: once it is done they count as freed."""
    ledger = _open.get()
    size = size_in_storage(name) if ledger else None
    yield
    if ledger and size is not None:
        ledger.freed[name] = size


def foretell_files(file_ids: Iterable[UUID]) -> None:
    """In a trial: these rows would go, and their bytes if no other row shows them."""
    ledger = _open.get()
    if ledger:
        ledger.doomed_files.update(file_ids)


def foretell_folders(folders: Iterable[str]) -> None:
    """In a trial: all that lies in these folders would go."""
    ledger = _open.get()
    if ledger:
        ledger.doomed_folders.update(folders)
