"""The pictures that ship with the project, and which of them a prompt means."""

import json
import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).resolve().parent.parent / "samples"
WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class Sample:
    """One picture of the manifest."""

    file: str
    title: str
    keywords: frozenset[str]


@cache
def all_samples() -> tuple[Sample, ...]:
    """The manifest, in its own order."""
    listed = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    return tuple(
        Sample(item["file"], item["title"], frozenset(item["keywords"])) for item in listed
    )


def find_samples(prompt: str, count: int, chance: random.Random) -> list[Sample]:
    """The `count` samples that share most words with the prompt; `chance` decides between
    equals, so that other seeds show other pictures."""
    words = set(WORD.findall(prompt.lower()))
    words |= {word[:-1] for word in words if word.endswith("s")}
    order = list(all_samples())
    chance.shuffle(order)
    order.sort(key=lambda sample: len(sample.keywords & words), reverse=True)
    return order[:count]


def open_sample(sample: Sample) -> Image.Image:
    """The sample's pixels, RGB."""
    with Image.open(FOLDER / sample.file) as image:
        return image.convert("RGB")
