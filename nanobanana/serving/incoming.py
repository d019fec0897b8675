"""A request's body as it arrives, for those who do not wait for all of it."""

import asyncio
import time
from enum import Enum, auto
from typing import Any

PIECE = 1024 * 1024
"""Bytes that are passed on at once."""

FLUSH_SECONDS = 5.0
"""What arrived is passed on after so long, however little it is."""


class End(Enum):
    """How a body ended."""

    WHOLE = auto()
    CUT = auto()
    """The connection broke."""

    LATE = auto()
    """The client was silent for too long, or too slow on the whole."""


class Incoming:
    """Takes a body in, piece by piece; holds little more than one piece in memory.

    `silence` is how many seconds the client may send nothing, `patience` how many it may let us
    wait in all. `end` says how it ended, once it did.
    """

    def __init__(self, receive: Any, *, silence: float, patience: float) -> None:
        self._receive = receive
        self._silence = silence
        self._patience = patience
        self._silent = 0.0
        self._held = bytearray()
        self.end: End | None = None

    @property
    def is_over(self) -> bool:
        """All that arrived was passed on, and no more will."""
        return self.end is not None and not self._held

    @property
    def held(self) -> int:
        """Bytes that arrived and are not passed on yet."""
        return len(self._held)

    async def next(self) -> bytes:
        """The next bytes, PIECE at most. While more may come one byte is held back, so that
        whoever gets the last bytes knows that they are the last."""
        begun = time.monotonic()
        while self.end is None and not self._is_enough(time.monotonic() - begun):
            await self._wait()
        size = min(PIECE, len(self._held) - (self.end is None))
        piece = bytes(self._held[:size])
        del self._held[:size]
        return piece

    def _is_enough(self, seconds: float) -> bool:
        return len(self._held) > PIECE or (len(self._held) > 1 and seconds >= FLUSH_SECONDS)

    async def _wait(self) -> None:
        begun = time.monotonic()
        try:
            message = await asyncio.wait_for(
                self._receive(), min(FLUSH_SECONDS, self._silence - self._silent)
            )
        except TimeoutError:
            message = None
        waited = time.monotonic() - begun
        self._patience -= waited
        self._silent = 0.0 if message else self._silent + waited
        if message:
            self._note(message)
        if self.end is None and (self._silent >= self._silence or self._patience < 0):
            self.end = End.LATE

    def _note(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.disconnect":
            self.end = End.CUT
            return
        self._held += message.get("body", b"")
        if not message.get("more_body", False):
            self.end = End.WHOLE
