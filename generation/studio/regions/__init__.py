"""Parts of a picture that the engine finds by itself."""

from generation.studio.regions.finding import find
from generation.studio.regions.found import Found

__all__ = ["Found", "find"]
