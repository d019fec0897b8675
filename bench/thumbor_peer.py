"""thumbor's default engine: `.venv-peers/bin/python bench/thumbor_peer.py PICTURE WIDTH HEIGHT`.

For each line on standard input it makes one upright JPEG as thumbor's handler does, all in memory,
and prints how many bytes that has.
"""

import sys
from pathlib import Path

from thumbor.config import Config
from thumbor.context import Context
from thumbor.engines.pil import Engine

QUALITY = 88


def thumbnail(data: bytes, width: int, height: int) -> bytes:
    """The steps and their order are thumbor.handlers' and thumbor.transformer's."""
    engine = Engine(Context(config=Config(RESPECT_ORIENTATION=True)))
    engine.load(data, ".jpg")
    engine.reorientate()
    engine.resize(width, height)
    return engine.read(".jpg", QUALITY)


def main(picture: str, width: str, height: str) -> None:
    data = Path(picture).read_bytes()
    for _ in sys.stdin:
        print(len(thumbnail(data, int(width), int(height))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
