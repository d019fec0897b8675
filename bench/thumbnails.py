"""Thumbnails of a JPEG of 12 megapixels: ours against bare Pillow, and against thumbor.

All in memory: no HTTP, no storage and no database on either side.
"""

import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from bench.pipeline import twelve_megapixels
from bench.results import Result
from bench.timing import Way, medians
from files.decoding import clean_picture
from files.variants.encoding import ENCODINGS, encoded, shrunk
from files.variants.placeholders import placeholder_of

WIDTH = 480
HEIGHT = 640
"""Of the upright picture at that width."""

ROUNDS = 11
ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / ".venv-peers" / "bin" / "python"


def ours(data: bytes) -> bytes:
    """What an upload costs beyond its decoding: the thumbnail and the placeholder."""
    image = shrunk(data, WIDTH, "webp")
    placeholder_of(image)
    return encoded(image, "webp")


def bare(data: bytes) -> bytes:
    """What one would write for just this, knowing how to use draft()."""
    with Image.open(io.BytesIO(data)) as image:
        image.draft(None, (WIDTH, HEIGHT))
        stream = io.BytesIO()
        image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(stream, **ENCODINGS["webp"])
    return stream.getvalue()


@contextmanager
def thumbor(data: bytes) -> Iterator[Way]:
    """Its default engine in a process of its own, warm; each call makes one JPEG."""
    with tempfile.NamedTemporaryFile(suffix=".jpg") as picture:
        picture.write(data)
        picture.flush()
        command = [str(PEERS), str(ROOT / "bench" / "thumbor_peer.py"), picture.name]
        with subprocess.Popen(
            [*command, str(WIDTH), str(HEIGHT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            reply = child.stdout

            def make() -> int:
                print(file=child.stdin, flush=True)
                return int(reply.readline())

            yield make
            child.stdin.close()


def measure() -> Iterator[Result]:
    rotated = twelve_megapixels()
    stored = clean_picture(io.BytesIO(rotated)).data
    mine, theirs = medians([lambda: ours(stored), lambda: bare(stored)], rounds=ROUNDS)
    name = f"12 MP JPEG to a WebP of {WIDTH} px and a placeholder"
    yield Result(name, mine * 1e3, "bare Pillow, draft decoding", theirs * 1e3, "ms", 1.3)
    if not PEERS.exists():
        print("thumbor is not here: `make bench` installs it in .venv-peers.", file=sys.stderr)
        return
    with thumbor(rotated) as make:
        ways = [lambda: encoded(shrunk(rotated, WIDTH, "jpeg"), "jpeg"), make]
        mine, theirs = medians(ways, rounds=ROUNDS)
    name = f"12 MP JPEG lying on its side to an upright JPEG of {WIDTH} px"
    yield Result(name, mine * 1e3, "thumbor's default engine", theirs * 1e3, "ms", 1.0)
