"""What an operation is: typed, frozen, checked when made, and able to say what it did."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from PIL.Image import Image

from generation.studio.operations.fields import check_fields, words

Size = tuple[int, int]
"""Width and height in pixels."""


class Reach(StrEnum):
    """What a mask means to an operation."""

    PIXELS = "pixels"
    """Only the marked pixels change."""
    GEOMETRY = "geometry"
    """The mask limits nothing: the frame itself changes."""
    AREA = "area"
    """The operation happens within the mask's bounding box."""


@dataclass(frozen=True, kw_only=True)
class Operation(ABC):
    """One step of a plan. Raises PlanInvalid when made with a value out of range."""

    name: ClassVar[str]
    reach: ClassVar[Reach] = Reach.PIXELS
    stage: ClassVar[str]
    """What is being done, in a few words for the person who waits."""

    where: str = words(80)
    """The part of the picture that was named ("the sky"); empty means all of it."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def apply(self, image: Image) -> Image:
        """A new picture in the same mode; `image` is RGB or RGBA (L too where reach is geometry)
        and stays as it is.
        """

    @abstractmethod
    def sentence(self, before: Size, after: Size) -> str:
        """What was done, in one sentence for a person."""


def percent(fraction: float) -> str:
    """0.25 as "25%"."""
    return f"{abs(fraction) * 100:.0f}%"
