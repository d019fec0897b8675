"""The child process that opens strangers' pictures: `python -m files.decoder_process`.

Reads requests from its standard input and writes answers to its standard output, each a length
and so many bytes. It may take so much memory and so long, and is killed by the kernel past that:
whoever asked then finds the pipe closed. Imports Pillow but no Django, so that it starts quickly.
"""

import io
import json
import resource
import signal
import struct
import sys
from typing import IO

from files.decoding import clean_picture
from files.errors import FilesError

LENGTH = struct.Struct(">Q")
MEMORY = 2 * 1024**3
"""Address space in bytes: a picture of the most pixels, with alpha, in its several copies."""

SECONDS = 30
"""Of wall-clock time for one picture."""


def send(stream: IO[bytes], *parts: bytes) -> None:
    """Write the parts, each after its length."""
    for part in parts:
        stream.write(LENGTH.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """Read one part. Raises EOFError where the other side is gone."""
    length = LENGTH.unpack(_exactly(stream, LENGTH.size))[0]
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def answer(data: bytes) -> tuple[bytes, bytes]:
    """A description in JSON, and the clean picture's bytes or none."""
    try:
        picture = clean_picture(io.BytesIO(data))
    except FilesError as error:
        return json.dumps({"error": error.code, "detail": error.detail}).encode(), b""
    shape = {"type": picture.content_type, "width": picture.width, "height": picture.height}
    return json.dumps(shape).encode(), picture.data


def main() -> None:
    """Serve until the other side closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Ctrl-C in a terminal reaches children, too; this one ends when its parent does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            data = receive(sys.stdin.buffer)
        except EOFError:
            return
        # Nobody handles SIGALRM, so it ends the process even in the middle of a C library.
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        reply = answer(data)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(sys.stdout.buffer, *reply)


if __name__ == "__main__":
    main()
