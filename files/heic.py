"""HEIC, the iPhone's pictures: read where the extra of requirements-heic.txt is installed."""

from importlib.util import find_spec

BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
IS_READ = find_spec("pillow_heif") is not None
NOT_READ = (
    "HEIC pictures cannot be read on this site yet. Save or share it as a JPEG and try again; or "
    "ask whoever runs the site to install the extra: pip install -r requirements-heic.txt"
)


def read_heic() -> tuple[str, ...]:
    """Teach Pillow to open HEIC; the names of the formats that it then knows more."""
    if not IS_READ:
        return ()
    import pillow_heif  # noqa: PLC0415 - an extra

    # One picture is wanted of each file, by a process that may take only so much memory.
    pillow_heif.register_heif_opener(
        thumbnails=False, depth_images=False, aux_images=False, decode_threads=1
    )
    return ("HEIF",)


def is_heic(data: bytes) -> bool:
    """Whether this starts as a HEIC file does, which AVIF decoders cannot read."""
    return data[4:8] == b"ftyp" and data[8:12] in BRANDS and not says_avif(data)


def says_avif(data: bytes) -> bool:
    """Whether a file of the general HEIF brand says that AVIF decoders can read it (ISO 23008-12:
    the compatible brands follow the major one)."""
    box_size = int.from_bytes(data[:4], "big")
    return b"avif" in data[16 : min(box_size, 128)]
