"""Carrying out a plan on a picture."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from generation.studio.errors import InstructionNotUnderstood, MaskNeeded
from generation.studio.language.hints import explain_refusal, explain_unmatched
from generation.studio.masks import checked, feathered, marked_box
from generation.studio.operations import Operation, Reach
from generation.studio.pixels import normalised
from generation.studio.plan import Plan

OnProgress = Callable[[float, str], None]
"""Told the fraction done (0 to 1) and a short stage; may raise to stop the work."""


@dataclass(frozen=True)
class Result:
    """The picture (RGB, or RGBA where there was transparency), a sentence about each thing that
    was done, and one about each that was not, or not as asked."""

    image: Image.Image
    explanation: tuple[str, ...]
    notes: tuple[str, ...] = ()


def _ignore_progress(fraction: float, stage: str) -> None:
    """Nobody waits."""


def require_understood(plan: Plan) -> None:
    """Raises InstructionNotUnderstood, with the plan's suggestions, if nothing is to be done."""
    if not plan.operations:
        raise InstructionNotUnderstood(explain_refusal(plan.unmatched), plan.suggestions)


def execute(
    plan: Plan,
    image: Image.Image,
    *,
    mask: Image.Image | None = None,
    on_progress: OnProgress = _ignore_progress,
) -> Result:
    """Do what the plan says and explain it; `image` and `mask` stay as they are.

    With a mask (same size; white = edit here) pixel operations touch only the white. Raises
    InstructionNotUnderstood for a plan without operations, MaskNeeded if all of them are for a
    named part and there is no mask, other StudioErrors, and what `on_progress` raises.
    """
    require_understood(plan)
    doable = [operation for operation in plan.operations if mask is not None or not operation.where]
    if not doable:
        raise MaskNeeded(_needs_mask(plan.operations[0]))
    picture = normalised(image)
    notes = [_needs_mask(operation) for operation in plan.operations if operation not in doable]
    if mask is not None and any(step.reach is not Reach.GEOMETRY for step in doable):
        mask = checked(mask, image.size)
    done: list[str] = []
    for index, operation in enumerate(doable):
        on_progress(index / len(doable), operation.stage)
        before = picture.size
        picture, mask = _step(operation, picture, mask)
        done.append(operation.sentence(before, picture.size))
    on_progress(1.0, "Done")
    if mask is not None:
        is_ignored = all(step.reach is Reach.GEOMETRY for step in doable)
        (notes if is_ignored else done).append(_mask_note(doable))
    return Result(picture, tuple(done), (*notes, *explain_unmatched(plan.unmatched)))


def _step(
    operation: Operation, image: Image.Image, mask: Image.Image | None
) -> tuple[Image.Image, Image.Image | None]:
    """The picture after one operation, and the mask that fits it then."""
    if mask is None or mask.size != image.size:
        return operation.apply(image), mask
    if operation.reach is Reach.GEOMETRY:
        return operation.apply(image), operation.apply(mask)
    if operation.reach is Reach.AREA:
        box = marked_box(mask)
        changed = image.copy()
        changed.paste(operation.apply(image.crop(box)), box)
        return changed, mask
    return Image.composite(operation.apply(image), image, feathered(mask)), mask


def _needs_mask(operation: Operation) -> str:
    return (
        f"{operation.stage} was asked for {operation.where}, which the studio cannot find by "
        "itself yet. Ask for the whole picture, or send a mask with it through the API."
    )


def _mask_note(done: list[Operation]) -> str:
    whole = [step.stage.lower() for step in done if step.reach is Reach.GEOMETRY]
    if len(whole) == len(done):
        return f"The mask was ignored: {', '.join(whole)} changes the whole picture."
    if whole:
        return f"Kept to the marked area, except {', '.join(whole)}: that is for the whole picture."
    return "Kept to the marked area."
