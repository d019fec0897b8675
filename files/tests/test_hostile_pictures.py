import struct
import zlib

import pytest
from PIL import Image

from files import caps
from files.errors import InvalidImage, UnsupportedImage
from files.tests.conftest import clean, encoded, picture


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that claims a size, with as few bytes of pixels as can be."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 16))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_picture_is_invalid(format_name: str, part: float) -> None:
    data = encoded(Image.effect_noise((200, 150), 80).convert("RGB"), format_name)
    with pytest.raises(InvalidImage):
        clean(data[: int(len(data) * part)])


# The decoder processes ignore Pillow's warnings about broken notes, too.
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_bytes_changed_at_random_never_escape_as_another_error() -> None:
    for format_name in ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF"):
        data = bytearray(picture(format_name))
        for position in range(0, len(data), 7):
            broken = bytearray(data)
            broken[position] ^= 0xFF
            try:
                clean(bytes(broken))
            except (InvalidImage, UnsupportedImage):
                continue


@pytest.mark.parametrize("size", [(20_000, 20_000), (7_100, 7_100), (65_501, 1), (60_000, 60_000)])
def test_too_many_pixels_are_refused_unread(size: tuple[int, int]) -> None:
    with pytest.raises(InvalidImage):
        clean(png(*size))


def test_an_animation_with_a_huge_canvas_is_refused() -> None:
    def riff(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    canvas = struct.pack("<I", 2) + (16_382).to_bytes(3, "little") * 2
    frames = riff(b"VP8X", canvas) + riff(b"ANIM", b"\0" * 6)
    data = b"RIFF" + struct.pack("<I", len(frames) + 4) + b"WEBP" + frames
    with pytest.raises(InvalidImage):
        clean(data)


def test_text_and_profiles_that_unpack_without_end_are_refused_or_dropped() -> None:
    bomb = zlib.compress(b"\0" * 50_000_000, 9)
    for extra in (
        chunk(b"zTXt", b"a\0\0" + bomb),
        chunk(b"iTXt", b"a\0\1\0\0\0" + bomb),
        chunk(b"iCCP", b"a\0\0" + bomb),
    ):
        try:
            result = clean(png(4, 3, extra))
        except InvalidImage:
            continue
        assert len(result.data) < 1000


def animation(format_name: str, frames: int) -> bytes:
    """Each frame differs, else the encoder draws them together."""
    images = [Image.new("L", (8, 8), number * 40) for number in range(frames)]
    return encoded(images[0], format_name, save_all=True, append_images=images[1:])


@pytest.mark.parametrize("format_name", ["GIF", "WEBP", "TIFF", "PNG"])
def test_animations_are_taken_up_to_so_many_frames(
    format_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caps, "MAX_FRAMES", 5)
    first = clean(animation(format_name, 5)).open()
    assert first.size == (8, 8)
    assert first.convert("L").getpixel((0, 0)) == 0
    with pytest.raises(InvalidImage, match="more than 5 frames"):
        clean(animation(format_name, 6))


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    data = picture("JPEG")
    with pytest.raises(InvalidImage, match="too many scans"):
        clean(data[:-2] + b"\xff\xda" * 101 + data[-2:])


def test_many_scans_over_many_pixels_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture("JPEG", (100, 50), progressive=True)
    scanned = data.count(b"\xff\xda") * 100 * 50
    monkeypatch.setattr(caps, "MAX_SCANNED_PIXELS", scanned)
    assert clean(data).width == 100
    monkeypatch.setattr(caps, "MAX_SCANNED_PIXELS", scanned - 1)
    with pytest.raises(InvalidImage, match="too many scans"):
        clean(data)


def test_progressive_jpegs_are_fine() -> None:
    assert clean(picture("JPEG", progressive=True)).content_type == "image/jpeg"
