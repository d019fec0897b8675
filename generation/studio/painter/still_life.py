"""The house's own subject: bananas, on a table or on plain colour."""

from dataclasses import dataclass

import numpy as np

from .colour import gradient, linear, linears, mix, smoothstep
from .noise import fractal
from .palettes import resampled
from .stage import Colour, Field, Pixels, Stage

BACKDROPS = (
    ("ffd9cf", "f5a79b"),
    ("bfe6e0", "6fbfb6"),
    ("d9d4f7", "9d92e0"),
    ("fbe3a6", "f0b24e"),
    ("cfe3f7", "7eaede"),
    ("f7c9da", "dd7fa3"),
)
PEEL = "7a5208 c98a10 f2bf22 ffd93b fff08a"


@dataclass(frozen=True)
class Banana:
    """A bent fruit: an arc of a circle round `centre`, from one angle to another (radians)."""

    centre: tuple[float, float]
    bend: float
    start: float
    stop: float
    thick: float


def bananas(stage: Stage) -> Pixels:
    """A hand of three on plain colour, in soft light from the left."""
    across, down = _grid(stage)
    wall, deep = _backdrop(stage)
    pixels = _room(stage, across, down, wall, deep)
    across, down = _turned(stage, across, down)
    stage.on_layer("Ripening the bananas")
    fruits = _hand(stage)
    shade = np.zeros_like(across)
    for fruit in fruits:
        shade = np.maximum(shade, _shadow(stage, fruit, across, down))
    pixels = mix(pixels, deep * 0.32, 0.62 * shade)
    skin = fractal(stage.chance, stage.frame.height, stage.frame.width, 40, 5) - 0.5
    for fruit in fruits:
        pixels = _peel(stage, pixels, fruit, across, down, skin=skin)
    return pixels


def _grid(stage: Stage) -> tuple[Field, Field]:
    """(across, down) from the centre, scaled so that the subject fits a narrow frame too."""
    frame = stage.frame
    fit = max(1.0, 1.15 / frame.aspect)
    across = (frame.across() - frame.aspect / 2 + 0 * frame.down()) * fit
    down = (frame.down() - 0.5 + 0 * frame.across()) * fit
    return across.astype(np.float32), down.astype(np.float32)


def _backdrop(stage: Stage) -> tuple[Colour, Colour]:
    wall, deep = (linear(code) for code in stage.pick(BACKDROPS))
    if stage.palette is None or not stage.palette.ramp:
        return wall, deep
    ramp = resampled(stage.palette.ramp, 8)
    return ramp[6], ramp[4]


def _turned(stage: Stage, across: Field, down: Field) -> tuple[Field, Field]:
    """The fruit lies another way in each variation: mirrored, turned, nearer or farther."""
    turn, size = stage.spread(-0.55, 0.35), stage.spread(0.88, 1.12)
    if stage.pick((True, False)):
        across = -across
    x = (across * np.cos(turn) - down * np.sin(turn)) / size
    y = (across * np.sin(turn) + down * np.cos(turn)) / size
    return x.astype(np.float32), y.astype(np.float32)


def _room(stage: Stage, across: Field, down: Field, wall: Colour, deep: Colour) -> Pixels:
    """A plain ground, a pool of light, a round of colour behind the fruit."""
    pool = np.exp(-(((across + 0.25) / 0.8) ** 2 + ((down + 0.1) / 0.6) ** 2))
    pixels = mix(deep[None, None], wall, np.clip(0.25 + 0.75 * pool, 0, 1).astype(np.float32))
    edge = 0.8 / stage.frame.height
    away = np.hypot(across, down)
    return mix(
        pixels, mix(wall, linear("ffffff"), 0.35), 0.75 * smoothstep(0.37 + edge, 0.37 - edge, away)
    )


def _hand(stage: Stage) -> list[Banana]:
    """Fruits that share a stem at the right above and fan out from it."""
    fruits = []
    stem = np.array([0.36, -0.27]) + stage.chance.uniform(-0.02, 0.02, 2)
    for index in range(int(stage.pick((3, 2, 4, 1)))):
        bend = stage.between(0.5, 0.56) + 0.02 * index + stage.between(-0.01, 0.01)
        start = -0.12 + 0.16 * index
        centre = stem - bend * np.array([np.cos(start), np.sin(start)])
        reach = 1.72 - 0.1 * index + stage.between(-0.05, 0.05)
        fruits.append(
            Banana(
                (float(centre[0]), float(centre[1])),
                bend,
                start,
                start + reach,
                0.074 + stage.between(-0.003, 0.004),
            )
        )
    return fruits


def _along(fruit: Banana, across: Field, down: Field) -> tuple[Field, Field, Field]:
    """(0..1 from stem to tip and beyond, -1..1 across the fruit, half its thickness there)."""
    x, y = across - fruit.centre[0], down - fruit.centre[1]
    angle = np.arctan2(y, x)
    angle = np.where(angle < fruit.start - 1.2, angle + 2 * np.pi, angle)
    part = (angle - fruit.start) / (fruit.stop - fruit.start)
    inside = np.clip(part, 0, 1)
    body = np.clip(np.minimum(inside / 0.2, (1 - inside) / 0.13), 0, 1)
    neck = 0.24 + 0.76 * np.sin(body * np.pi / 2) ** 1.3
    half = fruit.thick * neck * (0.86 + 0.14 * np.sin(np.pi * inside))
    aside = (np.hypot(x, y) - fruit.bend) / half
    return part.astype(np.float32), aside.astype(np.float32), half.astype(np.float32)


def _peel(
    stage: Stage, pixels: Pixels, fruit: Banana, across: Field, down: Field, *, skin: Field
) -> Pixels:
    part, aside, half = _along(fruit, across, down)
    edge = 1.0 / (half * stage.frame.height)
    cover = np.clip((1 - np.abs(aside)) / edge, 0, 1)
    cover *= smoothstep(-0.045, -0.035, part) * smoothstep(1.012, 1.002, part)
    # Five sides, as a banana has, not a tube: the light steps a little from one to the next.
    facet = np.round(aside * 2.2 + 0.3) / 2.2
    turned = 0.62 * aside + 0.38 * (facet - 0.12)
    x, y = across - fruit.centre[0], down - fruit.centre[1]
    away = np.maximum(np.hypot(x, y), 1e-4)
    up = np.sqrt(np.clip(1 - turned**2, 0.02, 1))
    facing = turned * (-0.5 * x - 0.72 * y) / away + 0.62 * up
    value = np.clip(0.2 + 0.72 * facing + 0.07 * skin, 0, 1)
    peel = gradient(linears(PEEL), value.astype(np.float32))
    gloss = np.exp(-(((aside - 0.34 * np.sign(-y)) / 0.1) ** 2)) * smoothstep(0.2, 0.45, part)
    peel = peel + (0.16 * gloss * smoothstep(0.9, 0.6, part) * (y < 0))[..., None]
    green = smoothstep(0.24, 0.02, part) * 0.55 + smoothstep(0.86, 0.98, part) * 0.25
    peel = mix(peel, linear("9aa52a") * (0.45 + 0.6 * value[..., None]), green.astype(np.float32))
    ends = smoothstep(0.965, 0.992, part) + smoothstep(0.0, -0.03, part)
    spots = smoothstep(0.24, 0.3, skin + 0.1 * np.cos(aside * 3)) * 0.5
    peel = mix(peel, linear("4a2c0c"), np.clip(ends + spots * (np.abs(aside) < 0.9), 0, 0.92))
    rim = smoothstep(0.72, 1.0, np.abs(aside)) * 0.35
    return mix(pixels, mix(peel, linear("7a4a06"), rim), cover.astype(np.float32))


def _shadow(stage: Stage, fruit: Banana, across: Field, down: Field) -> Field:
    """What the fruit keeps from the light, on the wall behind, soft and to the right."""
    part, aside, half = _along(fruit, across - 0.035, down - 0.045)
    soft = np.exp(-np.maximum(np.abs(aside) - 0.7, 0) * half / 0.018)
    ends = smoothstep(-0.1, 0.02, part) * smoothstep(1.08, 0.97, part)
    return np.asarray(soft * ends, np.float32)
