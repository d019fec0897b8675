"""Taking things out of a picture: holes filled from their surroundings by PatchMatch."""

from generation.studio.inpainting.erasing import covered, erased

__all__ = ["covered", "erased"]
