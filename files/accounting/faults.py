"""What can be wrong between the rows and the bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    MISSING = "missing"
    """A row without its bytes."""
    CORRUPT = "corrupt"
    """Bytes that do not match their hash."""
    ORPHAN = "orphan"
    """Bytes without a row."""
    UNSHOWN = "unshown"
    """A stored picture that no file shows."""
    COPY = "copy"
    """A smaller or other copy whose bytes are missing or of another size."""
    REFS = "refs"
    """A wrong count of the files that show a picture."""
    USAGE = "usage"
    """A wrong count of what a visitor's files take up."""
    MARK = "mark"
    """A picture said to be damaged that is whole again."""


@dataclass
class Fault:
    """One thing that is wrong; `mend` puts it right and says whether it could."""

    kind: Kind
    name: str
    """Of the bytes in storage, or of whose count it is."""
    detail: str
    mend: Callable[[], bool]
    is_mended: bool = False

    def __str__(self) -> str:
        return f"{self.kind} {self.name}: {self.detail}"


@dataclass
class Findings:
    """What one look at everything came to."""

    pictures: int = 0
    """How many were read and compared with their hash."""
    bytes: int = 0
    faults: list[Fault] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    """Pictures marked as damaged before: who runs the site has been told."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong, or all of it is mended."""
        return all(fault.is_mended for fault in self.faults)
