from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from files import caps, decoding
from files.decoding import encode
from files.errors import InvalidImage, UnsupportedImage
from files.tests.conftest import clean, encoded, opened, picture

HALVES = ((255, 0, 0), (0, 0, 255))
"""The colours of `two_halves`, left and right."""


def two_halves(mode: str = "RGB") -> Image.Image:
    image = Image.new("RGB", (32, 16), HALVES[0])
    image.paste(HALVES[1], (16, 0, 32, 16))
    return image.convert(mode)


@pytest.mark.parametrize(
    ("format_name", "kind"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/jpeg"),
        ("AVIF", "image/jpeg"),
        ("GIF", "image/png"),
        ("TIFF", "image/png"),
    ],
)
def test_every_allowed_type_becomes_jpeg_or_png(format_name: str, kind: str) -> None:
    result = clean(picture(format_name))
    assert (result.content_type, result.width, result.height) == (kind, 40, 30)
    assert opened(result.data).format == kind.removeprefix("image/").upper()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"])
def test_every_mode_becomes_eight_bit_srgb(mode: str) -> None:
    format_name = "PNG" if mode in {"1", "L", "LA", "P", "RGB", "RGBA"} else "TIFF"
    image = clean(encoded(two_halves(mode if mode != "PA" else "RGBA"), format_name)).open()
    assert image.mode in {"L", "RGB", "RGBA"}
    assert image.size == (32, 16)


def test_pixels_of_a_lossless_picture_stay_as_they_were() -> None:
    image = clean(encoded(two_halves())).open()
    assert (image.getpixel((0, 0)), image.getpixel((31, 15))) == HALVES


def test_palettes_and_cmyk_keep_their_colours() -> None:
    for data in (encoded(two_halves("P"), "GIF"), encoded(two_halves("CMYK"), "TIFF")):
        image = clean(data).open()
        assert (image.getpixel((0, 0)), image.getpixel((31, 15))) == HALVES


def test_sixteen_bits_become_eight_by_their_high_byte() -> None:
    image = Image.new("I;16", (3, 1))
    for x, value in enumerate((0, 0x8000, 0xFFFF)):
        image.putpixel((x, 0), value)
    for format_name in ("PNG", "TIFF"):
        result = clean(encoded(image, format_name)).open()
        assert (result.mode, list(result.get_flattened_data())) == ("L", [0, 0x80, 0xFF])


def test_transparency_is_kept() -> None:
    image = Image.new("RGBA", (2, 1), (1, 2, 3, 4))
    assert clean(encoded(image)).open().getpixel((1, 0)) == (1, 2, 3, 4)
    assert clean(encoded(image, "WEBP", lossless=True, exact=True)).content_type == "image/png"
    palette = Image.new("P", (1, 1), 0)
    assert clean(encoded(palette, "GIF", transparency=0)).open().mode == "RGBA"


@pytest.mark.parametrize(
    ("orientation", "red_at"),
    [
        (1, (0, 0)), (2, (31, 0)), (3, (31, 15)), (4, (0, 15)),
        (5, (0, 0)), (6, (15, 0)), (7, (15, 31)), (8, (0, 31)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format_name", ["PNG", "TIFF"])
def test_pictures_are_turned_upright(
    format_name: str, orientation: int, red_at: tuple[int, int]
) -> None:
    image = Image.new("RGB", (32, 16), "blue")
    image.putpixel((0, 0), (255, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = orientation
    result = clean(encoded(image, format_name, exif=exif)).open()
    assert result.size == ((32, 16) if orientation < 5 else (16, 32))
    assert result.getpixel(red_at) == (255, 0, 0)
    assert not result.getexif()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_notes_are_no_reason_to_refuse_a_picture() -> None:
    data = picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff\x01\x12broken")
    assert clean(data).width == 40


def test_metadata_and_place_are_gone() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[1] = "SECRET-PLACE"
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "SECRET-TEXT")
    sources = [
        picture("JPEG", exif=exif, comment=b"SECRET-COMMENT", xmp=b"SECRET-XMP"),
        picture("PNG", exif=exif, pnginfo=info),
        picture("WEBP", exif=exif, xmp=b"SECRET-XMP"),
        picture("GIF", comment=b"SECRET-COMMENT"),
        picture("TIFF", exif=exif, description="SECRET-TEXT"),
        picture("AVIF", exif=exif, xmp=b"SECRET-XMP"),
    ]
    for source in sources:
        assert b"SECRET" in source
        result = clean(source)
        assert b"SECRET" not in result.data
        known = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert set(opened(result.data).info) <= known


def test_a_page_hidden_behind_a_picture_is_gone() -> None:
    page = b"<html><script>alert(1)</script></html>"
    for source in (picture("JPEG") + page, picture("JPEG", comment=page), picture() + page):
        assert b"<script>" not in clean(source).data


def test_a_colour_profile_is_applied_and_dropped() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode in ("RGB", "RGBA"):
        result = clean(encoded(two_halves(mode), icc_profile=profile)).open()
        assert (result.mode, "icc_profile" in result.info) == (mode, False)
        left = result.getpixel((0, 0))
        assert isinstance(left, tuple)
        assert left[:3] == HALVES[0]


def test_a_broken_colour_profile_changes_nothing() -> None:
    image = clean(encoded(two_halves(), icc_profile=b"no profile")).open()
    assert image.getpixel((0, 0)) == HALVES[0]


def test_an_empty_file_is_said_to_be_empty() -> None:
    with pytest.raises(InvalidImage, match=r"^This file is empty\.$"):
        clean(b"")


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"BM" + b"\0" * 60,
        b"RIFF\0\0\0\0WAVEfmt ",
        b"%PDF-1.7",
        b"\0" * 100,
        picture("BMP"),
        picture("PPM"),
        encoded(Image.new("RGB", (16, 16)), "ICO"),
    ],
)
def test_what_is_no_picture_of_an_allowed_type_is_unsupported(data: bytes) -> None:
    with pytest.raises(UnsupportedImage):
        clean(data)


def test_heic_without_its_extra_is_refused_in_words_that_help(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(decoding, "FORMATS", tuple({*decoding.FORMATS} - {"HEIF"}))
    data = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 64
    with pytest.raises(UnsupportedImage, match=r"HEIC.*JPEG.*requirements-heic\.txt"):
        clean(data)


def heic(image: Image.Image, **options: Any) -> bytes:
    if "HEIF" not in decoding.FORMATS:
        pytest.skip("the extra of requirements-heic.txt is not installed")
    return encoded(image, "HEIF", **options)


def test_heic_with_its_extra_is_a_photo_like_any_other() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretMaker"
    result = clean(heic(Image.new("RGB", (64, 48), "teal"), quality=90, exif=exif))
    assert (result.content_type, result.width, result.height) == ("image/jpeg", 64, 48)
    assert b"Secret" not in result.data
    red, green, blue = result.open().getpixel((20, 20))  # type: ignore[misc]
    assert (red < 12, abs(green - 128) < 12, abs(blue - 128) < 12) == (True, True, True)


def test_heic_is_turned_upright() -> None:
    image = Image.new("RGB", (64, 48), "white")
    image.paste("black", (0, 0, 64, 8))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    # As bytes: only then does the encoder write `irot`, which is what counts in HEIC.
    result = clean(heic(image, quality=90, exif=exif.tobytes()))
    assert (result.width, result.height) == (48, 64)
    dark = result.open().convert("L")
    assert (dark.getpixel((46, 30)) < 60, dark.getpixel((2, 30)) > 190) == (True, True)  # type: ignore[operator]


@pytest.mark.parametrize("tenth", range(1, 10))
def test_cut_heic_is_invalid(tenth: int) -> None:
    data = heic(Image.effect_noise((200, 150), 80).convert("RGB"))
    with pytest.raises(InvalidImage):
        clean(data[: len(data) * tenth // 10])


def test_heic_of_too_many_pixels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = heic(Image.new("RGB", (64, 48)))
    monkeypatch.setattr(caps, "MAX_PIXELS", 64 * 48 - 1)
    with pytest.raises(InvalidImage, match="too many pixels"):
        clean(data)


@pytest.mark.parametrize(("size", "lossy"), [((1, 30_000), False), ((1, 1), True)])
def test_odd_sizes_are_fine(size: tuple[int, int], *, lossy: bool) -> None:
    result = clean(picture("JPEG" if lossy else "PNG", size))
    assert (result.width, result.height) == size


@pytest.mark.parametrize(
    ("mode", "lossy", "kind"),
    [
        ("RGB", True, "image/jpeg"),
        ("L", True, "image/jpeg"),
        ("RGBA", True, "image/png"),
        ("RGB", False, "image/png"),
    ],
)
def test_encoding_chooses_by_loss_and_transparency(mode: str, *, lossy: bool, kind: str) -> None:
    image = Image.new(mode, (3, 2))
    image.info["comment"] = "SECRET"
    result: Any = encode(image, lossy=lossy)
    assert (result.content_type, result.width, result.height) == (kind, 3, 2)
    assert b"SECRET" not in result.data
