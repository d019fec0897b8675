"""Flowers as small masks, to be planted like trees."""

import cv2
import numpy as np

from .trees import SPRITE, Sprite


def stalk() -> Sprite:
    mask = np.zeros((SPRITE, SPRITE // 4), np.uint8)
    cv2.line(mask, (SPRITE // 8, SPRITE), (SPRITE // 8 + 2, 0), 255, 7, cv2.LINE_AA)
    shape = mask.astype(np.float32) / 255
    return Sprite(shape, np.full_like(shape, 0.5))


def cup(chance: np.random.Generator) -> Sprite:
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
            axes = (
                int(SPRITE * 0.2 * (0.45 + 0.55 * step)),
                int(SPRITE * 0.17 * (0.4 + 0.6 * step)),
            )
            bright = 0.32 + 0.62 * step - 0.28 * np.sin(angle) + chance.uniform(-0.03, 0.03)
            centre = (int(place[0]), int(place[1]))
            degrees = float(np.degrees(angle))
            cv2.ellipse(cover, centre, axes, degrees, 0, 360, 255, -1, cv2.LINE_AA)
            cv2.ellipse(light, centre, axes, degrees, 0, 360, float(bright), -1)
    cv2.circle(light, (int(middle[0]), int(middle[1])), SPRITE // 14, -0.25, -1)
    soft = np.asarray(cv2.GaussianBlur(light, (0, 0), 4), np.float32)
    return Sprite(cover.astype(np.float32) / 255, np.clip(soft, -0.3, 1.1))


def spike(chance: np.random.Generator) -> Sprite:
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
