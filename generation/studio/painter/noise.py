"""Fields of chance: smooth lattices, fractal clouds, ridges. Only `spectral` ones tile."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating[Any]]


def lattice(chance: np.random.Generator, rows: int, columns: int, cells: tuple[int, int]) -> Field:
    """Smooth noise, about 0..1, with so many cells (down, across)."""
    grid = chance.random((cells[0] + 1, cells[1] + 1), dtype=np.float32)
    return np.asarray(cv2.resize(grid, (columns, rows), interpolation=cv2.INTER_CUBIC), np.float32)


def spectral(chance: np.random.Generator, size: int, slope: float, coarsest: float = 1.0) -> Field:
    """A square of cloud-like noise that tiles, mean 0 and deviation 1.

    Amplitude falls with frequency to the power `slope` (1 rough, 2 soft); waves longer than
    1/`coarsest` of the side are left out.
    """
    white = chance.standard_normal((size, size), dtype=np.float32)
    spectrum = np.fft.rfft2(white)
    down = np.fft.fftfreq(size)[:, None] * size
    across = np.fft.rfftfreq(size)[None, :] * size
    frequency = np.hypot(down, across)
    strength = np.where(frequency >= coarsest, np.maximum(frequency, 1) ** -slope, 0)
    field = np.fft.irfft2(spectrum * strength, s=(size, size))
    return np.asarray(field / field.std(), np.float32)


def fractal(
    chance: np.random.Generator, rows: int, columns: int, cells: int, octaves: int = 5
) -> Field:
    """Octaves of lattice, about 0..1; `cells` of the coarsest down the height."""
    total = np.zeros((rows, columns), np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(octaves):
        down = cells * 2**octave
        across = max(1, round(down * columns / rows))
        total += weight * lattice(chance, rows, columns, (down, across))
        sum_of_weights += weight
        weight /= 2
    return total / np.float32(sum_of_weights)


def line(chance: np.random.Generator, points: int, cells: int, octaves: int = 6) -> Field:
    """One row of fractal noise, about 0..1."""
    total = np.zeros(points, np.float32)
    for octave in range(octaves):
        grid = chance.random((1, cells * 2**octave + 1), dtype=np.float32)
        smooth = np.asarray(cv2.resize(grid, (points, 1), interpolation=cv2.INTER_CUBIC))
        total += smooth[0] / np.float32(2**octave)
    return total / np.float32(2 - 0.5 ** (octaves - 1))


def ridged(chance: np.random.Generator, size: int, cells: int, octaves: int = 8) -> Field:
    """A square of mountain heights, about 0..1: sharp crests, smoother valleys."""
    total = np.zeros((size, size), np.float32)
    weight = np.ones((size, size), np.float32)
    amplitude = np.float32(1)
    for octave in range(octaves):
        count = min(cells * 2**octave, size)
        crest = 1 - np.abs(2 * lattice(chance, size, size, (count, count)) - 1)
        signal = crest * crest * weight
        total += amplitude * signal
        weight = np.clip(signal * 1.9, 0, 1)
        amplitude *= np.float32(0.49)
    return total / np.float32(1.75)


def sample(tile: Field, down: Field, across: Field) -> Field:
    """A tiling square read at places in units of its side; the two fields have one shape."""
    size = np.float32(tile.shape[0])
    return np.asarray(
        cv2.remap(
            tile,
            np.mod(across, 1).astype(np.float32) * size,
            np.mod(down, 1).astype(np.float32) * size,
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_WRAP,
        ),
        np.float32,
    )
