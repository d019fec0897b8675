"""Has strangers' pictures opened by child processes that may take only so much, and may die.

They are kept warm: starting Python for each picture would cost more than most pictures do.
"""

import atexit
import json
import logging
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from files.crowd import RETRY_SECONDS
from files.decoder_process import receive, send
from files.decoding import CleanPicture
from files.errors import FilesError, InvalidImage, TooBusy, UnsupportedImage

ROOT = Path(__file__).resolve().parent.parent
# Strangers' broken notes would fill the log with warnings; decompression bombs are errors still.
COMMAND = (sys.executable, "-W", "ignore", "-m", "files.decoder_process")
PROCESSES = max(1, min(4, os.cpu_count() or 1))
"""How many pictures are opened at once; more wait their turn."""

WAIT_SECONDS = 60.0
"""For a process that is free; each picture has a time limit of its own."""

logger = logging.getLogger(__name__)

ERRORS: dict[str, type[FilesError]] = {
    error.code: error for error in (UnsupportedImage, InvalidImage)
}


class Decoder:
    """A pool of decoder processes, each started on first need."""

    def __init__(self, command: tuple[str, ...] = COMMAND, processes: int = PROCESSES) -> None:
        self._command = command
        self._idle: queue.SimpleQueue[subprocess.Popen[bytes] | None] = queue.SimpleQueue()
        self._started: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        for _ in range(processes):
            self._idle.put(None)

    def warm(self) -> None:
        """Start all processes now, so that nobody's picture waits for it."""
        for _ in range(self._idle.qsize()):
            with suppress(queue.Empty):
                child = self._idle.get_nowait()
                self._idle.put(child or self._start())

    def clean(self, source: IO[bytes]) -> CleanPicture:
        """What `clean_picture` promises; InvalidImage, too, for what takes too much to open."""
        data = source.read()
        try:
            shape, pixels = self._ask(data)
        except (EOFError, BrokenPipeError) as error:
            raise InvalidImage("This picture takes too much time or memory to open.") from error
        return _read(json.loads(shape), pixels)

    def _ask(self, data: bytes) -> tuple[bytes, bytes]:
        child = self._next_idle()
        try:
            if child is not None and child.poll() is not None:
                logger.warning("A decoder had ended with %s; starting another", child.returncode)
                self._end(child)
                child = None
            child = child or self._start()
            assert child.stdin is not None
            assert child.stdout is not None
            send(child.stdin, data)
            reply = receive(child.stdout), receive(child.stdout)
        except BaseException:
            # Whatever it was, this child may be in the middle of an answer.
            self._end(child)
            self._idle.put(None)
            raise
        self._idle.put(child)
        return reply

    def _next_idle(self) -> subprocess.Popen[bytes] | None:
        try:
            return self._idle.get(timeout=WAIT_SECONDS)
        except queue.Empty as error:
            raise TooBusy(retry_after=RETRY_SECONDS) from error

    def _start(self) -> subprocess.Popen[bytes]:
        pipe = subprocess.PIPE
        child = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, cwd=ROOT)
        with self._lock:
            self._started.add(child)
        return child

    def _end(self, child: subprocess.Popen[bytes] | None) -> None:
        if child is None:
            return
        child.kill()
        with self._lock:
            self._started.discard(child)
        # Leaving the block closes the pipes, one with a part of a picture in it, and waits.
        with suppress(BrokenPipeError), child:
            pass

    def close(self) -> None:
        """End all children."""
        for child in list(self._started):
            self._end(child)


def _read(shape: dict[str, str | int], pixels: bytes) -> CleanPicture:
    if "error" in shape:
        raise ERRORS[str(shape["error"])](str(shape["detail"]))
    return CleanPicture(pixels, str(shape["type"]), int(shape["width"]), int(shape["height"]))


decoder = Decoder()
atexit.register(decoder.close)
