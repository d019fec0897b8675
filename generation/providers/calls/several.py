"""Several pictures from a vendor that makes one a call."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.conf import settings
from PIL.Image import Image

from generation.providers.base import Progress, ProviderError, ProviderRequest
from generation.providers.calls import faults

T = TypeVar("T")
SAVING = 0.1
"""The share of a job's time that is left for what comes before and after."""


@dataclass(frozen=True)
class Until:
    """A Progress that ends a call by `fault` once no time is `left` for it."""

    progress: Progress
    left: Callable[[], float]
    fault: ProviderError

    def report(self, fraction: float, stage: str) -> None:
        self._check(0)
        self.progress.report(fraction, stage)

    def show(self, picture: Image) -> None:
        self._check(0)
        self.progress.show(picture)

    def wait(self, seconds: float) -> None:
        self._check(seconds)
        self.progress.wait(seconds)

    def _check(self, seconds: float) -> None:
        if self.left() <= seconds:
            raise self.fault


def several(
    request: ProviderRequest,
    progress: Progress,
    ask: Callable[[int, Progress], T],
    *,
    label: str,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[list[T], tuple[str, ...]]:
    """What `ask` returned for each place from 0, up to the first that failed or for which the
    job's time would not do, and a note where there is one: those before it are paid for and good.
    Raises ProviderError where the first failed."""
    made: list[T] = []
    count, longest = request.count, 0.0
    end = clock() + _seconds(request)
    for place in range(count):
        began = clock()
        if made and began + longest > end:
            return made, (f"{len(made)} of {count} pictures came: the others would take too long.",)
        # The first may take all the time there is; a later one would take the paid ones with it.
        timed = Until(progress, lambda: end - clock(), faults.timed_out(label))
        try:
            made.append(ask(place, timed if made else progress))
        except ProviderError as error:
            if not made:
                raise
            return made, (f"{len(made)} of {count} pictures came. {error.detail}",)
        longest = max(longest, clock() - began)
    return made, ()


def _seconds(request: ProviderRequest) -> float:
    most = float(settings.GENERATION_TIMEOUT)
    left = most if request.seconds_left is None else request.seconds_left
    return left - most * SAVING
