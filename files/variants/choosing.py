"""Which copy of a picture is meant: by `?w=` and `?format=`, or by what a client accepts."""

from dataclasses import dataclass, replace

from files.errors import VariantUnknown
from files.models import Blob
from files.variants.encoding import ENCODINGS, size_of

WIDTHS = (240, 480, 960, 1600)
"""Offered widths in pixels; a narrower picture is never enlarged."""

QUICK_AVIF = 1_000_000
"""Pixels that AVIF encodes in about 0.2 s; a larger copy that nobody asked for by name is WebP."""


@dataclass(frozen=True)
class Variant:
    """Which copy: `width` in pixels or None for the full one, `format` or None for the stored."""

    width: int | None = None
    format: str | None = None

    @property
    def is_original(self) -> bool:
        return self.width is None and self.format is None

    @property
    def is_negotiable(self) -> bool:
        """Whether the format is left to what the client accepts. The full picture's is not: it
        is what was stored."""
        return self.width is not None and self.format is None

    @property
    def name(self) -> str:
        """Its name in the blob's folder."""
        return f"{self.width or 'full'}.{self.format}"


THUMBNAIL = Variant(480, "webp")


def read_variant(width: str, format_name: str) -> Variant:
    """The variant that `?w=` and `?format=` name. Raises VariantUnknown."""
    if width and width not in {str(offered) for offered in WIDTHS}:
        raise VariantUnknown(f"Offered widths are {', '.join(map(str, WIDTHS))}.", attr="w")
    if format_name and format_name not in ENCODINGS:
        raise VariantUnknown(f"Offered formats are {', '.join(ENCODINGS)}.", attr="format")
    return Variant(int(width) if width else None, format_name or None)


def negotiated(variant: Variant, blob: Blob, accept: str) -> Variant:
    """The variant in the smallest format that the header `Accept` names, where that is open.

    A format counts only by its own name: `image/*` is sent by clients that know neither.
    """
    if not variant.is_negotiable:
        return variant
    names = accepted_types(accept)
    width, height = size_of((blob.width, blob.height), variant.width, "avif")
    if "image/avif" in names and width * height <= QUICK_AVIF:
        return replace(variant, format="avif")
    return replace(variant, format="webp") if "image/webp" in names else variant


def accepted_types(accept: str) -> set[str]:
    """The media types that an `Accept` header names with a weight above zero (RFC 9110, 12.5.1)."""
    named = set()
    for item in accept.lower().split(","):
        name, *parameters = (part.strip() for part in item.split(";"))
        weights = [part[2:] for part in parameters if part.startswith("q=")]
        # A weight of zero refuses; one that is no number refuses, too, and harms nobody.
        if all(weight.strip("0.") and weight.replace(".", "", 1).isdigit() for weight in weights):
            named.add(name)
    return named


def fitted(blob: Blob, variant: Variant) -> Variant:
    """The one spelling of a variant for this picture: nothing enlarged, nothing encoded twice."""
    stored_format = blob.content_type.removeprefix("image/")
    width = variant.width if variant.width and variant.width < blob.width else None
    if width is None and variant.format in {None, stored_format}:
        return Variant()
    return Variant(width, variant.format or stored_format)
