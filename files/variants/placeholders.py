"""The tiny picture that is shown until the real one is here."""

import base64
import io

from PIL import Image

SIDE = 16
"""Its longest side in pixels; what it is shown with blurs it."""

QUALITY = 40


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
