"""Work in a thread of its own, so that whoever waits for it can leave between two of its steps.

A step of a large model takes many seconds on a CPU, and a load takes minutes. Run in the worker's
own thread, a cancelled one would outlast the heartbeat's grace: the process would be ended, and
the model with it.
"""

import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from generation.providers.base import Progress
from generation.providers.calls.beside import Beside

T = TypeVar("T")
TICK_SECONDS = 0.1
ENDING_SECONDS = 10.0
"""For the thread to put its result down, once the work has said its last."""

Say = Callable[[float, str], None]


class Unwanted(Exception):
    """Raised where the work speaks, once nobody waits for it any more."""


def _nothing(seconds: float) -> None:
    """Nothing is told while the work is silent."""


def alongside(
    progress: Progress,
    work: Callable[[Say], T],
    *,
    meanwhile: Callable[[float], None] = _nothing,
) -> T:
    """What `work` returns or raises.

    What it says is reported in the caller's thread, which owns the database's connection. When
    `progress` raises, that is raised here at once, and the work ends the next time it speaks.
    `meanwhile` gets the seconds gone by, ten times a second, in the caller's thread.
    """
    said: queue.SimpleQueue[tuple[float, str] | None] = queue.SimpleQueue()
    unwanted = threading.Event()

    def say(fraction: float, stage: str) -> None:
        if unwanted.is_set():
            raise Unwanted
        said.put((fraction, stage))

    def speaking() -> T:
        try:
            return work(say)
        finally:
            said.put(None)

    beside = Beside(speaking, name="local model")
    try:
        _relay(progress, said, meanwhile)
    except BaseException:
        unwanted.set()
        raise
    beside.is_over(ENDING_SECONDS)
    return beside.result()


def _relay(
    progress: Progress,
    said: "queue.SimpleQueue[tuple[float, str] | None]",
    meanwhile: Callable[[float], None],
) -> None:
    """Until the work has ended."""
    started = time.monotonic()
    while True:
        try:
            told = said.get(timeout=TICK_SECONDS)
        except queue.Empty:
            progress.wait(0)
            meanwhile(time.monotonic() - started)
            continue
        if told is None:
            return
        # A report of words already told is dropped when it comes soon; a cancel is seen all the
        # same.
        progress.wait(0)
        progress.report(*told)
