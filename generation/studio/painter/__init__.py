"""The painter: finished pictures from plain words and a seed, without a model or a network."""

from .errors import PainterError, PromptNotUnderstood, SceneUnknown, SizeInvalid, WordUnknown
from .painting import light_of, paint
from .prompts import SUGGESTIONS, read_prompt
from .scenes import SCENES, lights_of
from .sketch import Sketch
from .styles import STYLES
from .telling import explain, remark

__all__ = [
    "SCENES",
    "STYLES",
    "SUGGESTIONS",
    "PainterError",
    "PromptNotUnderstood",
    "SceneUnknown",
    "SizeInvalid",
    "Sketch",
    "WordUnknown",
    "explain",
    "light_of",
    "lights_of",
    "paint",
    "read_prompt",
    "remark",
]
