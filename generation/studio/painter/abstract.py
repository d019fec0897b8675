"""Pictures of nothing but colour: gradients that flow, folds of silk."""

import numpy as np

from .colour import gradient, mix, smoothstep
from .noise import sample, spectral
from .stage import Colour, Field, Pixels, Stage

GRADIENTS = (
    "1b1464 5a2fc2 e0489c ff8a5c ffd36e",
    "0b3d5c 1f8a9e 63d2b4 d8f3a0 fff2c8",
    "2b0f54 8a1c7c e5446d ff8552 ffe0b5",
    "101a4a 2b5fd9 53b7f5 b8e6ff fff4e6",
    "3a1c12 a8431e f08a24 ffc94a fff0c2",
    "0f2a24 2f6b4f 8fbf6a f2d974 f7f1dc",
)
SILKS = (
    "10062e 3b1180 a3277f f0665a ffc27a",
    "041a33 0a4a7a 1f93b0 8fe0cf f4fbe4",
    "22060f 7a1230 d63a3f ff9a5a ffe7b8",
    "1a1036 4b3aa8 8f7bf0 e4b5f5 fff0f6",
)


def grid(stage: Stage) -> tuple[Field, Field]:
    frame = stage.frame
    across = (frame.across() + 0 * frame.down()).astype(np.float32)
    down = (frame.down() + 0 * frame.across()).astype(np.float32)
    return across, down


def colours(stage: Stage) -> Pixels:
    """Soft fields of colour that flow into each other."""
    across, down = grid(stage)
    chance = stage.chance
    slow = [spectral(chance, 256, 3.2, 1.0) for _ in range(3)]
    bend = [sample(tile, down * 0.36 + 0.1, across * 0.36) * 0.2 for tile in slow[:2]]
    turn = stage.spread(0, 2 * np.pi)
    run = (across - stage.frame.aspect / 2) * np.cos(turn) + (down - 0.5) * np.sin(turn)
    value = 0.5 + 0.55 * run + 0.9 * bend[0]
    swell = sample(slow[2], down * 0.3 + bend[0], across * 0.3 + bend[1])
    value = np.clip(value + 0.14 * swell, 0, 1).astype(np.float32)
    pixels = gradient(stage.colours(GRADIENTS), value)
    sheen = 0.1 * np.sin(run * 7 + bend[1] * 30) * smoothstep(-1.0, 1.5, swell)
    return np.asarray(pixels * (1 + sheen[..., None]), np.float32)


def silk(stage: Stage) -> Pixels:
    """Folded cloth of light: waves in front of waves, each with its bright crest and its shade."""
    across, down = grid(stage)
    tones = stage.colours(SILKS)
    pixels = gradient([tones[0], tones[1]], (0.25 + 0.6 * (1 - down)).astype(np.float32))
    folds = 11
    for index in range(folds):
        part = index / (folds - 1)
        pixels = _fold(stage, pixels, across, down, tones=tones, part=part)
    return pixels


def _fold(
    stage: Stage, pixels: Pixels, across: Field, down: Field, *, tones: list[Colour], part: float
) -> Pixels:
    steady = 0.12 + 0.85 * part
    along = across / stage.frame.aspect
    crest = np.full_like(across, steady)
    for waves, height in ((0.55, 0.17), (1.1, 0.07), (2.1, 0.02)):
        phase = stage.between(0, 2 * np.pi)
        crest += height * np.sin(2 * np.pi * waves * along + phase + 0.9 * part)
    depth = down - crest
    thick = stage.between(0.2, 0.34)
    cover = smoothstep(-0.7, 0.7, depth * stage.frame.height)
    hue = np.clip(0.08 + 0.92 * np.exp(-np.maximum(depth, 0) / thick) - 0.18 * (1 - part), 0, 1)
    sheet = gradient(tones, hue.astype(np.float32))
    rim = np.exp(-np.maximum(depth, 0) / 0.006) * 0.3
    sheet = sheet + (rim * (0.4 + 0.6 * np.sin(np.pi * along)))[..., None] * tones[-1]
    # Each fold throws a soft shade on the one behind it.
    shade = 1 - 0.45 * np.exp(-np.maximum(-depth, 0) / 0.035)
    return mix(pixels * shade[..., None], sheet, cover * np.float32(0.93))
