"""Erasing and finding: seconds at 1280 pixels, against their limits."""

from functools import partial

from PIL import Image, ImageDraw

from bench.results import Result
from bench.timing import medians
from generation.studio.operations import BackgroundRemove, Erase, Material, SkyRecolor
from generation.studio.painter import Sketch, paint

WIDTH, HEIGHT = 1280, 854

HOLES = ((560, 300, 720, 700), (200, 500, 330, 600))
"""What is erased: a tall thing in the middle, a small one beside it."""

ROUNDS = 3


def measure() -> list[Result]:
    image = paint(Sketch("hills", light="day"), seed=3, width=WIDTH, height=HEIGHT)
    mask = Image.new("L", image.size, 0)
    for hole in HOLES:
        ImageDraw.Draw(mask).ellipse(hole, fill=255)
    erase, remove, sky = medians(
        [
            partial(Erase().work, image, Material(mask)),
            partial(BackgroundRemove().work, image, Material()),
            partial(SkyRecolor(mood="sunset").work, image, Material()),
        ],
        ROUNDS,
    )
    return [
        Result("erase two things, 1280 px", erase, "limit", 2.0, "s"),
        Result("remove the background, 1280 px", remove, "limit", 2.0, "s"),
        Result("recolour the sky, 1280 px", sky, "limit", 0.6, "s"),
    ]
