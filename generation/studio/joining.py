"""How many pictures a plan lays together."""

from generation.studio.operations import Operation
from generation.studio.operations.background import BackgroundReplace
from generation.studio.operations.composing import Blend, Collage, Overlay
from generation.studio.plan import Plan


def pictures_wanted(plan: Plan) -> int:
    """How many pictures besides the first the plan speaks of; a collage can do with that one."""
    return max((_wanted(operation) for operation in plan.operations), default=0)


def _wanted(operation: Operation) -> int:
    match operation:
        case Overlay() | Blend() | BackgroundReplace():
            return operation.picture
        case Collage():
            return 1
    return 0
