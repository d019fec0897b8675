"""Proves a clearing-up: what was there, less what it freed, is what is there now.

All three are measured apart: the storage is listed before and after, and each removal is weighed
as it happens. What others write or remove meanwhile is told apart and named.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from files.accounting.ledger import Ledger
from files.accounting.measuring import UPLOADS, bytes_by_name, is_older
from files.models import Blob


@dataclass
class Account:
    """The storage as it was when the clearing-up began."""

    began: datetime
    sizes: dict[str, int]
    folders: set[str]
    """Of the pictures that had a row then."""

    @property
    def bytes(self) -> int:
        return sum(self.sizes.values())


@dataclass
class Proof:
    """The sum, in bytes: `before` - `freed` + `came` - `left` has to be `after`."""

    before: int
    freed: int
    after: int
    came: int = 0
    """What others wrote meanwhile."""
    left: int = 0
    """What others removed meanwhile."""
    faults: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        adds_up = self.before - self.freed + self.came - self.left == self.after
        return adds_up and not self.faults

    def __str__(self) -> str:
        others = f" + {self.came} written by others" if self.came else ""
        others += f" - {self.left} removed by others" if self.left else ""
        sign = "=" if self.is_right else "≠"
        return f"{self.before} bytes before - {self.freed} freed{others} {sign} {self.after} after"


def open_account() -> Account:
    """Measure the storage before anything goes."""
    began = timezone.now()
    folders = set(Blob.objects.values_list("folder", flat=True))
    return Account(began, bytes_by_name(), folders)


def close_account(account: Account, ledger: Ledger) -> Proof:
    """Measure it again, and compare with what the ledger says."""
    after, before, freed = bytes_by_name(), account.sizes, ledger.freed
    proof = Proof(account.bytes, 0, sum(after.values()))
    proof.freed = sum(size for name, size in freed.items() if name in before)
    for name in before.keys() & freed.keys() & after.keys():
        if is_older(name, account.began):
            proof.faults.append(f"{name} was said to be freed, and is there")
        else:
            proof.came += after[name]
    for name in (before.keys() & after.keys()) - freed.keys():
        # Written anew under its name.
        proof.came += max(0, after[name] - before[name])
        proof.left += max(0, before[name] - after[name])
    proof.came += sum(after[name] for name in after.keys() - before.keys())
    _explain_missing(account, before.keys() - after.keys() - freed.keys(), proof)
    return proof


def _explain_missing(account: Account, names: set[str], proof: Proof) -> None:
    for name in sorted(names):
        folder = name.rpartition("/")[0]
        of_others = name.startswith(f"{UPLOADS}/") or (
            folder in account.folders and not Blob.objects.filter(folder=folder).exists()
        )
        if of_others:
            proof.left += account.sizes[name]
        else:
            proof.faults.append(f"{name} is gone, and nobody said so")
