"""Several pictures from a vendor that makes one a call."""

from collections.abc import Callable
from typing import TypeVar

from generation.providers.base import ProviderError

T = TypeVar("T")


def several(count: int, ask: Callable[[int], T]) -> tuple[list[T], tuple[str, ...]]:
    """What `ask` returned for each place from 0, up to the first that failed, and a note where one
    did: those before it are paid for and good. Raises ProviderError where the first failed."""
    made: list[T] = []
    for place in range(count):
        try:
            made.append(ask(place))
        except ProviderError as error:
            if not made:
                raise
            return made, (f"{len(made)} of {count} pictures came. {error.detail}",)
    return made, ()
