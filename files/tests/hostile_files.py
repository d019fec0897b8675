"""Hostile and broken files, each with the answer it deserves: `python -m files.tests.hostile_files
FOLDER` writes them, to throw at a server.

201 is for what is odd but sound, 415 for what is no picture we know, 422 for broken or hostile.
"""

import io
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms

FINE, FOREIGN, BAD = 201, 415, 422
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF")
TENTHS = range(1, 10)
SCRIPT = b"<script>alert(document.cookie)</script>"


@dataclass(frozen=True)
class Hostile:
    """One file, the name it is sent under, and the status it gets."""

    label: str
    data: bytes
    status: int
    name: str = "photo.png"


def corpus() -> Iterator[Hostile]:
    """All of them, each made anew."""
    for family in FAMILIES:
        yield from family()


@cache
def noise(size: tuple[int, int] = (200, 150)) -> Image.Image:
    """Pixels that do not pack, and are the same each time."""
    width, height = size
    bands = [
        bytes((x * k * 7 + x * x * 13) % 251 for x in range(width * height)) for k in (1, 2, 3)
    ]
    return Image.merge("RGB", [Image.frombytes("L", size, band) for band in bands])


def encoded(image: Image.Image, format_name: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(size: tuple[int, int], *extra: bytes, rows: bytes = b"\0" * 16, depth: int = 8) -> bytes:
    """A gray PNG that claims a size, around whatever pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, depth, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(rows, 9))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(extra) + pixels + chunk(b"IEND", b"")


def with_jpeg_size(data: bytes, width: int, height: int) -> bytes:
    """A JPEG whose header lies about its size."""
    place = data.index(b"\xff\xc0") + 5
    return data[:place] + struct.pack(">HH", height, width) + data[place + 4 :]


def with_segment(data: bytes, marker: int, body: bytes, times: int = 1) -> bytes:
    """A JPEG with more segments behind its first two bytes."""
    segment = bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body
    return data[:2] + segment * times + data[2:]


def truncations() -> Iterator[Hostile]:
    for format_name in FORMATS:
        data = encoded(noise(), format_name)
        for tenth in TENTHS:
            cut = data[: len(data) * tenth // 10]
            yield Hostile(f"{format_name} cut at {tenth}0 %", cut, BAD)


def bombs() -> Iterator[Hostile]:
    jpeg, gif = encoded(noise(), "JPEG"), encoded(noise(), "GIF")
    nothing = zlib.compress(b"\0" * 60_000_000, 9)
    yield Hostile("PNG of 60,000 × 60,000", png((60_000, 60_000)), BAD)
    yield Hostile("PNG of 2³¹ pixels a side", png((2**31 - 1, 2**31 - 1)), BAD)
    full = b"\0" * (7200 * 901)
    yield Hostile("PNG bomb with all its pixels", png((7200, 7200), rows=full, depth=1), BAD)
    yield Hostile("JPEG that claims 65,500²", with_jpeg_size(jpeg, 65_500, 65_500), BAD)
    screen = struct.pack("<HH", 65_535, 65_535)
    yield Hostile("GIF of 65,535²", gif[:6] + screen + gif[10:], BAD)
    yield Hostile("WebP of 16,383² in 40 bytes", webp_of_one_colour(16_383, 16_383), BAD)
    yield Hostile("TIFF of 10⁹ pixels", tiff_claiming(31_623, 31_623), BAD)
    yield Hostile(
        "PNG text that unpacks to 60 MB", png((4, 4), chunk(b"zTXt", b"a\0\0" + nothing)), BAD
    )
    international = chunk(b"iTXt", b"a\0\1\0\0\0" + nothing)
    yield Hostile("PNG international text of 60 MB", png((4, 4), international), BAD)
    yield Hostile("PNG 65,501 long", png((65_501, 1)), BAD)


def webp_of_one_colour(width: int, height: int) -> bytes:
    """Whole, not lying: one colour takes no bit a pixel in lossless WebP (RFC 9649)."""
    small = encoded(Image.new("RGB", (2, 2), "teal"), "WEBP", lossless=True)
    flags = int.from_bytes(small[21:25], "little") & ~(2**28 - 1)
    size = flags | (width - 1) | (height - 1) << 14
    return small[:21] + size.to_bytes(4, "little") + small[25:]


def tiff_claiming(width: int, height: int) -> bytes:
    """A TIFF of 8 gray bits that has eight bytes of pixels."""
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1)]
    tags += [(273, 4, 8), (278, 4, height), (279, 4, 8)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    directory = struct.pack("<H", len(tags)) + entries + struct.pack("<I", 0)
    return b"II*\0" + struct.pack("<I", 16) + b"\0" * 8 + directory


def endless() -> Iterator[Hostile]:
    def film(format_name: str, frames: int, **options: Any) -> bytes:
        pages = [Image.new("L", (4, 4), number * 37 % 256) for number in range(frames)]
        return encoded(pages[0], format_name, save_all=True, append_images=pages[1:], **options)

    gif = encoded(Image.new("L", (1, 1)), "GIF")
    frame = gif[gif.rindex(b"\x2c") : -1]
    yield Hostile("GIF of 301 frames", film("GIF", 301), BAD)
    yield Hostile("GIF of 100,000 frames", gif[:-1] + frame * 100_000 + b";", BAD)
    yield Hostile("GIF without an end", gif[:-1] + frame * 5_000, BAD)
    yield Hostile("WebP of 301 frames", film("WEBP", 301, lossless=True), BAD)
    yield Hostile("PNG of 301 frames", film("PNG", 301), BAD)
    yield Hostile("TIFF of 301 pages", film("TIFF", 301), BAD)
    loop = tiff_claiming(4, 2)
    yield Hostile("TIFF whose pages go in a circle", loop[:-4] + struct.pack("<I", 16), FINE)
    progressive = encoded(noise(), "JPEG", progressive=True)
    start = progressive.index(b"\xff\xda")
    scan = progressive[start : progressive.index(b"\xff", start + 40)]
    yield Hostile("JPEG of 5,000 scans", progressive[:-2] + scan * 5_000 + b"\xff\xd9", BAD)


def lies() -> Iterator[Hostile]:
    jpeg, plain = encoded(noise(), "JPEG"), encoded(noise(), "PNG")
    yield Hostile("JPEG taller than its pixels: gray below", with_jpeg_size(jpeg, 200, 4_000), FINE)
    yield Hostile("JPEG without height", with_jpeg_size(jpeg, 200, 0), BAD)
    yield Hostile("PNG without width", png((0, 4)), BAD)
    yield Hostile("PNG of three bits", png((4, 4), depth=3), BAD)
    yield Hostile("PNG with a wrong checksum", plain[:40] + b"\0\0\0\0" + plain[44:], BAD)
    too_long = plain[:33] + b"\x7f\xff\xff\xff" + plain[37:]
    yield Hostile("PNG whose last chunk claims more than there is", too_long, FINE)
    yield Hostile("PNG that unpacks to too little", png((400, 400)), BAD)
    webp = encoded(noise(), "WEBP")
    yield Hostile("WebP with a wrong length", webp[:4] + b"\xff\xff\xff\x7f" + webp[8:], BAD)
    avif = encoded(noise(), "AVIF")
    place = avif.index(b"ispe") + 8
    claimed = struct.pack(">II", 60_000, 60_000)
    yield Hostile("AVIF that claims 60,000²", avif[:place] + claimed + avif[place + 8 :], BAD)
    yield Hostile("TIFF whose pixels lie outside", tiff_claiming(4, 2)[:-40] + b"\xff" * 40, BAD)
    yield Hostile("JPEG under a PNG's name", jpeg, FINE, name="photo.png")
    yield Hostile("PNG under a JPEG's name", plain, FINE, name="photo.jpg")


def foreign() -> Iterator[Hostile]:
    svg = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    entity = b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    html = b"<!doctype html><title>x</title>" + SCRIPT
    yield Hostile("SVG under a PNG's name", svg, FOREIGN)
    yield Hostile("SVG that reads a file", entity, FOREIGN, name="a.svg")
    yield Hostile("HTML under a JPEG's name", html, FOREIGN, name="a.jpg")
    yield Hostile(
        "EPS under a JPEG's name", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", FOREIGN
    )
    yield Hostile("PDF under a PNG's name", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF", FOREIGN)
    for format_name in ("BMP", "ICO", "PPM", "TGA", "PCX", "SGI"):
        yield Hostile(
            f"{format_name}, a picture we do not take", encoded(noise(), format_name), FOREIGN
        )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../evil.png", b"x")
    yield Hostile("ZIP", packed.getvalue(), FOREIGN)
    yield Hostile("a program", b"\x7fELF\x02\x01\x01" + b"\0" * 200, FOREIGN)
    yield Hostile("a film", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + b"\0" * 64, FOREIGN)
    yield Hostile("text", "kein Bild, nur Wörter".encode(), FOREIGN)
    yield Hostile("one byte", b"\xff", FOREIGN)
    yield Hostile("a million zeros", b"\0" * 1_000_000, FOREIGN)


def empties() -> Iterator[Hostile]:
    yield Hostile("nothing at all", b"", BAD)
    yield Hostile("only a JPEG's beginning", b"\xff\xd8\xff", BAD)
    yield Hostile("only a PNG's beginning", b"\x89PNG\r\n\x1a\n", BAD)
    yield Hostile("only a GIF's beginning", b"GIF89a", BAD)
    yield Hostile("only a TIFF's beginning", b"II*\0", BAD)


def polyglots() -> Iterator[Hostile]:
    jpeg, plain, gif = (encoded(noise(), kind) for kind in ("JPEG", "PNG", "GIF"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("x.html", SCRIPT)
    yield Hostile("JPEG and HTML", jpeg + SCRIPT, FINE, name="a.html")
    yield Hostile("JPEG with HTML as its comment", with_segment(jpeg, 0xFE, SCRIPT), FINE)
    yield Hostile("PNG and ZIP", plain + packed.getvalue(), FINE)
    yield Hostile(
        "PNG with HTML as its text", plain[:33] + chunk(b"tEXt", b"a\0" + SCRIPT) + plain[33:], FINE
    )
    yield Hostile("GIF and JavaScript", gif + b"*/=1;" + SCRIPT, FINE, name="a.js")


def metadata() -> Iterator[Hostile]:
    jpeg, plain = encoded(noise(), "JPEG"), encoded(noise(), "PNG")
    yield Hostile("JPEG with 9 MB of comments", with_segment(jpeg, 0xFE, b"c" * 65_000, 140), BAD)
    texts = b"".join(chunk(b"tEXt", b"k%d\0" % number + b"t" * 60_000) for number in range(150))
    yield Hostile("PNG with 9 MB of texts", plain[:33] + texts + plain[33:], BAD)
    yield Hostile(
        "JPEG with broken EXIF", with_segment(jpeg, 0xE1, b"Exif\0\0" + b"\xff" * 300), FINE
    )
    loop = b"Exif\0\0II*\0" + struct.pack("<IHHHIII", 8, 1, 0x8769, 4, 1, 8, 8)
    yield Hostile("JPEG whose EXIF goes in a circle", with_segment(jpeg, 0xE1, loop), FINE)
    profile = b"ICC_PROFILE\0\x01\x01" + b"\xff" * 500
    yield Hostile("JPEG with a broken profile", with_segment(jpeg, 0xE2, profile), FINE)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    yield Hostile("JPEG with a cut profile", encoded(noise(), "JPEG", icc_profile=srgb[:200]), FINE)
    xmp = b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x [" + b'<!ENTITY a "aaaa">' * 1000 + b"]><x/>"
    yield Hostile("JPEG with XMP that unfolds", with_segment(jpeg, 0xE1, xmp), FINE)


def names() -> Iterator[Hostile]:
    plain = encoded(noise((8, 8)), "PNG")
    for name in (
        "../../../etc/passwd.png",
        "..\\..\\windows\\win.ini.png",
        "/etc/cron.d/evil.png",
        "C:\\evil.png",
        ".htaccess",
        "con.png",
        "a" * 300 + ".png",
        "\u202egnp.exe",
        "\u0007bell\u001b[31m.png",
        'quote"; filename="x.html',
        "%2e%2e%2fescape.png",
        "<img src=x onerror=alert(1)>.png",
        "🍌" * 60 + ".png",
        "-rf.png",
        " .png",
    ):
        yield Hostile(f"name {name[:24]!a}", plain, FINE, name=name)


FAMILIES: tuple[Callable[[], Iterator[Hostile]], ...] = (
    truncations,
    bombs,
    endless,
    lies,
    foreign,
    empties,
    polyglots,
    metadata,
    names,
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, hostile in enumerate(corpus()):
        ending = Path(hostile.name).suffix if hostile.name.isascii() else ".png"
        (folder / f"{number:03}-{hostile.status}{ending[:5]}").write_bytes(hostile.data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
