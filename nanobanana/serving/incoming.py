"""A request's body as it arrives, for those who do not wait for all of it."""

import asyncio
import time
from contextlib import suppress
from enum import Enum, auto
from typing import Any, Self

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
    """Takes a body in while what came before is worked on; holds little more than one piece.

    A web server forgets what it holds of a body when the connection breaks, so nothing is left
    there. `silence` is how many seconds the client may send nothing, `patience` how many it may
    let us wait in all. `end` says how the body ended, once it did. Use it in `async with`: after
    that others may receive the rest.
    """

    def __init__(self, receive: Any, *, silence: float, patience: float) -> None:
        self._receive = receive
        self._silence = silence
        self._patience = patience
        self._silent = 0.0
        self._held = bytearray()
        self._taking: asyncio.Task[None] | None = None
        self._came = asyncio.Event()
        self._is_wanted = asyncio.Event()
        self.end: End | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._taking is not None:
            self._taking.cancel()
            await asyncio.wait({self._taking})

    def begin(self) -> None:
        """Take in what comes, a piece ahead at most."""
        if self._taking is None:
            self._is_wanted.set()
            self._taking = asyncio.create_task(self._take())

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
        self.begin()
        begun = time.monotonic()
        while self.end is None and not self._is_enough(time.monotonic() - begun):
            await self._until_more()
        size = min(PIECE, len(self._held) - (self.end is None))
        piece = bytes(self._held[:size])
        del self._held[:size]
        self._is_wanted.set()
        return piece

    def _is_enough(self, seconds: float) -> bool:
        return len(self._held) > PIECE or (len(self._held) > 1 and seconds >= FLUSH_SECONDS)

    async def _until_more(self) -> None:
        """Waits for bytes, for as long as what is held may wait. Raises what receiving raised."""
        assert self._taking is not None
        self._came.clear()
        if not self._taking.done():
            with suppress(TimeoutError):
                async with asyncio.timeout(FLUSH_SECONDS):
                    await self._came.wait()
        if self._taking.done():
            self._taking.result()

    async def _take(self) -> None:
        try:
            while self.end is None:
                await self._is_wanted.wait()
                await self._take_some()
                if len(self._held) > PIECE:
                    self._is_wanted.clear()
                self._came.set()
        finally:
            self._came.set()

    async def _take_some(self) -> None:
        begun, message = time.monotonic(), None
        with suppress(TimeoutError):
            async with asyncio.timeout(min(self._silence - self._silent, FLUSH_SECONDS)):
                message = await self._receive()
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
