"""Hand-made looks: pencil, brush and ink."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size
from generation.studio.operations.fields import flag, number
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class PencilSketch(Adjustment):
    """A pencil drawing: dodged lines and hatching on paper; in colour, coloured pencils."""

    name = "pencil_sketch"
    stage = "Sketching"
    group = Group.ART
    example = "turn it into a pencil sketch"

    color: bool = flag(False)
    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Sketching."


@dataclass(frozen=True, kw_only=True)
class Watercolor(Adjustment):
    """A watercolour: flat washes that keep the detail, pigment noise, a ragged paper edge."""

    name = "watercolor"
    stage = "Painting with water"
    group = Group.ART
    example = "make it a watercolour"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Painting with water."


@dataclass(frozen=True, kw_only=True)
class OilPaint(Adjustment):
    """Broad brush strokes that follow the forms."""

    name = "oil_paint"
    stage = "Painting in oil"
    group = Group.ART
    example = "make it look like an oil painting"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Painting in oil."


@dataclass(frozen=True, kw_only=True)
class Cartoon(Adjustment):
    """Smooth colours and gentle ink lines."""

    name = "cartoon"
    stage = "Inking"
    group = Group.ART
    example = "make it a cartoon"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Inking."
