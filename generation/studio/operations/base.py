"""What an operation is: typed, frozen, checked when made, and able to say what it did."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from PIL.Image import Image

from generation.studio.operations.fields import check_fields, words
from generation.studio.passes import Pass, run
from generation.studio.pixels import Pixels, on_colour

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
    OBJECT = "object"
    """The operation reads the mask itself: what to erase, what is background."""


class Group(StrEnum):
    """The shelf of the cookbook an operation stands on."""

    LIGHT = "Light"
    COLOUR = "Colour"
    FOCUS = "Focus and texture"
    FRAME = "Frame and size"
    OBJECTS = "Background and objects"
    ART = "Art and effects"
    WORDS = "Words and pictures"


@dataclass(frozen=True)
class Material:
    """What an operation may use besides the picture."""

    mask: Image | None = None
    """Mode L, the picture's size; white marks what changes."""
    pictures: tuple[Image, ...] = ()
    """Further pictures of the request, RGB or RGBA, of any size."""


@dataclass(frozen=True)
class Outcome:
    """A changed picture, how sure the operation is of it (0 to 1), and what one should know."""

    image: Image
    confidence: float = 1.0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Operation(ABC):
    """One step of a plan. Raises PlanInvalid when made with a value out of range."""

    name: ClassVar[str]
    reach: ClassVar[Reach] = Reach.PIXELS
    stage: ClassVar[str]
    """What is being done, in a few words for the person who waits."""
    group: ClassVar[Group]
    example: ClassVar[str]
    """An instruction that asks for it: shown in the cookbook, and tested."""
    version: ClassVar[int] = 1
    """Counts up whenever the same parameters give another picture than before."""
    needs_mask: ClassVar[bool] = False
    reads_hints: ClassVar[bool] = False
    """Whether gray in a mask means "undecided" to it."""
    needs_pictures: ClassVar[int] = 0
    """How many further pictures it cannot do without."""

    where: str = words(80)
    """The part of the picture that was named ("sky"); empty means all of it."""

    def __post_init__(self) -> None:
        check_fields(self)

    @abstractmethod
    def apply(self, image: Image) -> Image:
        """A new picture in the same mode; `image` is RGB or RGBA (L too where reach is geometry)
        and stays as it is.
        """

    def settled(self, image: Image) -> "Operation":
        """The operation with what it finds by itself written out, so that it does the same to a
        mask as to the picture."""
        return self

    def result_size(self, size: Size) -> Size | None:
        """How large a picture of `size` comes out, for those whose fields say so."""
        return None

    def at_most(self, size: Size, longest: int) -> Self:
        """The same for a picture of `size`, with no side of the result longer than `longest`
        pixels, for those whose fields say how large it is."""
        return self

    def at_scale(self, factor: float) -> "Operation":
        """The operation for a copy whose sides are `factor` times as long."""
        return self

    def work(self, image: Image, material: Material) -> Outcome:
        """`apply`, with what else the request brought. Raises StudioError."""
        return Outcome(self.apply(image))

    @abstractmethod
    def sentence(self, before: Size, after: Size) -> str:
        """What was done, in one sentence for a person."""


@dataclass(frozen=True, kw_only=True)
class Adjustment(Operation):
    """An operation on the colours alone: the size and the alpha stay."""

    def apply(self, image: Image) -> Image:
        return on_colour(image, self.change)

    @abstractmethod
    def change(self, pixels: Pixels) -> Pixels:
        """A new array (height × width × 3, 8-bit sRGB); `pixels` stays as it is."""


@dataclass(frozen=True, kw_only=True)
class Pointwise(Adjustment):
    """An adjustment that looks at one pixel at a time: neighbours in a plan become one pass."""

    def change(self, pixels: Pixels) -> Pixels:
        return run(self.passes(), pixels)

    @abstractmethod
    def passes(self) -> tuple[Pass, ...]:
        """What is done to each pixel, in order."""


@dataclass(frozen=True, kw_only=True)
class Guided(Operation):
    """An operation that needs more than the picture: a mask, further pictures, or both."""

    def apply(self, image: Image) -> Image:
        return self.work(image, Material()).image

    @abstractmethod
    def work(self, image: Image, material: Material) -> Outcome:
        """A new picture; `image` and `material` stay as they are. Raises StudioError."""


def percent(fraction: float) -> str:
    """0.25 as "25%"."""
    return f"{abs(fraction) * 100:.0f}%"
