"""Scenes among trees and flowers."""

import cv2
import numpy as np

from .colour import linear, linears, mix, smoothstep
from .noise import line, sample, spectral
from .sky import Heaven, drift_clouds, hang_sun, open_sky, place_sun
from .stage import Colour, Field, Pixels, Stage
from .trees import SPRITE, Sprite, conifer, plant, round_tree
from .water import plane

LAYERS = 7
PETALS = {
    "poppy": ("8f1206", "ff5a30"),
    "tulip": ("b0346a", "ffb3c4"),
    "lavender": ("4a2f8a", "b99cf0"),
    "sunny": ("c77a00", "ffe14d"),
}


def forest(stage: Stage) -> Pixels:
    """Firs behind firs in morning mist, with shafts of light."""
    heaven = place_sun(stage, 0.62)
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven), 0.03)
    veil = 0.75 * smoothstep(0.0, 0.5, stage.frame.down())
    pixels = mix(pixels, stage.mood.haze, veil + 0 * stage.frame.across())
    air = (stage.mood.haze * 0.9 + stage.mood.glow * 0.1).astype(np.float32)
    firs = [conifer(stage.chance) for _ in range(5)]
    for layer in range(LAYERS):
        near = layer / (LAYERS - 1)
        _row_of_firs(stage, pixels, firs, near, air)
        if layer < LAYERS - 1:
            pixels = _mist_between(stage, pixels, near, air)
        if layer == 3:
            pixels = _shafts(stage, heaven, pixels)
    return pixels


def _row_of_firs(
    stage: Stage, pixels: Pixels, firs: list[Sprite], near: float, air: Colour
) -> None:
    frame, chance = stage.frame, stage.chance
    tall = 0.13 + 0.55 * near**1.5
    base = 0.56 + 0.62 * near**1.25
    ridge = line(chance, 256, 3, 4)
    count = round(34 * frame.aspect / (0.5 + 2.1 * near))
    keep = np.float32(0.1 + 0.9 * near**0.8)
    dark = linear("0c1712") * (stage.mood.ambient * 1.6)
    bright = linear("2f4a2c") * (stage.mood.ambient * 1.4 + stage.mood.direct * 0.45)
    colours = (air + (dark - air) * keep, air + (bright - air) * keep)
    for _ in range(count):
        across = float(chance.uniform(-0.05, 1.05))
        lift = 0.24 * (float(ridge[int(np.clip(across, 0, 0.999) * 256)]) - 0.5)
        size = tall * float(chance.uniform(0.55, 1.15))
        foot = (across * frame.width, (base + lift) * frame.height)
        plant(pixels, firs[int(chance.integers(len(firs)))], foot, size * frame.height,
              (colours[0].astype(np.float32), colours[1].astype(np.float32)),
              is_mirrored=bool(chance.random() < 0.5))


def _mist_between(stage: Stage, pixels: Pixels, near: float, air: Colour) -> Pixels:
    frame = stage.frame
    base = 0.56 + 0.62 * near**1.25
    tile = spectral(stage.chance, 256, 1.8, 1.0)
    patches = sample(tile, (frame.down() + 0 * frame.across()) * 0.7,
                     (frame.across() + 0 * frame.down()) * 0.3)
    rising = smoothstep(base - 0.22 - 0.2 * near, base + 0.12, frame.down() + 0.05 * patches)
    return mix(pixels, air, rising * np.float32(0.8 - 0.35 * near))


def _shafts(stage: Stage, heaven: Heaven, pixels: Pixels) -> Pixels:
    """Light that fans out from the sun between the trees."""
    frame = stage.frame
    across = frame.across() - heaven.sun_x
    down = frame.down() - heaven.sun_y + 0.15
    angle = np.arctan2(across, down) / np.pi
    beams = line(stage.chance, 4096, 60, 3)
    read = beams[np.clip((angle * 0.5 + 0.5) * 4095, 0, 4095).astype(int)]
    reach = np.exp(-np.hypot(across, down) / 0.45) * smoothstep(0.0, 0.15, down)
    strength = (0.12 if stage.mood.is_moonlit else 0.6) * reach * smoothstep(0.3, 0.85, read)
    lit: Pixels = (pixels + strength[..., None] * stage.mood.glow).astype(np.float32)
    return lit


def flowers(stage: Stage) -> Pixels:
    """A field in bloom that runs to far hills."""
    horizon = stage.between(0.36, 0.44)
    heaven = place_sun(stage, horizon)
    pixels = hang_sun(stage, heaven, open_sky(stage, heaven))
    pixels = drift_clouds(stage, heaven, pixels, stage.between(0.4, 0.58))
    kind = str(stage.chance.choice(sorted(PETALS)))
    _far_hills(stage, pixels, horizon)
    return _field(stage, pixels, horizon, kind)


def _far_hills(stage: Stage, pixels: Pixels, horizon: float) -> None:
    frame = stage.frame
    light = stage.mood.ambient + 0.4 * stage.mood.direct
    for step, (tall, code) in enumerate(((0.1, "47604f"), (0.06, "3d5a30"))):
        top = horizon - tall * (0.25 + line(stage.chance, frame.width, 2 + step, 5)[None, :])
        cover = smoothstep(-0.7, 0.7, (frame.down() - top) * frame.height)
        colour = mix(linear(code) * light, stage.mood.haze, 0.6 - 0.3 * step)
        pixels[:] = mix(pixels, colour, cover)
    crowns = [round_tree(stage.chance) for _ in range(3)]
    shades = (linear("16260f") * light + stage.mood.haze * 0.1,
              linear("5d7a35") * light + stage.mood.haze * 0.1)
    for _ in range(round(26 * frame.aspect)):
        foot = (float(stage.chance.uniform(0, frame.width)), (horizon + 0.012) * frame.height)
        tall = float(stage.chance.uniform(0.015, 0.05)) * frame.height
        plant(pixels, crowns[int(stage.chance.integers(3))], foot, tall, shades)


def _field(stage: Stage, pixels: Pixels, horizon: float, kind: str) -> Pixels:
    frame, chance = stage.frame, stage.chance
    light = (stage.mood.ambient + 0.8 * stage.mood.direct).astype(np.float32)
    petals = [linear(code) * light for code in PETALS[kind]]
    east, north = plane(stage, horizon, 0.25)
    tile = spectral(chance, 512, 0.9, 8.0)
    speckle = sample(tile, north * 0.5, east * 0.5)
    grass = mix((linear("2c4a17") * light)[None, None], linear("7f9c3a") * light,
                smoothstep(-1, 1.4, speckle))
    far = smoothstep(0.4, 2.2, north)
    bloom = smoothstep(-0.6, 0.5, speckle) * (0.25 + 0.6 * far)
    ground = mix(grass, mix(petals[0][None, None], petals[1], 0.45), bloom)
    ground = mix(ground, stage.mood.haze, 0.45 * smoothstep(1.5, 9, north))
    cover = smoothstep(-0.5, 0.5, (frame.down() - horizon) * frame.height) + 0 * frame.across()
    pixels = mix(pixels, ground, cover)
    _blades(stage, pixels, horizon, light)
    _blooms(stage, pixels, horizon, kind, (petals[0], petals[1]), light)
    return pixels


def _blades(stage: Stage, pixels: Pixels, horizon: float, light: Colour) -> None:
    frame, chance = stage.frame, stage.chance
    greens = linears("35571b 4f7a26 87a843 223d12")
    places = np.sort(chance.random(round(2000 * frame.aspect)) ** 0.8)
    for near in places:
        down = horizon + 0.02 + (1.2 - horizon) * float(near)
        tall = (0.012 + 0.1 * float(near) ** 1.5) * float(chance.uniform(0.5, 1.2))
        across = float(chance.uniform(0, frame.aspect))
        lean = tall * float(chance.uniform(-0.35, 0.35))
        colour = greens[int(chance.integers(len(greens)))] * light
        ends = [(int(x * frame.height), int(y * frame.height))
                for x, y in ((across, down), (across + lean, down - tall))]
        thick = max(1, round((0.5 + 2.4 * float(near)) * frame.height / 1200))
        cv2.line(pixels, ends[0], ends[1], [float(part) for part in colour], thick)


def _blooms(stage: Stage, pixels: Pixels, horizon: float, kind: str,
            petals: tuple[Colour, Colour], light: Colour) -> None:
    frame, chance = stage.frame, stage.chance
    sprites = [(_spike if kind == "lavender" else _cup)(chance) for _ in range(6)]
    stalk = _stalk()
    green = (linear("2c4a17") * light, linear("6f8c34") * light)
    for near in np.sort(chance.random(round(820 * frame.aspect)) ** 1.15):
        size = (0.009 + 0.1 * float(near) ** 1.8) * float(chance.uniform(0.7, 1.2))
        down = horizon + 0.012 + (1.16 - horizon) * float(near)
        across = float(chance.uniform(-0.02, frame.aspect + 0.02))
        tint = np.float32(chance.uniform(0.6, 1.15))
        place = (across * frame.height, (down + 1.4 * size) * frame.height)
        plant(pixels, stalk, place, 1.6 * size * frame.height, green)
        plant(pixels, sprites[int(chance.integers(6))], (place[0], down * frame.height),
              size * (1.7 if kind == "lavender" else 1.0) * frame.height,
              (petals[0] * tint, petals[1] * tint))


def _stalk() -> Sprite:
    mask = np.zeros((SPRITE, SPRITE // 4), np.uint8)
    cv2.line(mask, (SPRITE // 8, SPRITE), (SPRITE // 8 + 2, 0), 255, 7, cv2.LINE_AA)
    shape = mask.astype(np.float32) / 255
    return Sprite(shape, np.full_like(shape, 0.5))


def _cup(chance: np.random.Generator) -> Sprite:
    """A flower seen a little from above: back petals, front petals, a dark heart."""
    cover = np.zeros((SPRITE, SPRITE), np.uint8)
    light = np.zeros((SPRITE, SPRITE), np.float32)
    middle = np.array([SPRITE / 2, SPRITE * 0.52])
    turn = chance.uniform(0, 2 * np.pi)
    petals = sorted(np.arange(5) * 2 * np.pi / 5 + turn, key=lambda angle: float(np.sin(angle)))
    for angle in petals:
        way = np.array([np.cos(angle), 0.62 * np.sin(angle)])
        for step in np.linspace(1, 0, 14):
            place = middle + way * SPRITE * (0.2 + 0.07 * step)
            axes = (int(SPRITE * 0.2 * (0.45 + 0.55 * step)), int(SPRITE * 0.17 * (0.4 + 0.6 * step)))
            bright = 0.32 + 0.62 * step - 0.28 * np.sin(angle) + chance.uniform(-0.03, 0.03)
            centre = (int(place[0]), int(place[1]))
            degrees = float(np.degrees(angle))
            cv2.ellipse(cover, centre, axes, degrees, 0, 360, 255, -1, cv2.LINE_AA)
            cv2.ellipse(light, centre, axes, degrees, 0, 360, float(bright), -1)
    cv2.circle(light, (int(middle[0]), int(middle[1])), SPRITE // 14, -0.25, -1)
    soft = np.asarray(cv2.GaussianBlur(light, (0, 0), 4), np.float32)
    return Sprite(cover.astype(np.float32) / 255, np.clip(soft, -0.3, 1.1))


def _spike(chance: np.random.Generator) -> Sprite:
    """A lavender spike: small buds about a stem."""
    width = SPRITE // 3
    cover = np.zeros((SPRITE, width), np.uint8)
    light = np.full((SPRITE, width), 0.3, np.float32)
    for down in np.linspace(10, SPRITE - 20, 26):
        reach = width * 0.3 * np.sin(np.pi * (0.2 + 0.75 * down / SPRITE))
        for _ in range(6):
            centre = (int(width / 2 + chance.uniform(-reach, reach)), int(down))
            cv2.circle(cover, centre, 13, 255, -1, cv2.LINE_AA)
            cv2.circle(light, centre, 11, float(chance.uniform(0.05, 1)), -1)
    return Sprite(cover.astype(np.float32) / 255, light)
