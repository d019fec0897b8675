"""Hand-made looks: pencil, brush and ink."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size, percent
from generation.studio.operations.brushes import oil
from generation.studio.operations.easel import painted, shown
from generation.studio.operations.fields import flag, number
from generation.studio.operations.hatching import coloured_pencils, pencil
from generation.studio.operations.inking import cartoon
from generation.studio.operations.washes import watercolour
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class PencilSketch(Adjustment):
    """A pencil drawing with hatching, on paper; coloured pencils too.

    With `color` the pencils are coloured.
    """

    name = "pencil_sketch"
    stage = "Sketching"
    group = Group.ART
    example = "turn it into a pencil sketch"

    color: bool = flag(False)
    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        draw = coloured_pencils if self.color else pencil
        return painted(pixels, lambda canvas: draw(canvas, self.amount), shown(self.amount))

    def sentence(self, before: Size, after: Size) -> str:
        tool = "coloured pencils" if self.color else "pencil"
        return f"Drew it in {tool}, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Watercolor(Adjustment):
    """Flat washes of pigment that keep the detail, with a ragged edge of paper."""

    name = "watercolor"
    stage = "Painting with water"
    group = Group.ART
    example = "make it a watercolour"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        # The paper around is never half there: the washes alone let the photograph through.
        return painted(pixels, lambda canvas: watercolour(canvas, self.amount), self.amount > 0)

    def sentence(self, before: Size, after: Size) -> str:
        return f"Painted it in watercolour, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class OilPaint(Adjustment):
    """Broad brush strokes that follow the forms."""

    name = "oil_paint"
    stage = "Painting in oil"
    group = Group.ART
    example = "make it look like an oil painting"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        return painted(pixels, lambda canvas: oil(canvas, self.amount), shown(self.amount))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Painted it in oil, strength {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Cartoon(Adjustment):
    """Smooth colours and gentle ink lines."""

    name = "cartoon"
    stage = "Inking"
    group = Group.ART
    example = "make it a cartoon"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        return painted(pixels, lambda canvas: cartoon(canvas, self.amount), shown(self.amount))

    def sentence(self, before: Size, after: Size) -> str:
        return f"Drew it as a cartoon, strength {percent(self.amount)}."
