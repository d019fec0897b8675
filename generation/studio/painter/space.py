"""Deep space: gas that glows, dust that does not, stars."""

import numpy as np

from .colour import gradient, linears, smoothstep
from .noise import sample, spectral
from .sky import scatter_stars
from .stage import Field, Pixels, Stage

NEBULAE = (
    "02030a 0c1440 3a1d6e a8327e f28a5c ffe9c0",
    "01040a 06223a 0b5566 2f9c94 9be0b4 fff6d8",
    "03020a 1a0f3c 4b1c78 2f62c0 6cc6f0 f4fbff",
    "050204 2a0a14 70182a c8502c f2a64a fff0c8",
)


def centred(stage: Stage) -> tuple[Field, Field]:
    """(across, down) from the centre, in frame heights, both of full shape."""
    frame = stage.frame
    across = frame.across() - frame.aspect / 2 + 0 * frame.down()
    down = frame.down() - 0.5 + 0 * frame.across()
    return across.astype(np.float32), down.astype(np.float32)


def glowing_gas(stage: Stage, strength: float) -> Pixels:
    """Glowing gas along a band, with dark lanes of dust, folded by the flow of another field."""
    across, down = centred(stage)
    chance = stage.chance
    flow = [spectral(chance, 512, 2.0, 1.0) for _ in range(2)]
    fine, dust = spectral(chance, 1024, 1.45, 1.0), spectral(chance, 1024, 1.25, 2.0)
    turn = stage.spread(-0.9, 0.9)
    along = across * np.cos(turn) + down * np.sin(turn)
    aside = -across * np.sin(turn) + down * np.cos(turn)
    bent = [sample(field, down * 0.35 + 0.5, across * 0.35 + 0.5) * 0.06 for field in flow]
    gas = sample(fine, aside * 0.42 + bent[0], along * 0.42 + bent[1])
    lanes = sample(dust, aside * 0.5 + bent[1] + 0.3, along * 0.5 + bent[0])
    band = np.exp(-(((aside + 0.5 * bent[0] * 6) / 0.36) ** 2))
    dense = np.clip(0.2 + 0.23 * gas + 0.44 * band, 0, 1) * band**0.35
    dense *= 1 - 0.62 * smoothstep(0.2, 1.5, lanes) * band
    return gradient(stage.colours(NEBULAE), np.clip(dense * strength, 0, 1))


def hang_jewels(stage: Stage, pixels: Pixels, count: int) -> None:
    """A few near stars, each with a halo and a cross of light."""
    frame = stage.frame
    for _ in range(count):
        across, down = stage.between(0, frame.aspect), stage.between(0.02, 0.98)
        size = float(stage.chance.random()) ** 3 * 0.011 + 0.0022
        tint = linears("cfe0ff ffffff ffe6c8")[int(stage.chance.integers(3))]
        reach = round(size * 11 * frame.height) + 1
        row, column = round(down * frame.height), round(across * frame.width / frame.aspect)
        rows = slice(max(0, row - reach), min(frame.height, row + reach))
        columns = slice(max(0, column - reach), min(frame.width, column + reach))
        x = np.abs(np.arange(columns.start, columns.stop) - column)[None, :] / (size * frame.height)
        y = np.abs(np.arange(rows.start, rows.stop) - row)[:, None] / (size * frame.height)
        light = np.exp(-np.hypot(x, y) * 2.2) * 1.6 + np.exp(-(x * y * 22 + (x + y) * 0.55)) * 0.5
        edge = np.clip(1 - np.maximum(x, y) / 11, 0, 1)
        pixels[rows, columns] += (light * edge)[..., None].astype(np.float32) * tint


def space(stage: Stage) -> Pixels:
    """A nebula full of stars."""
    pixels = glowing_gas(stage, stage.between(0.78, 0.92))
    pixels = pixels + scatter_stars(stage, 1.0, 2200)
    hang_jewels(stage, pixels, 26)
    return pixels
