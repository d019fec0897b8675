"""Scenes of mountains, lakes, snow, hills, fields and sand."""

import numpy as np

from .air import haze_colour, through_air, valley_mist
from .colour import linear, mix, smoothstep
from .land import (
    MAP,
    Ground,
    alpine_albedo,
    alps,
    dunes,
    lit_by,
    map_axes,
    patchwork,
    rolling,
)
from .noise import fractal, line, sample, spectral
from .sky import Heaven, drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Field, Pixels, Stage
from .terrain import Lens, View, height_at, look, project
from .trees import Sprite, conifer, plant, round_tree
from .water import glitter, mirror, ripples


def _sky(stage: Stage, horizon: float, cover: float) -> tuple[Heaven, Pixels]:
    heaven = place_sun(stage, horizon)
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven))
    return heaven, drift_clouds(stage, heaven, pixels, cover)


def _behind(stage: Stage, sky: Pixels, heaven: Heaven, ground: Ground, view: View, *,
            clear: float, mist: float, mist_top: float) -> Pixels:
    """The ground with its air, and the sky where there is none."""
    air = haze_colour(stage, heaven)
    land = through_air(view.read(ground.texture), np.where(view.is_ground, view.depth, 9), air,
                       clear=clear)
    if mist:
        height = view.read(ground.heights)
        land = valley_mist(stage, land, view, height, air, top=mist_top, amount=mist)
    return np.where(view.is_ground[..., None], land, sky).astype(np.float32)


def _grow(stage: Stage, pixels: Pixels, heights: Field, lens: Lens, sprites: list[Sprite], *,
          count: int, tall: float, near: float, far: float, below: float,
          colours: tuple[Colour, Colour], air: Colour, clear: float, clumps: float = 0.5) -> None:
    """Plant trees on the map, the far ones first, none above the height `below`."""
    chance, frame = stage.chance, stage.frame
    woods = fractal(chance, MAP, MAP, 7, 4)
    norths = np.sort(near + (far - near) * chance.random(count) ** 1.4)[::-1]
    light = (colours[0] * stage.mood.ambient * 1.2,
             colours[1] * (stage.mood.ambient + 0.75 * stage.mood.direct))
    for north in norths:
        east = float(chance.uniform(-0.5, 0.5) * min(1.0, 1.5 * north + 0.05))
        size, kind = float(chance.uniform(0.6, 1.25)), sprites[int(chance.integers(len(sprites)))]
        ground = height_at(heights, east, float(north))
        if ground > below or height_at(woods, east, float(north)) < clumps:
            continue
        across, down = project(lens, frame, east, float(north), ground)
        gone = np.float32(min(0.94, 1 - np.exp(-((north / clear) ** 1.35))))
        plant(pixels, kind, (across * frame.height, (down + 0.004) * frame.height),
              tall * size * lens.focal / north * frame.height,
              (light[0] + (air - light[0]) * gone, light[1] + (air - light[1]) * gone),
              is_mirrored=bool(chance.random() < 0.5))


FIR = (linear("0f1d14"), linear("3d5a34"))
SNOWY_FIR = (linear("1d2b33"), linear("aebccb"))
LEAF = (linear("1c2f12"), linear("86a23f"))


def mountains(stage: Stage) -> Pixels:
    """Snowy peaks beyond a wooded valley."""
    horizon = stage.between(0.6, 0.66)
    heaven, sky = _sky(stage, horizon, stage.between(0.35, 0.55))
    heights = alps(stage, height=stage.between(0.3, 0.37), valley=0.22)
    albedo = alpine_albedo(stage, heights, snow_from=0.12, trees_to=0.1, season="summer")
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo))
    lens = Lens(height=float(heights[60:160].mean()) + 0.07, horizon=horizon)
    view = look(heights, lens, stage.frame)
    pixels = _behind(stage, sky, heaven, ground, view, clear=1.7, mist=0.75, mist_top=0.09)
    firs = [conifer(stage.chance) for _ in range(4)]
    _grow(stage, pixels, heights, lens, firs, count=2600, tall=0.02, near=0.1, far=0.62,
          below=0.12, colours=FIR, air=stage.mood.haze, clear=1.5, clumps=0.46)
    return pixels


def lake(stage: Stage) -> Pixels:
    """Peaks mirrored in still water."""
    horizon = stage.between(0.5, 0.56)
    heaven, sky = _sky(stage, horizon, stage.between(0.3, 0.55))
    season = "autumn" if stage.chance.random() < 0.35 else "summer"
    east, north = map_axes()
    heights = alps(stage, height=stage.between(0.22, 0.3), valley=0.3)
    shore = 0.4 + 0.1 * (fractal(stage.chance, MAP, MAP, 3, 5) - 0.5)
    bank = smoothstep(-0.01, 0.05, north + 0.5 * np.abs(east) ** 1.5 - shore)
    heights = ((heights + 0.004) * bank - 0.012 * (1 - bank)).astype(np.float32)
    albedo = alpine_albedo(stage, heights, snow_from=0.11, trees_to=0.1, season=season)
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo))
    above = _shore(stage, sky, heaven, ground, Lens(height=0.004, horizon=horizon), season)
    tilt = ripples(stage, horizon, 0.03, 6.0)
    water = mirror(stage, above, horizon, tilt, swing=0.22)
    sparkle = 0.5 * glitter(stage, heaven, tilt)
    water = water + sparkle[..., None] * stage.mood.disc
    edge = smoothstep(-0.5, 0.5, (stage.frame.down() - horizon) * stage.frame.height)
    return mix(above, water, edge + 0 * stage.frame.across())


def _shore(stage: Stage, sky: Pixels, heaven: Heaven, ground: Ground, lens: Lens,
           season: str) -> Pixels:
    view = look(ground.heights, lens, stage.frame)
    pixels = _behind(stage, sky, heaven, ground, view, clear=1.6, mist=0.5, mist_top=0.05)
    firs = [conifer(stage.chance) for _ in range(4)]
    colours = FIR if season == "summer" else (linear("4a2410"), linear("d08a30"))
    _grow(stage, pixels, np.maximum(ground.heights, 0), lens, firs, count=1600, tall=0.018,
          near=0.38, far=0.7, below=0.1, colours=FIR, air=stage.mood.haze, clear=1.5, clumps=0.4)
    if season == "autumn":
        crowns = [round_tree(stage.chance) for _ in range(3)]
        _grow(stage, pixels, np.maximum(ground.heights, 0), lens, crowns, count=700, tall=0.013,
              near=0.38, far=0.6, below=0.05, colours=colours, air=stage.mood.haze, clear=1.5)
    return pixels


def snow(stage: Stage) -> Pixels:
    """A winter slope with firs under peaks."""
    horizon = stage.between(0.5, 0.58)
    heaven, sky = _sky(stage, horizon, stage.between(0.3, 0.6))
    heights = alps(stage, height=stage.between(0.18, 0.26), valley=0.26)
    drifts = rolling(stage, height=0.05, cells=4)
    heights = (heights * 0.9 + drifts).astype(np.float32)
    albedo = alpine_albedo(stage, heights, snow_from=0.02, trees_to=0.02, season="winter")
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo * 0.62))
    lens = Lens(height=float(heights[40:200].mean()) + 0.05, horizon=horizon)
    view = look(heights, lens, stage.frame)
    pixels = _behind(stage, sky, heaven, ground, view, clear=1.6, mist=0.5, mist_top=0.08)
    firs = [conifer(stage.chance) for _ in range(4)]
    _grow(stage, pixels, heights, lens, firs, count=900, tall=0.03, near=0.11, far=0.6,
          below=0.14, colours=SNOWY_FIR, air=stage.mood.haze, clear=1.3, clumps=0.52)
    return pixels


def desert(stage: Stage) -> Pixels:
    """Dunes with sharp crests."""
    horizon = stage.between(0.4, 0.48)
    heaven, sky = _sky(stage, horizon, stage.between(0.1, 0.35))
    heights = dunes(stage)
    sand = mix(linear("d9a066")[None, None], linear("c07f48"), fractal(stage.chance, MAP, MAP, 5, 5))
    ground = Ground(heights, lit_by(stage, heaven, heights, sand, 1.0))
    lens = Lens(height=float(heights.max()) * 0.72 + 0.03, horizon=horizon, near=0.06)
    view = look(heights, lens, stage.frame)
    tile = spectral(stage.chance, 512, 1.2, 3.0)
    where = np.where(view.is_ground, view.depth, 0)
    bend = sample(tile, where * 2, view.east * 2)
    wave = np.sin((where * 620 + view.east * 260) + 5 * bend) * np.exp(-where / 0.12)
    pixels = _behind(stage, sky, heaven, ground, view, clear=1.1, mist=0, mist_top=1)
    relief = np.where(view.is_ground, 1 + 0.1 * wave, 1)[..., None]
    return (pixels * relief).astype(np.float32)


def hills(stage: Stage) -> Pixels:
    """Green country with trees and fields."""
    horizon = stage.between(0.44, 0.52)
    heaven, sky = _sky(stage, horizon, stage.between(0.35, 0.55))
    heights = rolling(stage, height=0.13)
    albedo = patchwork(stage, "6f9a3a 86a845 5c8734 a3b354 799c3c 4f7a30 b9b660")
    ground = Ground(heights, lit_by(stage, heaven, heights, albedo))
    lens = Lens(height=float(heights[60:260].max()) + 0.05, horizon=horizon, near=0.06)
    view = look(heights, lens, stage.frame)
    pixels = _behind(stage, sky, heaven, ground, view, clear=1.0, mist=0.35, mist_top=0.07)
    crowns = [round_tree(stage.chance) for _ in range(4)]
    _grow(stage, pixels, heights, lens, crowns, count=1500, tall=0.015, near=0.16, far=0.9,
          below=0.2, colours=LEAF, air=stage.mood.haze, clear=1.0, clumps=0.56)
    return pixels
