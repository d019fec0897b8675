"""The painter: finished pictures from a scene's name and a seed, without a model or a network."""

from .errors import MoodUnknown, PainterError, SceneUnknown, SizeInvalid
from .scenes import SCENES, moods_of, paint

__all__ = [
    "SCENES",
    "MoodUnknown",
    "PainterError",
    "SceneUnknown",
    "SizeInvalid",
    "moods_of",
    "paint",
]
