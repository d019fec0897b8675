"""The fields and files of a request, after Stability's REST reference. All are multipart."""

import io
import math
from dataclasses import dataclass, replace

from PIL import Image

from generation.providers.base import ProviderError, ProviderRequest
from generation.providers.calls import faults
from generation.providers.stability.operations import Operation, shape_of
from generation.providers.stability.widening import MOST

RATIOS = ("16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21")
STYLES = frozenset(
    {
        "3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance",
        "fantasy-art", "isometric", "line-art", "low-poly", "modeling-compound", "neon-punk",
        "origami", "photographic", "pixel-art", "tile-texture",
    }
)  # fmt: skip
MOST_BYTES = 9 * 1024 * 1024
"""Of all pictures together: Stability takes bodies of 10 MiB."""

MOST_SEED = 4_294_967_294
MOST_WORDS = 10_000
SCALES = (0.8, 0.6, 0.45, 0.3)

Upload = tuple[str, bytes, str]


@dataclass(frozen=True)
class Question:
    """What is asked, and what the person should know of how it was made to fit."""

    path: str
    fields: dict[str, str]
    files: dict[str, Upload]
    notes: tuple[str, ...] = ()

    def with_seed(self, seed: int) -> "Question":
        return replace(self, fields={**self.fields, "seed": _seed(seed)})


def _seed(seed: int) -> str:
    """Stability takes 0 for “any”."""
    return str(seed % MOST_SEED or MOST_SEED)


def question_of(request: ProviderRequest, operation: Operation, label: str) -> Question:
    """Raises ProviderError for a picture that cannot be made to fit."""
    fields = {"output_format": "png", **operation.fields}
    if operation.takes_prompt:
        fields.setdefault("prompt", request.prompt)
    unwanted = request.settings.get("negativePrompt")
    if operation.takes_negative and isinstance(unwanted, str) and unwanted.strip():
        fields["negative_prompt"] = unwanted.strip()[:MOST_WORDS]
    style = request.style.strip().lower().replace(" ", "-")
    if style in STYLES and operation.takes_style:
        fields["style_preset"] = style
    elif request.style and "prompt" in fields:
        fields["prompt"] = f"{fields['prompt']}, {request.style}"
    if operation.picture:
        return _with_picture(request, operation, fields, label)
    if shape := shape_of(request):
        fields["aspect_ratio"] = _nearest(shape)
    return Question(operation.path, fields, {})


def _nearest(shape: float) -> str:
    """Of the shapes that are offered, by the ratio of the ratios."""
    offered = {ratio: _quotient(ratio) for ratio in RATIOS}
    return min(offered, key=lambda ratio: max(offered[ratio] / shape, shape / offered[ratio]))


def _quotient(ratio: str) -> float:
    across, down = (float(side) for side in ratio.split(":"))
    return across / down


def _with_picture(
    request: ProviderRequest, operation: Operation, fields: dict[str, str], label: str
) -> Question:
    assert request.image is not None
    picture = _fitting(request.image, operation, label)
    for scale in (1.0, *SCALES):
        sides = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        smaller = picture if scale == 1 else picture.resize(sides, Image.Resampling.LANCZOS)
        files = {operation.picture: _upload(smaller)}
        if operation.takes_mask and request.mask is not None:
            mask = request.mask.convert("L").resize(smaller.size, Image.Resampling.BILINEAR)
            files["mask"] = ("mask.png", _encoded(mask, "PNG"), "image/png")
        if sum(len(data) for _, data, _ in files.values()) <= MOST_BYTES:
            # Pixels were counted in the picture as it was given.
            grown = smaller.width / request.image.width
            added = {
                side: str(min(MOST, max(1, round(pixels * grown))))
                for side, pixels in operation.added.items()
            }
            notes = _notes(request.image, smaller, label)
            return Question(operation.path, {**fields, **added}, files, notes)
    raise faults.too_large(label)


def _fitting(image: Image.Image, operation: Operation, label: str) -> Image.Image:
    """The picture within the operation's limits, small ones enlarged. Raises ProviderError for one
    that is too thin for that."""
    width, height = image.size
    if operation.widest and max(width, height) > operation.widest * min(width, height):
        raise _too_thin(label)
    most = min(
        (operation.most_pixels / (width * height)) ** 0.5,
        operation.longest_side / max(width, height),
    )
    least = operation.least_side / min(width, height)
    if least > most:
        raise _too_thin(label)
    scale = min(most, max(1.0, least))
    if scale == 1:
        return image
    sides = (_rounded(width * scale, scale), _rounded(height * scale, scale))
    return image.resize(sides, Image.Resampling.LANCZOS)


def _too_thin(label: str) -> ProviderError:
    return ProviderError(
        "provider_refused_request",
        f"{label} does this to no picture that is as long and thin as yours. Crop it first.",
    )


def _rounded(side: float, scale: float) -> int:
    """Down where the picture shrinks and up where it grows, so that it stays within a limit."""
    return math.floor(side) if scale < 1 else math.ceil(side)


def _notes(given: Image.Image, sent: Image.Image, label: str) -> tuple[str, ...]:
    if sent.size == given.size:
        return ()
    sides = f"{sent.width} × {sent.height}"
    return (f"{label} takes no picture of your size for this: it got one of {sides} pixels.",)


def _upload(image: Image.Image) -> Upload:
    """As PNG, which loses nothing, or as WebP where that would be too heavy."""
    data = _encoded(image, "PNG")
    if len(data) <= MOST_BYTES // 2:
        return "image.png", data, "image/png"
    return "image.webp", _encoded(image, "WEBP"), "image/webp"


def _encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"compress_level": 4} if kind == "PNG" else {"quality": 92}))
    return buffer.getvalue()
