"""How the room of files tells this one what pictures take up, without being imported."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from accounts.models import Visitor


@dataclass(frozen=True)
class StorageUse:
    """In bytes, the trash counted; `limit` is None where there is none."""

    used: int
    limit: int | None

    @property
    def left(self) -> int | None:
        return None if self.limit is None else max(0, self.limit - self.used)


class StorageMeter(Protocol):
    """Answers for stored pictures."""

    def use_of(self, visitor: "Visitor | None") -> StorageUse: ...


_meters: list[StorageMeter] = []


def register_storage_meter(meter: StorageMeter) -> None:
    """Called once at start by the room that stores pictures."""
    _meters[:] = [meter]


def storage_use_of(visitor: "Visitor | None") -> StorageUse:
    """None stands for somebody who has stored nothing here yet."""
    return _meters[0].use_of(visitor)
