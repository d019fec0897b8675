"""Golden pictures: what each version of each operation makes of one picture.

`python -m generation.tests.studio.golden` makes those that are missing. One that is there is only
made anew under a new version of its operation, for plans that were stored rely on the old one.
"""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from generation.studio import Plan, execute
from generation.studio.operations import OPERATIONS, Operation
from generation.studio.painter import paint
from generation.tests.studio.making import usual

FOLDER = Path(__file__).with_name("golden")
INPUT = FOLDER / "_input.webp"
SIZE = (320, 240)
BALLOON = (136, 70, 196, 142)


def path_of(operation: type[Operation]) -> Path:
    return FOLDER / f"{operation.name}-{operation.version}.webp"


def rendered(name: str) -> Image.Image:
    """The operation on the golden input, as RGB over gray."""
    with Image.open(INPUT) as stored:
        image = stored.convert("RGB")
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse(BALLOON, fill=255)
    second = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).crop((0, 0, 160, 120))
    given = mask if OPERATIONS[name].needs_mask else None
    done = execute(Plan((usual(name),)), image, mask=given, pictures=(second,)).image
    ground = Image.new("RGBA", done.size, (128, 128, 128, 255))
    return Image.alpha_composite(ground, done.convert("RGBA")).convert("RGB")


def encoded(image: Image.Image) -> bytes:
    """As golden pictures are kept. Both sides of a comparison lose the same by it."""
    stream = io.BytesIO()
    image.save(stream, "WEBP", quality=88, method=4)
    return stream.getvalue()


def difference(one: Image.Image, other: Image.Image) -> float:
    """How different two pictures look: mean distance in CIE L*a*b* (ΔE 1976) after a slight blur,
    as an eye at arm's length sees them. 2.3 is just noticeable."""
    if one.size != other.size:
        return 100.0
    seen = [_as_seen(image) for image in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1], axis=2).mean())


def _as_seen(image: Image.Image) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    levels = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    soft = cv2.GaussianBlur(levels, (0, 0), 1.2)
    return np.asarray(cv2.cvtColor(soft, cv2.COLOR_RGB2LAB), dtype=np.float32)


def _paint_input() -> None:
    image = paint("lake", seed=4, width=SIZE[0], height=SIZE[1])
    draw = ImageDraw.Draw(image)
    draw.ellipse(BALLOON, fill=(206, 52, 44), outline=(120, 20, 20), width=2)
    draw.rectangle((158, 150, 174, 162), fill=(110, 74, 40))
    image.save(INPUT, "WEBP", lossless=True)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    if not INPUT.exists():
        _paint_input()
    for name, kind in OPERATIONS.items():
        if not path_of(kind).exists():
            path_of(kind).write_bytes(encoded(rendered(name)))


if __name__ == "__main__":
    main()
