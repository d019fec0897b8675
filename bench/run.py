"""`make bench`: measurements as ratios against a named peer or limit, in one run.

Each later issue adds a module beside this one with `measure() -> list[Result]`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One figure: ours, the peer's or the limit, and their ratio."""

    name: str
    ours: float
    peer: str
    theirs: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs


def main() -> None:
    results: list[Result] = []
    for result in results:
        print(
            f"{result.name}: {result.ours:.3g} {result.unit}, {result.peer} "
            f"{result.theirs:.3g}, ratio {result.ratio:.2f}"
        )
    if not results:
        print("Nothing is measured yet.")


if __name__ == "__main__":
    main()
