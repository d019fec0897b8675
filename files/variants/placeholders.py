"""The tiny picture that is shown until the real one is here."""

import base64
import io
from urllib.parse import quote

from PIL import Image

SIDE = 16
"""Its longest side in pixels; what it is shown with blurs it."""

QUALITY = 40

BLUR = 0.6
"""The blur's radius, in pixels of the placeholder: enough to hide that it has any."""

# Opaque up to the edges: what is blurred there is mixed with nothing, which would shine through.
SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>"
    "<filter id='b' color-interpolation-filters='sRGB'><feGaussianBlur stdDeviation='{blur:.4g}'/>"
    "<feComponentTransfer><feFuncA type='discrete' tableValues='1 1'/></feComponentTransfer>"
    "</filter><image width='{width}' height='{height}' preserveAspectRatio='none' "
    "filter='url(#b)' href='{placeholder}'/></svg>"
)
PLAIN = " /:;,=+()"
"""What needs no escape in a data: URL in an attribute, besides letters and digits."""


def placeholder_of(image: Image.Image) -> str:
    """A data: URL of about 200 characters; empty for a picture one can see through.

    Wants a picture that is small already: it is averaged down in one step.
    """
    if "A" in image.getbands() and image.getchannel("A").getextrema() != (255, 255):
        return ""
    tiny = image.convert("RGB")
    tiny.thumbnail((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=None)
    buffer = io.BytesIO()
    tiny.save(buffer, "WEBP", quality=QUALITY, method=6)
    return f"data:image/webp;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def blurred(placeholder: str, width: int, height: int) -> str:
    """The placeholder as an SVG of the picture's own shape, blurred inside its edges.

    Blurred by CSS, it would bleed past them, and show so around a picture that is here.
    """
    blur = BLUR * max(width, height) / SIDE
    drawn = SVG.format(width=width, height=height, blur=blur, placeholder=placeholder)
    return f"data:image/svg+xml,{quote(drawn, safe=PLAIN)}"
