"""The samples that ship with the project: the manifest lists them all, and truly."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from generation.studio.painter import paint, read_prompt

FOLDER = Path(__file__).resolve().parents[2] / "samples"
WANTED_WORDS = {
    *("beach", "sunset", "ocean", "sea", "mountain", "snow", "night", "city", "space", "planet"),
    *("forest", "desert", "flower", "abstract", "poster", "banana", "lake"),
}

Line = dict[str, Any]


@pytest.fixture
def lines() -> list[Line]:
    listed: list[Line] = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return listed


def test_manifest_lists_every_picture_once(lines: list[Line]) -> None:
    files = sorted(line["file"] for line in lines)

    assert files == sorted(path.name for path in FOLDER.glob("*.webp"))
    assert len(lines) >= 18


def test_manifest_lines_are_complete(lines: list[Line]) -> None:
    for line in lines:
        assert list(line) == [
            "file", "title", "keywords", "width", "height", "prompt", "seed",
        ]  # fmt: skip
        sketch = read_prompt(line["prompt"])
        assert (sketch.unmatched, sketch.left_out, sketch.mended) == ((), (), ())
        assert len(line["keywords"]) == len(set(line["keywords"]))


def test_manifest_sizes_are_those_of_the_pictures(lines: list[Line]) -> None:
    for line in lines:
        with Image.open(FOLDER / line["file"]) as image:
            assert (image.format, image.size) == ("WEBP", (line["width"], line["height"]))


def test_manifest_words_reach_what_people_ask_for(lines: list[Line]) -> None:
    words = {word for line in lines for word in line["keywords"]}

    assert WANTED_WORDS - words == set()


def test_samples_weigh_less_than_three_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.webp")) < 3_000_000


@pytest.mark.parametrize("file", ["bananas.webp", "dunes.webp", "northern-lights.webp"])
def test_sample_is_what_the_painter_paints(file: str, lines: list[Line]) -> None:
    line = next(line for line in lines if line["file"] == file)
    size = {"width": line["width"], "height": line["height"]}
    fresh = paint(read_prompt(line["prompt"]), seed=line["seed"], **size)
    with Image.open(FOLDER / file) as image:
        kept = np.asarray(image.convert("RGB").reduce(4), np.int16)

    assert np.abs(kept - np.asarray(fresh.reduce(4), np.int16)).mean() < 3
