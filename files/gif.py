"""Counts a GIF's frames without decoding one (after the GIF89a specification)."""

HEADER = 13
IMAGE, EXTENSION = 0x2C, 0x21
FRAME_HEADER = 10


def count_frames(data: bytes, *, stop: int) -> int:
    """How many frames a GIF has, counted up to `stop`; a cut file counts as far as it goes."""
    position = HEADER + _table_size(data, 10)
    frames = 0
    while frames < stop and position < len(data):
        kind = data[position]
        if kind == IMAGE:
            frames += 1
            # One byte after the colour table names the code size of the data that follows.
            position += FRAME_HEADER + _table_size(data, position + 9) + 1
        elif kind == EXTENSION:
            position += 2
        else:
            break
        position = _after_blocks(data, position)
    return frames


def _table_size(data: bytes, flags_at: int) -> int:
    flags = data[flags_at] if flags_at < len(data) else 0
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, position: int) -> int:
    while position < len(data) and data[position]:
        position += data[position] + 1
    return position + 1
