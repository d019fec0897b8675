"""Scenes of the night sky and beyond it: nebula, planet, aurora."""

import numpy as np

from .air import haze_colour, through_air
from .colour import gradient, linear, linears, mix, smoothstep
from .land import alpine_albedo, alps, lit_by
from .noise import fractal, line, sample, spectral
from .sky import Heaven, open_sky, scatter_stars
from .stage import Colour, Field, Pixels, Stage
from .terrain import Lens, look
from .water import mirror, ripples

NEBULAE = (
    "02030a 0c1440 3a1d6e a8327e f28a5c ffe9c0",
    "01040a 06223a 0b5566 2f9c94 9be0b4 fff6d8",
    "03020a 1a0f3c 4b1c78 2f62c0 6cc6f0 f4fbff",
    "050204 2a0a14 70182a c8502c f2a64a fff0c8",
)
WORLDS = (
    ("gas", "6e4a34 b98358 e8c69a f4e4c8 a5683e d9a878"),
    ("gas", "243a70 3f6ab0 7fb0dc cfe6f4 2d4f94 5a90cc"),
    ("gas", "5a2a5c 9a4a86 e08aa8 f8d0c8 74386e c46c98"),
    ("rock", "0d2c5c 15488a 2c6e4a 6a7c3c b8a06c f2f2ee"),
    ("rock", "3a1610 6e2c1a a84a26 cf7a44 e8b080 f4dcc0"),
)


def _grid(stage: Stage) -> tuple[Field, Field]:
    """(across, down) from the centre, in frame heights, both of full shape."""
    frame = stage.frame
    across = frame.across() - frame.aspect / 2 + 0 * frame.down()
    down = frame.down() - 0.5 + 0 * frame.across()
    return across.astype(np.float32), down.astype(np.float32)


def _clouds_of_gas(stage: Stage, strength: float) -> Pixels:
    """Glowing gas along a band, with dark lanes of dust, folded by the flow of another field."""
    across, down = _grid(stage)
    chance = stage.chance
    flow = [spectral(chance, 512, 2.0, 1.0) for _ in range(2)]
    fine, dust = spectral(chance, 1024, 1.45, 1.0), spectral(chance, 1024, 1.25, 2.0)
    turn = stage.between(-0.7, 0.7)
    along = across * np.cos(turn) + down * np.sin(turn)
    aside = -across * np.sin(turn) + down * np.cos(turn)
    bent = [sample(field, down * 0.35 + 0.5, across * 0.35 + 0.5) * 0.06 for field in flow]
    gas = sample(fine, aside * 0.42 + bent[0], along * 0.42 + bent[1])
    lanes = sample(dust, aside * 0.5 + bent[1] + 0.3, along * 0.5 + bent[0])
    band = np.exp(-((aside + 0.5 * bent[0] * 6) / 0.36) ** 2)
    dense = np.clip(0.2 + 0.23 * gas + 0.44 * band, 0, 1) * band**0.35
    dense *= 1 - 0.62 * smoothstep(0.2, 1.5, lanes) * band
    colours = gradient(linears(str(chance.choice(NEBULAE))), np.clip(dense * strength, 0, 1))
    return colours


def _jewels(stage: Stage, pixels: Pixels, count: int) -> None:
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
    pixels = _clouds_of_gas(stage, stage.between(0.95, 1.15))
    pixels = pixels + scatter_stars(stage, 1.0, 2200)
    _jewels(stage, pixels, 26)
    return pixels


def planet(stage: Stage) -> Pixels:
    """A world half in the light, at times with rings, and its moon."""
    pixels = _clouds_of_gas(stage, 0.55) * 0.5 + scatter_stars(stage, 1.0, 1500)
    _jewels(stage, pixels, 9)
    kind, codes = WORLDS[int(stage.chance.integers(len(WORLDS)))]
    side = 1 if stage.chance.random() < 0.5 else -1
    light = np.array([-0.75 * side, -0.42, 0.5], np.float32)
    centre = (stage.between(0.05, 0.16) * side, stage.between(-0.03, 0.08))
    radius = stage.between(0.29, 0.35)
    is_ringed = kind == "gas" and stage.chance.random() < 0.75
    rings = _rings(stage, centre, radius, codes) if is_ringed else None
    if rings:
        pixels = mix(pixels, rings[0], rings[1] * rings[2])
    pixels = _globe(stage, pixels, centre, radius, (kind, codes), light)
    if rings:
        pixels = mix(pixels, rings[0], rings[1] * (1 - rings[2]))
    moon = (centre[0] - side * stage.between(0.44, 0.6), centre[1] - stage.between(0.16, 0.3))
    return _globe(stage, pixels, moon, 0.045, ("rock", "5a5650 6e6a64 8a857c a39d92 bdb7aa d4cec2"),
                  light)


def _globe(stage: Stage, under: Pixels, centre: tuple[float, float], radius: float,
           world: tuple[str, str], light: Field) -> Pixels:
    """A lit ball with its air, over `under`."""
    across, down = _grid(stage)
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
    return (pixels + (0.55 * halo)[..., None] * air).astype(np.float32)


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


def _rings(stage: Stage, centre: tuple[float, float], radius: float,
           codes: str) -> tuple[Pixels, Field, Field]:
    """(colour, cover, 1 where the ring passes behind)."""
    across, down = _grid(stage)
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
    shadow = 1 - 0.75 * smoothstep(0.9, 0.5, np.abs(aside * 1.2 + 0.1)) * (along > 0.3) * 0
    return ((ring * shadow[..., None]).astype(np.float32), cover.astype(np.float32),
            (aside < 0).astype(np.float32))


def aurora(stage: Stage) -> Pixels:
    """Northern lights over snowy peaks and their mirror."""
    horizon = stage.between(0.68, 0.74)
    heaven = Heaven(horizon, stage.frame.aspect * stage.between(0.3, 0.7), 0.3)
    pixels = open_sky(stage, heaven)
    glow: Colour = linear("1c8f5e")
    for _ in range(3):
        pixels = pixels + _curtain(stage, horizon)
    heights = alps(stage, height=stage.between(0.14, 0.2), valley=0.3)
    albedo = alpine_albedo(stage, heights, snow_from=0.03, trees_to=0.02, season="winter")
    texture = lit_by(stage, heaven, heights, albedo) * 0.75 + albedo * glow * 0.12
    view = look(heights, Lens(height=0.012, horizon=horizon), stage.frame)
    land = through_air(view.read(texture.astype(np.float32)),
                       np.where(view.is_ground, view.depth, 9),
                       haze_colour(stage, heaven) * 0.7 + glow * 0.1, clear=1.7)
    above = np.where(view.is_ground[..., None], land, pixels).astype(np.float32)
    water = mirror(stage, above, horizon, ripples(stage, horizon, 0.02, 6.0), swing=0.2, clear=0.7)
    edge = smoothstep(-0.5, 0.5, (stage.frame.down() - horizon) * stage.frame.height)
    return mix(above, water, edge + 0 * stage.frame.across())


def _curtain(stage: Stage, horizon: float) -> Pixels:
    """One sheet of light: rays that rise from a folded lower edge, green below, violet above."""
    frame = stage.frame
    tile = spectral(stage.chance, 256, 1.6, 1.0)
    fold = 0.03 * sample(tile, frame.down() * 0.6 + 0 * frame.across(),
                         frame.across() * 0.5 + 0 * frame.down())
    place = np.clip((frame.across() + fold) / frame.aspect, 0, 0.9999)
    points = 2048
    at = (place * points).astype(int)
    base = (horizon * (0.32 + 0.62 * line(stage.chance, points, 2, 4)))[at]
    rays = line(stage.chance, points, 40, 4)[at] * smoothstep(0.25, 0.75,
                                                             line(stage.chance, points, 3, 3))[at]
    rise = base - frame.down()
    body = np.exp(-np.maximum(rise, 0) / 0.13) * smoothstep(-0.035, 0.02, rise)
    hue = np.clip(rise / 0.34, 0, 1)
    colours = gradient(linears("8dffc0 35f09a 22c98c 3a7fd0 8a4fd8"), hue)
    soft: Pixels = (colours * (body * rays * 0.85)[..., None]).astype(np.float32)
    return soft
