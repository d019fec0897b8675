import io

import pytest
from PIL import Image

from files.gif import count_frames


def gif(frames: int) -> bytes:
    images = [Image.new("L", (4, 4), number * 30) for number in range(frames)]
    buffer = io.BytesIO()
    images[0].save(buffer, "GIF", save_all=True, append_images=images[1:], comment=b"hello")
    return buffer.getvalue()


@pytest.mark.parametrize("frames", [1, 2, 7])
def test_frames_are_counted(frames: int) -> None:
    assert count_frames(gif(frames), stop=100) == frames


def test_counting_stops_where_it_is_told_to() -> None:
    assert count_frames(gif(7), stop=3) == 3


@pytest.mark.parametrize("data", [b"", b"GIF89a", gif(3)[:20], b"GIF89a" + b"\xff" * 40])
def test_a_broken_file_counts_as_far_as_it_goes(data: bytes) -> None:
    assert count_frames(data, stop=100) <= 3
