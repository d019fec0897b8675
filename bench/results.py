"""What a measurement comes to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One figure: ours, the peer's or the limit, and their ratio."""

    name: str
    ours: float
    peer: str
    theirs: float
    unit: str
    limit: float = 1.0
    """The ratio not to be passed (for a score: to be reached)."""
    is_score: bool = False
    """Whether more is better."""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def is_kept(self) -> bool:
        return self.ratio >= self.limit if self.is_score else self.ratio <= self.limit
