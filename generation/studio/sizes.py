"""Sizes in pixels."""


def fitted_size(size: tuple[int, int], side: int) -> tuple[int, int]:
    """The size in its own shape with no side longer than `side`."""
    factor = min(1.0, side / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))
