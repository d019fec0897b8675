"""`{% picture file sizes="(min-width: 60rem) 33vw, 100vw" alt="A lake" %}`: a stored picture."""

from typing import Any

from django import template

from files.models import StoredFile
from files.variants.choosing import WIDTHS
from files.variants.placeholders import blurred

FALLBACK = 960
"""The width in pixels for browsers that know no srcset."""

FULL_PIXELS = 4_000_000
"""Past this a WebP of the full width takes the encoder most of a second; pages get 1600 then."""

register = template.Library()


@register.inclusion_tag("components/_picture.html")
def picture(
    file: StoredFile,
    *,
    sizes: str,
    alt: str = "",
    lazy: bool = True,
    cover: bool = False,
    **attributes: str,
) -> dict[str, Any]:
    """A picture at the width a browser needs, over a blur of itself until it is here.

    `sizes` as in HTML; `class` is the picture's; with `cover` it fills its box and is cropped,
    else it is as large as it is, within its box and the --tallest of its surroundings.
    Wants `file.blob`, or asks for it.
    """
    placeholder = file.blob.placeholder
    copies = offered_copies(file)
    return {
        "src": [url for url, width in copies if width <= FALLBACK][-1],
        "srcset": ", ".join(f"{url} {width}w" for url, width in copies),
        "sizes": sizes,
        "width": file.width,
        "height": file.height,
        "alt": alt,
        "lazy": lazy,
        "cover": cover,
        "class": attributes.get("class", ""),
        "blur": blurred(placeholder, file.width, file.height) if placeholder else "",
    }


@register.filter
def prefixed(text: object, prefix: str) -> str:
    """`{{ title|prefixed:"After: " }}`, for a tag's argument."""
    return f"{prefix}{text}"


def offered_copies(file: StoredFile) -> list[tuple[str, int]]:
    """Address and width of every WebP a page may show of a picture, the narrowest first."""
    url = file.url
    copies = [(f"{url}?w={w}&format=webp", w) for w in WIDTHS if w < file.width]
    if file.width * file.height <= FULL_PIXELS or not copies:
        copies.append((f"{url}?format=webp", file.width))
    return copies
