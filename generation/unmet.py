"""What of a request's settings came to nothing, in sentences for the person who set them."""

from collections.abc import Mapping
from typing import Any

from generation.providers.base import Capabilities

ALIKE = 1.04
"""Two shapes whose ratios differ by less look the same: models round sides to multiples of 16 or
32, Gemini's 4:3 is 1184 × 864."""

NAMES = {"seed": "a seed", "strength": "a strength"}


def ignored(can: Capabilities, settings: Mapping[str, Any]) -> tuple[str, ...]:
    """About what the provider does not know."""
    given = [NAMES[name] for name in sorted(can.ignores) if settings.get(name) is not None]
    return (f"{can.label} does not know {' or '.join(given)}: left out.",) if given else ()


def missized(settings: Mapping[str, Any], width: int, height: int) -> tuple[str, ...]:
    """About a picture of another size, or another shape, than was asked for."""
    came = f"It came as {width} × {height} pixels"
    if size := settings.get("size"):
        asked = size.replace("x", " × ")
        return () if size == f"{width}x{height}" else (f"{came}, not {asked} as asked.",)
    if ratio := settings.get("aspectRatio"):
        across, down = (float(side) for side in ratio.split(":"))
        difference = (width * down) / (height * across)
        if not 1 / ALIKE < difference < ALIKE:
            return (f"{came}, which is not the shape {ratio} that was asked for.",)
    return ()
