"""Render the pictures of the page /studio into static/img/cookbook/: each operation, before and
after, made by the engine from the samples.

    python scripts/make_cookbook.py [OPERATION …]

An operation that is not built, or cannot be done, has no picture; an old one of it is removed.
"""

import sys

from cookbook_pictures import ROOT, Served, serve
from PIL import Image

from generation.studio.operations import OPERATIONS

FOLDER = ROOT / "static" / "img" / "cookbook"
WIDTH, HEIGHT = 640, 240
GAP = 4
QUALITY = 68
CHECK = 12
LIGHT, DARK = (240, 236, 228), (214, 208, 196)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    total = 0
    for name in sys.argv[1:] or OPERATIONS:
        path = FOLDER / f"{name}.webp"
        served = serve(name)
        if served is None:
            path.unlink(missing_ok=True)
            continue
        side_by_side(served).save(path, "WEBP", quality=QUALITY, method=6)
        total += path.stat().st_size
    print(f"{total / 1024:.0f} KB in {FOLDER}")


def side_by_side(served: Served) -> Image.Image:
    """Before on the left, after on the right, both in one scale; clear where nothing is."""
    panel = ((WIDTH - GAP) // 2, HEIGHT)
    sheet = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 0))
    scale = (
        1.0
        if served.is_close
        else min(_scale(each, panel) for each in (served.before, served.after))
    )
    for left, image in ((0, served.before), (panel[0] + GAP, served.after)):
        size = tuple(max(1, round(side * scale)) for side in image.size)
        shown = image.resize((size[0], size[1]), Image.Resampling.LANCZOS) if scale != 1 else image
        shown = _middle(_on_checks(shown), panel)
        place = (left + (panel[0] - shown.width) // 2, (panel[1] - shown.height) // 2)
        sheet.paste(shown, place)
    return sheet


def _scale(image: Image.Image, panel: tuple[int, int]) -> float:
    """Fills the panel where the shape is nearly its own, else fits into it."""
    across, down = panel[0] / image.width, panel[1] / image.height
    return max(across, down) if abs(across / down - 1) < 0.05 else min(across, down)


def _middle(image: Image.Image, panel: tuple[int, int]) -> Image.Image:
    left, top = max(0, (image.width - panel[0]) // 2), max(0, (image.height - panel[1]) // 2)
    return image.crop(
        (left, top, left + min(image.width, panel[0]), top + min(image.height, panel[1]))
    )


def _on_checks(image: Image.Image) -> Image.Image:
    """What is clear shows a chequered ground, as picture editors draw it."""
    if image.mode != "RGBA":
        return image.convert("RGBA")
    ground = Image.new("RGBA", image.size, LIGHT)
    square = Image.new("RGBA", (CHECK, CHECK), DARK)
    for top in range(0, image.height, CHECK):
        for left in range(top % (2 * CHECK), image.width, 2 * CHECK):
            ground.paste(square, (left, top))
    return Image.alpha_composite(ground, image)


if __name__ == "__main__":
    main()
