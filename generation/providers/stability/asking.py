"""The fields and files of a request, after Stability's REST reference. All are multipart."""

import io
import math
from dataclasses import dataclass

from PIL import Image

from generation.providers.base import ProviderRequest
from generation.providers.calls import faults
from generation.providers.stability.operations import Operation

RATIOS = ("16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21")
STYLES = frozenset(
    {
        "3d-model", "analog-film", "anime", "cinematic", "comic-book", "digital-art", "enhance",
        "fantasy-art", "isometric", "line-art", "low-poly", "modeling-compound", "neon-punk",
        "origami", "photographic", "pixel-art", "tile-texture",
    }
)  # fmt: skip
STYLED = frozenset({"core", "ultra", "sd3", "inpaint", "outpaint", "search-and-replace"})
MOST_BYTES = 9 * 1024 * 1024
"""Of all pictures together: Stability takes bodies of 10 MiB."""

MOST_SEED = 4_294_967_294
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
        if "seed" not in self.fields:
            return self
        fields = {**self.fields, "seed": str(seed % MOST_SEED)}
        return Question(self.path, fields, self.files, self.notes)


def question_of(request: ProviderRequest, operation: Operation, label: str) -> Question:
    """Raises ProviderError for a picture that cannot be made to fit."""
    fields = {"output_format": "png", **operation.fields}
    if operation.takes_prompt:
        fields["prompt"] = request.prompt
    if operation.takes_seed:
        fields["seed"] = str(request.seed % MOST_SEED)
    style = request.style.strip().lower().replace(" ", "-")
    if style in STYLES and operation.name in STYLED:
        fields["style_preset"] = style
    elif request.style and "prompt" in fields:
        fields["prompt"] = f"{fields['prompt']}, {request.style}"
    if not operation.picture:
        if ratio := _ratio(request):
            fields["aspect_ratio"] = ratio
        return Question(operation.path, fields, {})
    files, notes = _files(request, operation, label)
    return Question(operation.path, fields, files, notes)


def _ratio(request: ProviderRequest) -> str:
    """The nearest shape that is offered, by the ratio of the ratios."""
    if request.size:
        wanted = request.size[0] / request.size[1]
    elif request.aspect_ratio:
        wanted = _quotient(request.aspect_ratio)
    else:
        return ""
    return min(RATIOS, key=lambda ratio: max(_quotient(ratio) / wanted, wanted / _quotient(ratio)))


def _quotient(ratio: str) -> float:
    across, down = (float(side) for side in ratio.split(":"))
    return across / down


def _files(
    request: ProviderRequest, operation: Operation, label: str
) -> tuple[dict[str, Upload], tuple[str, ...]]:
    assert request.image is not None
    picture = _fitting(request.image, operation, label)
    for scale in (1.0, *SCALES):
        sides = (round(picture.width * scale), round(picture.height * scale))
        smaller = picture if scale == 1 else picture.resize(sides, Image.Resampling.LANCZOS)
        files = {operation.picture: _upload(smaller)}
        if operation.takes_mask and request.mask is not None:
            mask = request.mask.convert("L").resize(smaller.size, Image.Resampling.BILINEAR)
            files["mask"] = ("mask.png", _encoded(mask, "PNG"), "image/png")
        if sum(len(data) for _, data, _ in files.values()) <= MOST_BYTES:
            return files, _notes(request.image, smaller, label)
    raise faults.too_large(label)


def _fitting(image: Image.Image, operation: Operation, label: str) -> Image.Image:
    """The picture within the operation's limits, small ones enlarged. Raises ProviderError for one
    that is too thin for that."""
    width, height = image.size
    most = min(
        (operation.most_pixels / (width * height)) ** 0.5,
        operation.longest_side / max(width, height),
    )
    least = operation.least_side / min(width, height)
    if least > most:
        raise faults.request_refused(label)
    scale = min(most, max(1.0, least))
    if scale == 1:
        return image
    sides = (_rounded(width * scale, scale), _rounded(height * scale, scale))
    return image.resize(sides, Image.Resampling.LANCZOS)


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
