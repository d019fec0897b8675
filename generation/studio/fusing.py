"""Neighbours in a plan that look at single pixels, done in one pass over the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL.Image import Image

from generation.studio.operations import Material, Operation, Outcome
from generation.studio.operations.base import Adjustment, Pointwise
from generation.studio.passes import Pass, run
from generation.studio.pixels import Pixels, on_colour


@dataclass(frozen=True)
class Fused:
    """One operation, or several adjustments for the same part that follow each other."""

    operations: tuple[Operation, ...]

    def work(self, image: Image, material: Material) -> Outcome:
        """What the operations make of the picture, one after the other."""
        if len(self.operations) == 1:
            return self.operations[0].work(image, material)
        return Outcome(on_colour(image, self.change))

    def change(self, pixels: Pixels) -> Pixels:
        """The adjustments on the colours: neighbouring passes as one."""
        waiting: list[Pass] = []
        for operation in self.operations:
            if isinstance(operation, Pointwise) and _is_plain(operation):
                waiting += operation.passes()
            elif isinstance(operation, Adjustment):
                pixels = operation.change(run(waiting, pixels) if waiting else pixels)
                waiting = []
        return run(waiting, pixels) if waiting else pixels


def _is_plain(operation: Pointwise) -> bool:
    """Whether its passes are all it does."""
    return type(operation).change is Pointwise.change


def in_few_passes(operations: Sequence[Operation]) -> list[Fused]:
    """The operations in order, adjustments of the same part joined."""
    groups: list[Fused] = []
    for operation in operations:
        last = groups[-1].operations if groups else ()
        if last and _joins(last[-1], operation):
            groups[-1] = Fused((*last, operation))
        else:
            groups.append(Fused((operation,)))
    return groups


def _joins(before: Operation, after: Operation) -> bool:
    both = isinstance(before, Adjustment) and isinstance(after, Adjustment)
    return both and before.where == after.where and _on_colours(before) and _on_colours(after)


def _on_colours(operation: Operation) -> bool:
    """Whether it looks at the colours alone: Blur has its own way with transparency."""
    return type(operation).apply is Adjustment.apply
