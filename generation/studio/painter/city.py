"""A city by the water: towers behind towers, lit windows, their light on the river."""

from dataclasses import dataclass

import numpy as np

from .colour import linear, linears, mix, smoothstep
from .finish import bloom
from .sky import drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Pixels, Stage
from .water import glitter, mirror, ripples

ROWS = 4
WINDOW_TINTS = linears("ffd089 ffe3b0 ffb45e fff4dc bcd8ff")
WALLS = linears("4a5568 5d6470 6e6258 435062 7a7268")


@dataclass(frozen=True)
class Lamps:
    """How many windows are lit, and how bright."""

    share: float
    strength: float


def lamps_of(stage: Stage) -> Lamps:
    darkness = 1 - min(1.0, float(stage.mood.direct.mean()))
    return {
        "night": Lamps(0.34, 1.35),
        "dusk": Lamps(0.36, 1.3),
        "sunset": Lamps(0.16, 1.0),
        "dawn": Lamps(0.12, 0.8),
    }.get(stage.mood.name, Lamps(0.01 + 0.12 * darkness, 0.6))


def city(stage: Stage) -> Pixels:
    """A skyline and its mirror image in the river."""
    horizon = stage.spread(0.6, 0.76)
    heaven = place_sun(stage, horizon)
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven))
    pixels = drift_clouds(stage, heaven, pixels, stage.spread(0.3, 0.56))
    lamps = lamps_of(stage)
    stage.on_layer("Building the city")
    for row in range(ROWS):
        _street(stage, pixels, horizon, row / (ROWS - 1), lamps)
    pixels = _ground_light(stage, pixels, horizon, lamps)
    pixels = bloom(pixels, 0.5, 0.012, 0.55)
    tilt = ripples(stage, horizon, 0.05, 5.0)
    river = mirror(stage, pixels, horizon, tilt, swing=0.75, clear=0.78)
    river = river + 0.4 * glitter(stage, heaven, tilt)[..., None] * stage.mood.disc
    edge = smoothstep(-0.5, 0.5, (stage.frame.down() - horizon) * stage.frame.height)
    return mix(pixels, river, edge + 0 * stage.frame.across())


def _street(stage: Stage, pixels: Pixels, horizon: float, near: float, lamps: Lamps) -> None:
    """One row of towers, from the left edge to the right, over what stands behind."""
    chance, aspect = stage.chance, stage.frame.aspect
    left = -0.05
    centre = aspect * stage.between(0.3, 0.7)
    while left < aspect:
        wide = stage.between(0.035, 0.085) * (0.75 + 0.35 * near)
        rise = np.exp(-(((left + wide / 2 - centre) / (0.3 * aspect)) ** 2))
        tall = (
            0.08 + 0.5 * float(rise) * float(chance.random()) ** 1.3 + stage.between(0, 0.1)
        ) * (1.0 - 0.42 * near)
        _tower(stage, pixels, (left, horizon - tall, left + wide, horizon), near, lamps)
        left += wide * stage.between(0.75, 1.15) + (0.015 if chance.random() < 0.2 else 0)


def _tower(
    stage: Stage, pixels: Pixels, box: tuple[float, float, float, float], near: float, lamps: Lamps
) -> None:
    """A shaft, at times with a narrower top and a mast."""
    chance = stage.chance
    left, top, right, base = box
    wall = WALLS[int(chance.integers(len(WALLS)))]
    shape = int(chance.integers(0, 4))
    if shape == 1 and base - top > 0.2:
        inset = (right - left) * 0.18
        _block(
            stage, pixels, (left + inset, top, right - inset, base), wall, near=near, lamps=lamps
        )
        top += (base - top) * stage.between(0.12, 0.25)
    if base - top > 0.25 and chance.random() < 0.5:
        middle = (left + right) / 2
        mast = (middle - 0.0012, box[1] - stage.between(0.03, 0.09), middle + 0.0012, box[1])
        _block(stage, pixels, mast, wall * 0.5, near=near, lamps=Lamps(0, 0))
        if lamps.share > 0.1:
            tip = (middle - 0.0018, mast[1] - 0.002, middle + 0.0018, mast[1] + 0.002)
            _fill(pixels, stage, tip, linear("ff3020") * 2.5)
    _block(stage, pixels, (left, top, right, base), wall, near=near, lamps=lamps)


def _edges(stage: Stage, box: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    frame = stage.frame
    left, top, right, base = (round(part * frame.height) for part in box)
    return (
        max(0, left),
        max(0, top),
        # Never negative: what stands above the frame must not count from its lower edge.
        max(0, min(frame.width, max(right, left + 1))),
        max(0, min(frame.height, max(base, top + 1))),
    )


def _fill(
    pixels: Pixels, stage: Stage, box: tuple[float, float, float, float], colour: Colour
) -> None:
    left, top, right, base = _edges(stage, box)
    pixels[top:base, left:right] = colour


def _block(
    stage: Stage,
    pixels: Pixels,
    box: tuple[float, float, float, float],
    wall: Colour,
    *,
    near: float,
    lamps: Lamps,
) -> None:
    left, top, right, base = _edges(stage, box)
    if right <= left or base <= top:
        return
    mood = stage.mood
    # One side in the light, the other in shade, and the street's haze at the foot.
    side = np.linspace(1.0, 0.55, right - left, dtype=np.float32)[None, :, None]
    face = wall * (mood.ambient * 0.75 + mood.direct * 0.42 * side) + 0 * side
    face = np.repeat(face.astype(np.float32), base - top, axis=0)
    face = _windows(stage, face, near, lamps)
    climb = np.linspace(0, 1, base - top, dtype=np.float32)[:, None]
    thick = 0.78 * (1 - near) ** 1.2 + 0.2 * climb**3
    thick = 1 - (1 - thick) * np.float32(stage.sight ** (0.4 + 1.6 * (1 - near)))
    pixels[top:base, left:right] = mix(face, mood.haze * 0.85, thick + 0 * side[..., 0])


def _windows(stage: Stage, face: Pixels, near: float, lamps: Lamps) -> Pixels:
    """Glass in a grid that mirrors the sky, some panes lit from inside."""
    # Of its own, for how many panes there are depends on the picture's size.
    chance = stage.chance.spawn(1)[0]
    unit = stage.frame.height / 1100
    wide, tall = (
        max(2, round(side * unit * (0.75 + 0.5 * near)))
        for side in (chance.uniform(4.5, 8), chance.uniform(6, 9.5))
    )
    rows, columns = face.shape[0] // tall + 1, face.shape[1] // wide + 1
    pane = np.zeros((tall, wide), np.float32)
    pane[max(1, tall // 4) :, max(1, wide // 4) :] = 1
    grid = np.tile(pane, (rows, columns))[: face.shape[0], : face.shape[1]]
    glass = stage.mood.sky[2] * 0.4 * np.float32(0.55 + 0.3 * near)
    face = mix(face, glass, 0.5 * grid)
    floors = 0.15 + 1.5 * chance.random((rows, 1)) ** 1.5
    is_lit = chance.random((rows, columns)) < lamps.share * floors
    power = is_lit * chance.uniform(0.35, 1.0, (rows, columns)) * lamps.strength
    tints = np.stack(WINDOW_TINTS)[chance.integers(0, 5, (rows, columns))]
    light = np.repeat(np.repeat(tints * power[..., None], tall, axis=0), wide, axis=1)
    lit = face + light[: face.shape[0], : face.shape[1]] * grid[..., None]
    shown: Pixels = lit.astype(np.float32)
    return shown


def _ground_light(stage: Stage, pixels: Pixels, horizon: float, lamps: Lamps) -> Pixels:
    """The quay: a dark line of it, street lamps, and the glow that hangs over the streets."""
    frame = stage.frame
    over = np.exp(-np.abs(frame.down() - horizon) / 0.06) * 0.4 * lamps.share
    pixels = pixels + (over + 0 * frame.across())[..., None] * linear("ffb060")
    quay = linear("1c2026") * (stage.mood.ambient + 0.2 * stage.mood.direct)
    _fill(pixels, stage, (0, horizon - 0.008, frame.aspect, horizon), quay)
    if lamps.share > 0.1:
        for across in np.arange(0.02, frame.aspect, 0.045):
            spot = float(across) + stage.between(-0.006, 0.006)
            _fill(
                pixels,
                stage,
                (spot, horizon - 0.013, spot + 0.0035, horizon - 0.0095),
                linear("ffd9a0") * 3,
            )
    lit: Pixels = pixels.astype(np.float32)
    return lit
