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

from PIL.Image import Image

from generation.providers.base import Progress
from generation.providers.calls.beside import Beside

T = TypeVar("T")
TICK_SECONDS = 0.1
ENDING_SECONDS = 10.0
"""For the thread to put its result down, once the work has said its last."""


class Unwanted(Exception):
    """Raised where the work speaks, once nobody waits for it any more."""


class Voice:
    """How the work speaks to whoever waits for it. Raises Unwanted."""

    def __init__(self) -> None:
        self.said: queue.SimpleQueue[tuple[float, str] | Image | None] = queue.SimpleQueue()
        self.unwanted = threading.Event()

    def report(self, fraction: float, stage: str) -> None:
        self._say((fraction, stage))

    def show(self, picture: Image) -> None:
        self._say(picture)

    def _say(self, what: tuple[float, str] | Image) -> None:
        if self.unwanted.is_set():
            raise Unwanted
        self.said.put(what)


def _nothing(seconds: float) -> None:
    """Nothing is told while the work is silent."""


def alongside(
    progress: Progress,
    work: Callable[[Voice], T],
    *,
    meanwhile: Callable[[float], None] = _nothing,
) -> T:
    """What `work` returns or raises.

    What it says is passed on in the caller's thread, which owns the database's connection. When
    `progress` raises, that is raised here at once, and the work ends the next time it speaks.
    `meanwhile` gets the seconds gone by, ten times a second, in the caller's thread.
    """
    voice = Voice()

    def speaking() -> T:
        try:
            return work(voice)
        finally:
            voice.said.put(None)

    beside = Beside(speaking, name="local model")
    try:
        _relay(progress, voice, meanwhile)
    except BaseException:
        voice.unwanted.set()
        raise
    beside.is_over(ENDING_SECONDS)
    return beside.result()


def _relay(progress: Progress, voice: Voice, meanwhile: Callable[[float], None]) -> None:
    """Until the work has ended."""
    started = time.monotonic()
    while True:
        try:
            told = voice.said.get(timeout=TICK_SECONDS)
        except queue.Empty:
            progress.wait(0)
            meanwhile(time.monotonic() - started)
            continue
        if told is None:
            return
        # A report of words already told is dropped when it comes soon; a cancel is seen all the
        # same.
        progress.wait(0)
        if isinstance(told, Image):
            progress.show(told)
        else:
            progress.report(*told)
