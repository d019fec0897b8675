"""Paint the pictures that ship with the project, and the manifest that lists them.

python scripts/make_samples.py           paint all of them into generation/samples/
python scripts/make_samples.py --check   see that what is there is what would be painted
python scripts/make_samples.py --sheets FOLDER
                                         paint contact sheets there, to be judged by eye
"""

import argparse
import json
import sys
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generation.studio.painter import (  # noqa: E402 - the tree is no installed package
    SCENES,
    STYLES,
    SUGGESTIONS,
    Sketch,
    paint,
    read_prompt,
)
from generation.studio.painter.scenes import LIGHTS, TABLE  # noqa: E402
from generation.studio.painter.weather import WEATHERS  # noqa: E402

FOLDER = ROOT / "generation" / "samples"
QUALITY = 78
# WebP is lossy, most of all in grass and leaves, and another processor may round a float the other
# way: so copies of a quarter of the size are compared; mean levels of 255.
SHRINK = 4
TOLERANCE = 3.0
CELL = (400, 250)

SHAPES = {"landscape": (1216, 832), "portrait": (832, 1216), "square": (1024, 1024)}


@dataclass(frozen=True)
class Sample:
    """One line of the manifest."""

    file: str
    title: str
    keywords: list[str]
    width: int
    height: int
    prompt: str
    seed: int


def read_samples() -> tuple[Sample, ...]:
    """What `samples.toml` lists."""
    listed = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))["sample"]
    return tuple(_sample(**given) for given in listed)


def _sample(*, title: str, prompt: str, seed: int, words: str, shape: str = "landscape") -> Sample:
    file = title.lower().replace(" ", "-") + ".webp"
    return Sample(file, title, words.split(), *SHAPES[shape], prompt=prompt, seed=seed)


SAMPLES = read_samples()


def repaint(sample: Sample) -> Image.Image:
    sketch = read_prompt(sample.prompt)
    return paint(sketch, seed=sample.seed, width=sample.width, height=sample.height)


def manifest_text() -> str:
    return json.dumps([asdict(sample) for sample in SAMPLES], indent=2) + "\n"


def write_samples() -> int:
    """Paint all, drop pictures no longer listed; the total in bytes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    listed = {sample.file for sample in SAMPLES}
    for old in FOLDER.glob("*.webp"):
        if old.name not in listed:
            old.unlink()
    for sample in SAMPLES:
        repaint(sample).save(FOLDER / sample.file, quality=QUALITY, method=6)
    (FOLDER / "manifest.json").write_text(manifest_text(), encoding="utf-8")
    return sum((FOLDER / sample.file).stat().st_size for sample in SAMPLES)


def difference(sample: Sample) -> float:
    """Mean absolute difference, in levels of 255, of the stored picture and a fresh one, both
    shrunk; infinite if their sizes differ."""
    with Image.open(FOLDER / sample.file) as stored:
        kept = np.asarray(stored.convert("RGB").reduce(SHRINK), np.int16)
    fresh = np.asarray(repaint(sample).reduce(SHRINK), np.int16)
    if kept.shape != fresh.shape:
        return float("inf")
    return float(np.abs(kept - fresh).mean())


def find_faults() -> list[str]:
    """What is wrong with the folder, one sentence each; nothing if all is well."""
    manifest = FOLDER / "manifest.json"
    if not manifest.is_file() or manifest.read_text(encoding="utf-8") != manifest_text():
        return ["manifest.json is not what this script would write."]
    listed, present = {s.file for s in SAMPLES}, {path.name for path in FOLDER.glob("*.webp")}
    faults = [f"{name} is missing." for name in sorted(listed - present)]
    faults += [f"{name} is in no manifest." for name in sorted(present - listed)]
    for sample in SAMPLES:
        if sample.file in present and (off := difference(sample)) > TOLERANCE:
            faults.append(f"{sample.file} differs by {off:.1f} levels from a fresh painting.")
    return faults


def write_sheets(folder: Path) -> None:
    """Every scene in its lights, weathers, seasons and styles, and four variations of prompts."""
    folder.mkdir(parents=True, exist_ok=True)
    outdoors = [name for name in SCENES if TABLE[name].is_outdoors]
    rows: dict[str, list[list[tuple[Sketch, int]]]] = {
        "variations": [[(Sketch(name), turn) for turn in range(4)] for name in SCENES],
        "lights": [[(Sketch(name, light=light), 0) for light in LIGHTS] for name in outdoors],
        "weathers": [
            [(Sketch(name, weather=weather), 0) for weather in WEATHERS if weather]
            for name in outdoors
        ],
        "seasons": [
            [(Sketch(name, season=season), 0) for season in TABLE[name].seasons]
            for name in SCENES
            if len(TABLE[name].seasons) > 1
        ],
        "styles": [
            [(Sketch(name, style=style), 1) for name in ("mountains", "ocean", "city", "meadow")]
            for style in STYLES
        ],
        "prompts": [[(read_prompt(prompt), turn) for turn in range(4)] for prompt in SUGGESTIONS],
    }
    for name, cells in rows.items():
        _sheet(cells).save(folder / f"{name}.png")


def _sheet(rows: list[list[tuple[Sketch, int]]]) -> Image.Image:
    width, height = CELL
    sheet = Image.new("RGB", (max(map(len, rows)) * width, len(rows) * height), "white")
    for down, row in enumerate(rows):
        for across, (sketch, turn) in enumerate(row):
            if sketch.light not in {"", *TABLE[sketch.scene].lights}:
                continue
            cell = paint(sketch, seed=5, width=width, height=height, variation=turn)
            sheet.paste(cell, (across * width, down * height))
    return sheet


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only compare, change nothing")
    parser.add_argument("--sheets", type=Path, metavar="FOLDER", help="paint contact sheets there")
    given = parser.parse_args()
    if given.sheets:
        write_sheets(given.sheets)
        return 0
    if given.check:
        faults = find_faults()
        print("\n".join(faults) or f"{len(SAMPLES)} samples are as painted.")
        return 1 if faults else 0
    print(f"{len(SAMPLES)} samples, {write_samples() / 1e6:.2f} MB, in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
