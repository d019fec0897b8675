"""Render every operation on several pictures into one large sheet, for a person to judge.

    python scripts/studio_sheet.py [--out SHEET.jpg] [PICTURE …]

One row an operation: its usual amount on each picture, then the strongest on the first one. Without
pictures, the samples are used.
"""

import argparse
import dataclasses
import sys
import textwrap
import time
from pathlib import Path

from cookbook_pictures import ROOT, plan_for, sample
from PIL import Image, ImageDraw, ImageFont, ImageOps

from generation.studio import Plan, StudioError, execute
from generation.studio.operations import OPERATIONS, Operation

SAMPLES = ("tropical-beach", "city-by-day", "bananas")
WORK = 1280
CELL = (360, 270)
LABEL = 250
GAP = 6

Row = tuple[str, list[Image.Image | None]]
"""A label, and a picture or nothing for each cell."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "test-results" / "studio-sheet.jpg")
    given = parser.parse_args()
    pictures = [opened(path) for path in given.pictures] or [sample(name) for name in SAMPLES]
    rows: list[Row] = [("as they are", [*pictures, pictures[0]])]
    for name in OPERATIONS:
        rows.append(row_of(name, pictures))
        print(rows[-1][0].replace("\n", "  "), flush=True)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    sheet_of(rows).save(given.out, quality=88)
    print(f"Written to {given.out}. Look at it.")


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((WORK, WORK), Image.Resampling.LANCZOS)
    return upright


def row_of(name: str, pictures: list[Image.Image]) -> Row:
    """The label and the cells of an operation; a cell is empty where it could not be done."""
    started = time.perf_counter()
    plan = plan_for(name)
    cells = [done(plan, image, pictures) for image in pictures]
    seconds = (time.perf_counter() - started) / len(pictures)
    strong = strongest(plan.operations[0])
    cells.append(done(Plan((strong,)), pictures[0], pictures) if strong else None)
    return f"{name}\n“{OPERATIONS[name].example}”\n{seconds * 1000:.0f} ms", cells


def strongest(operation: Operation) -> Operation | None:
    """The operation at the end of its amount's range; None where it has no amount."""
    for field in dataclasses.fields(operation):
        if field.name in {"amount", "stops"}:
            most = field.metadata["limits"].high
            low = field.metadata["limits"].low if getattr(operation, field.name) < 0 else most
            return dataclasses.replace(operation, **{field.name: low})
    return None


def done(plan: Plan, image: Image.Image, others: list[Image.Image]) -> Image.Image | None:
    try:
        needs = any(operation.needs_mask for operation in plan.operations)
        mask = spot_of(image) if needs else None
        return execute(plan, image, mask=mask, pictures=others[1:]).image
    except StudioError as error:
        print(f"{plan.operations[0].name}: {error.message}", file=sys.stderr)
        return None


def spot_of(image: Image.Image) -> Image.Image:
    """A mask of a round spot in the middle."""
    mask = Image.new("L", image.size, 0)
    radius, (across, down) = min(image.size) // 8, (image.width // 2, image.height // 2)
    box = (across - radius, down - radius, across + radius, down + radius)
    ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def sheet_of(rows: list[Row]) -> Image.Image:
    across = max(len(cells) for _, cells in rows)
    size = (LABEL + across * (CELL[0] + GAP), len(rows) * (CELL[1] + GAP))
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(20)
    for down, (label, cells) in enumerate(rows):
        top = down * (CELL[1] + GAP)
        words = "\n".join(line for part in label.split("\n") for line in textwrap.wrap(part, 22))
        draw.multiline_text((8, top + 8), words, fill="black", font=font)
        for place, cell in enumerate(cells):
            if cell is not None:
                fitted = ImageOps.contain(cell.convert("RGBA"), CELL, Image.Resampling.LANCZOS)
                ground = Image.new("RGBA", fitted.size, (255, 190, 240))
                left = LABEL + place * (CELL[0] + GAP)
                sheet.paste(Image.alpha_composite(ground, fitted).convert("RGB"), (left, top))
    return sheet


if __name__ == "__main__":
    main()
