"""Still and open water: what it mirrors, how it moves, where the light glitters."""

import cv2
import numpy as np

from .colour import mix, smoothstep
from .noise import sample, spectral
from .sky import Heaven
from .stage import Field, Pixels, Stage


def plane(stage: Stage, horizon: float, height: float, focal: float = 1.15) -> tuple[Field, Field]:
    """Where a level plane `height` below the eye is met: (east, north). Past the horizon: far."""
    frame = stage.frame
    below = np.maximum(frame.down() - horizon, 0.25 / frame.height)
    north = (focal * height / below + 0 * frame.across()).astype(np.float32)
    east = ((frame.across() - frame.aspect / 2) / focal * north).astype(np.float32)
    return east, north


def ripples(stage: Stage, horizon: float, height: float, finest: float) -> Field:
    """The tilt of the surface towards the eye, about -1..1; calmer where it is too far to see."""
    east, north = plane(stage, horizon, height)
    tile = spectral(stage.chance, 512, 1.15, 4.0)
    total = np.zeros_like(east)
    for scale, weight in ((1.0, 0.5), (0.31, 0.35), (0.09, 0.25)):
        size = finest / scale
        seen = np.clip(stage.frame.height / 2200 / (north * north / height * size / 40), 0, 1)
        total += weight * seen * sample(tile, north * size + scale, east * size * 0.45)
    return total.astype(np.float32)


def mirror(
    stage: Stage, above: Pixels, horizon: float, tilt: Field, *, swing: float, clear: float = 0.85
) -> Pixels:
    """`above` mirrored at the horizon, every row shifted by the tilt of the water it meets.

    `clear` is how much of the mirrored light comes back straight ahead; underfoot half of it.
    """
    frame = stage.frame
    stage.on_layer("Filling the water")
    down = frame.down() + 0 * frame.across()
    depth = np.maximum(down - horizon, 0)
    source = 2 * horizon - down + tilt * swing * (0.012 + depth)
    rows = np.clip(source, 0, horizon - 1.5 / frame.height) * frame.height
    columns = np.broadcast_to(np.arange(frame.width, dtype=np.float32), rows.shape)
    sway = tilt * swing * 0.25 * depth * frame.height
    seen = cv2.remap(
        above,
        (columns + sway).astype(np.float32),
        rows.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    back = clear * (1 - 0.5 * smoothstep(0.0, 1 - horizon, depth))
    deep = np.broadcast_to(stage.mood.water * 0.55, seen.shape)
    return mix(deep, np.asarray(seen, np.float32), back)


def glitter(stage: Stage, heaven: Heaven, tilt: Field, strength: float = 1.0) -> Field:
    """The broken path of light under the sun or the moon."""
    frame = stage.frame
    depth = np.maximum(frame.down() - heaven.horizon, 0)
    spread = 0.03 + 0.28 * depth
    path = np.exp(-(((frame.across() - heaven.sun_x) / spread) ** 2))
    sparks = smoothstep(0.25, 1.5, tilt + 0.5 * path)
    fade = np.exp(-depth * 1.6)
    strength *= 1 - 0.8 * stage.mood.overcast
    return np.asarray(path * fade * (0.18 + 2.2 * sparks) * strength, np.float32)


def swell(stage: Stage, heaven: Heaven, above: Pixels, height: float = 0.06) -> Pixels:
    """The open sea below the horizon under the sky `above`."""
    tilt = ripples(stage, heaven.horizon, height, 3.2)
    sea = mirror(stage, above, heaven.horizon, tilt, swing=0.9, clear=0.62)
    shade = 1 + 0.3 * np.clip(tilt, -1.6, 1.6)
    sea = sea * shade[..., None]
    light = glitter(stage, heaven, tilt, 0.5 if stage.mood.is_moonlit else 1.0)
    lit: Pixels = (sea + light[..., None] * stage.mood.disc * 0.7).astype(np.float32)
    return lit
