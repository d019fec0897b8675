"""Worlds: a lit ball with its air, its rings, its moon."""

import numpy as np

from .colour import gradient, linear, linears, mix, smoothstep
from .noise import line, sample, spectral
from .sky import scatter_stars
from .space import centred, glowing_gas, hang_jewels
from .stage import Field, Pixels, Stage

WORLDS = (
    ("gas", "6e4a34 b98358 e8c69a f4e4c8 a5683e d9a878"),
    ("gas", "243a70 3f6ab0 7fb0dc cfe6f4 2d4f94 5a90cc"),
    ("gas", "5a2a5c 9a4a86 e08aa8 f8d0c8 74386e c46c98"),
    ("earth", "0d2c5c 15488a 2c6e4a 6a7c3c b8a06c f2f2ee"),
    ("red", "3a1610 6e2c1a a84a26 cf7a44 e8b080 f4dcc0"),
)
MOON = "5a5650 6e6a64 8a857c a39d92 bdb7aa d4cec2"


def planet(stage: Stage) -> Pixels:
    """A world half in the light, at times with rings, and its moon."""
    pixels: Pixels = glowing_gas(stage, 0.55) * 0.5 + scatter_stars(stage, 1.0, 1500)
    hang_jewels(stage, pixels, 9)
    stage.on_layer("Shaping the world")
    kind, codes = _world(stage)
    side = stage.pick((1, -1))
    fit = min(1.0, stage.frame.aspect)
    light = np.array([-0.75 * side, stage.spread(-0.6, 0.3), 0.5], np.float32)
    centre = (stage.spread(0.02, 0.3) * side * fit, stage.spread(-0.06, 0.14))
    radius = stage.spread(0.22, 0.38) * fit
    is_ringed = stage.kind == "rings" or (kind == "gas" and stage.chance.random() < 0.6)
    rings = _rings(stage, centre, radius, codes) if is_ringed else None
    if rings:
        pixels = mix(pixels, rings[0], rings[1] * rings[2])
    pixels = _globe(stage, pixels, centre, radius, world=(kind, codes), light=light)
    if rings:
        pixels = mix(pixels, rings[0], rings[1] * (1 - rings[2]))
    aside = stage.between(0.44, 0.6) * fit
    moon = (centre[0] - side * aside, centre[1] - stage.between(0.16, 0.3))
    return _globe(stage, pixels, moon, 0.045, world=("rock", MOON), light=light)


def _world(stage: Stage) -> tuple[str, str]:
    """The kind of a world and its colours, as hex codes."""
    wanted = "gas" if stage.kind == "rings" else stage.kind
    return stage.pick([world for world in WORLDS if wanted in ("", world[0])])


def _globe(
    stage: Stage,
    under: Pixels,
    centre: tuple[float, float],
    radius: float,
    *,
    world: tuple[str, str],
    light: Field,
) -> Pixels:
    """A lit ball with its air, over `under`."""
    across, down = centred(stage)
    x, y = (across - centre[0]) / radius, (down - centre[1]) / radius
    away = np.hypot(x, y)
    z = np.sqrt(np.clip(1 - away * away, 0, 1))
    surface = _face(stage, x, y, z, world)
    facing = x * light[0] + y * light[1] + z * light[2]
    day = smoothstep(-0.12, 0.75, facing)
    rim = np.clip(1 - z, 0, 1) ** 2.6
    air = linears(world[1])[2] * 0.55 + linear("9cc8ff") * 0.45
    lit = surface * (0.015 + 1.35 * day[..., None])
    lit = lit + (rim * smoothstep(-0.25, 0.7, facing) * 0.9)[..., None] * air
    edge = 1.2 / (radius * stage.frame.height)
    pixels = mix(under, lit.astype(np.float32), smoothstep(1 + edge, 1 - edge, away))
    halo = np.exp(-np.maximum(away - 1, 0) / 0.035) * (away > 1) * smoothstep(-0.2, 0.9, facing)
    return np.asarray(pixels + (0.55 * halo)[..., None] * air, np.float32)


def _face(stage: Stage, x: Field, y: Field, z: Field, world: tuple[str, str]) -> Pixels:
    kind, codes = world
    chance = stage.chance
    tilt = 0.35
    north = y * np.cos(tilt) - x * np.sin(tilt)
    east = np.arctan2(x * np.cos(tilt) + y * np.sin(tilt), np.maximum(z, 1e-3)) / np.pi
    latitude = np.arcsin(np.clip(north, -1, 1)) / np.pi
    swirl = sample(spectral(chance, 512, 1.7, 2.0), latitude * 1.6, east * 0.7)
    if kind == "gas":
        bands = line(chance, 1024, 7, 5)
        at = np.clip((latitude + 0.5 + 0.012 * swirl) * 1023, 0, 1023).astype(int)
        fine = sample(spectral(chance, 512, 1.4, 2.0), latitude * 5 + 0.02 * swirl, east * 0.6)
        value = np.clip((bands[at] - 0.5) * 2.2 + 0.5 + 0.05 * fine, 0, 1)
        return gradient(linears(codes), value)
    relief = sample(spectral(chance, 1024, 1.55, 1.5), latitude * 0.9, east * 0.9)
    value = np.clip(0.42 + 0.24 * relief + 0.35 * np.abs(north) ** 6, 0, 1)
    ground = gradient(linears(codes), value)
    veil = sample(spectral(chance, 1024, 1.35, 3.0), latitude * 1.5 + 0.05 * swirl, east * 0.8)
    return mix(ground, linear("ffffff"), 0.75 * smoothstep(0.5, 1.9, veil))


def _rings(
    stage: Stage, centre: tuple[float, float], radius: float, codes: str
) -> tuple[Pixels, Field, Field]:
    """(colour, cover, 1 where the ring passes behind)."""
    across, down = centred(stage)
    turn = stage.between(-0.45, 0.45)
    x, y = (across - centre[0]) / radius, (down - centre[1]) / radius
    along, aside = x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)
    away = np.hypot(along, aside / 0.26)
    grooves = line(stage.chance, 2048, 14, 6)
    read = grooves[np.clip((away - 1.2) / 1.1 * 2047, 0, 2047).astype(int)]
    cover = smoothstep(1.28, 1.34, away) * smoothstep(2.25, 2.1, away)
    cover = cover * np.clip(0.25 + 1.3 * (read - 0.25), 0.05, 0.92)
    colours = linears(codes)
    ring = mix(colours[1][None, None], colours[3], read)
    return ring, cover.astype(np.float32), (aside < 0).astype(np.float32)
