"""Calls that block, made so that the person who waits can stop them."""

import math
import time
from collections.abc import Callable
from typing import TypeVar

from generation.providers.base import Progress
from generation.providers.calls.beside import Beside

T = TypeVar("T")
TICK_SECONDS = 0.1
START, END = 0.1, 0.9
"""The share of the work that a call stands for."""


def _nothing() -> None:
    """Nothing is looked after beside the call."""


def call(
    progress: Progress,
    work: Callable[[], T],
    *,
    close: Callable[[], None],
    expected: float = 20.0,
    on_tick: Callable[[], None] = _nothing,
) -> T:
    """What `work` returns or raises, from a thread of its own.

    Meanwhile progress creeps on, as fast as if it took `expected` seconds. When `progress` raises
    (cancelled, over its time), `close` is called, which has to end the call: close its client.
    `on_tick` is called ten times a second in the caller's own thread, and may raise as well.
    """
    beside = Beside(work, name="vendor call")
    started = time.monotonic()
    try:
        while not beside.is_over(TICK_SECONDS):
            progress.wait(0)
            on_tick()
            share = 1 - math.exp(-(time.monotonic() - started) / expected)
            progress.report(START + (END - START) * share, "Waiting for the picture")
    except BaseException:
        close()
        raise
    return beside.result()
