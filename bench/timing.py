"""Times of several ways to do the same, taken in turns so that a busy machine is busy for all."""

import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

Way = Callable[[], Any]


def medians(ways: Sequence[Way], rounds: int = 7) -> list[float]:
    """The median seconds of each way, after one round that does not count."""
    times: list[list[float]] = [[] for _ in ways]
    for turn in range(rounds + 1):
        for way, taken in zip(ways, times, strict=True):
            start = time.perf_counter()
            way()
            if turn:
                taken.append(time.perf_counter() - start)
    return [statistics.median(taken) for taken in times]
