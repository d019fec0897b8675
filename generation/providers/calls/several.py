"""Several pictures from a vendor that makes one a call."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

from generation.providers.base import ProviderError

T = TypeVar("T")
SAVING = 0.1
"""The share of a job's time that is left for what comes before and after."""


def several(
    count: int, ask: Callable[[int], T], clock: Callable[[], float] = time.monotonic
) -> tuple[list[T], tuple[str, ...]]:
    """What `ask` returned for each place from 0, up to the first that failed or for which the
    job's time would not do, and a note where there is one: those before it are paid for and good.
    Raises ProviderError where the first failed."""
    made: list[T] = []
    started, longest = clock(), 0.0
    for place in range(count):
        began = clock()
        if made and began - started + longest > settings.GENERATION_TIMEOUT * (1 - SAVING):
            return made, (f"{len(made)} of {count} pictures came: the others would take too long.",)
        try:
            made.append(ask(place))
        except ProviderError as error:
            if not made:
                raise
            return made, (f"{len(made)} of {count} pictures came. {error.detail}",)
        longest = max(longest, clock() - began)
    return made, ()
