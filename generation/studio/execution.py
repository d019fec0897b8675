"""Carrying out a plan on a picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from PIL import Image

from generation.studio.errors import InstructionNotUnderstood, MaskNeeded
from generation.studio.fusing import Fused, in_few_passes
from generation.studio.language.hints import explain_refusal, explain_unmatched
from generation.studio.masks import checked, decided, feathered, marked_box
from generation.studio.normalising import normalised
from generation.studio.operations import Material, Operation, Outcome, Reach
from generation.studio.plan import Plan
from generation.studio.regions import find
from generation.studio.sizes import fitted_size

OnProgress = Callable[[float, str], None]
"""Told the fraction done (0 to 1) and a short stage; may raise to stop the work."""

NOTHING_ASKED = "There is nothing to do: the instruction only says what not to do."

LEAST_SURE = 0.25
"""Confidence below which a part counts as not found."""

DOUBTFUL = 0.5
"""Confidence below which the person is told to look."""


@dataclass(frozen=True)
class Result:
    """The picture (RGB, or RGBA where there is transparency), a sentence about each thing that
    was done, and one about each that was not, or not as asked."""

    image: Image.Image
    explanation: tuple[str, ...]
    notes: tuple[str, ...] = ()
    confidence: float = 1.0
    """How sure the least sure operation is of what it found in the picture."""


@dataclass
class Work:
    """The picture on its way through the plan."""

    image: Image.Image
    mask: Image.Image | None
    pictures: tuple[Image.Image, ...]
    done: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    confidence: float = 1.0
    longest: int | None = None

    def keep_small(self) -> None:
        """After an operation that made the picture longer than it may be."""
        if self.longest and max(self.image.size) > self.longest:
            size = fitted_size(self.image.size, self.longest)
            self.image = self.image.resize(size, Image.Resampling.BOX)
            self.mask = self.mask and self.mask.resize(size, Image.Resampling.BOX)


def ignore_progress(fraction: float, stage: str) -> None:
    """Nobody waits."""


def require_understood(plan: Plan) -> None:
    """Raises InstructionNotUnderstood, with the plan's suggestions, if nothing is to be done."""
    if not plan.operations and not plan.unmatched:
        raise InstructionNotUnderstood(NOTHING_ASKED, plan.suggestions)
    if not plan.operations:
        raise InstructionNotUnderstood(explain_refusal(plan.unmatched), plan.suggestions)


def execute(
    plan: Plan,
    image: Image.Image,
    *,
    mask: Image.Image | None = None,
    pictures: Sequence[Image.Image] = (),
    on_progress: OnProgress = ignore_progress,
    longest: int | None = None,
) -> Result:
    """Do what the plan says and explain it; `image`, `mask` and `pictures` stay as they are.

    With a mask (same size; white = change) pixel operations touch only the white. A part that
    was named is found in the picture; where that fails, the operation is left out and noted.
    With `longest`, no operation makes a side longer than so many pixels, and what comes out longer
    all the same is made smaller.

    Raises InstructionNotUnderstood for a plan without operations, MaskNeeded if none of them can
    be done without a mask, other StudioErrors, and what `on_progress` raises.
    """
    require_understood(plan)
    steps = plan.operations
    work = Work(normalised(image), mask, tuple(normalised(each) for each in pictures))
    if mask is not None and any(step.reach is not Reach.GEOMETRY for step in steps):
        work.mask = checked(mask, work.image.size)
    refused: list[str] = []
    work.longest = longest
    for index, group in enumerate(groups := in_few_passes(steps)):
        on_progress(index / len(groups), group.operations[0].stage)
        refused += _carry_out(group, work)
    if not work.done:
        raise MaskNeeded(" ".join(refused))
    on_progress(1.0, "Done")
    if mask is not None:
        is_ignored = all(step.reach is Reach.GEOMETRY for step in steps)
        (work.notes if is_ignored else work.done).append(_mask_note(steps))
    notes = (*refused, *work.notes, *explain_unmatched(plan.unmatched))
    return Result(work.image, tuple(work.done), notes, work.confidence)


def _carry_out(group: Fused, work: Work) -> list[str]:
    """One group on the picture. What cannot be done without a mask is left out: returns why."""
    first = group.operations[0]
    where = _mask_for(first, work)
    if where is None and first.where:
        return [_needs_mask(each) for each in group.operations]
    if where is None and first.needs_mask:
        return [f"{first.stage} needs a mask: paint over it with the brush."]
    image, before = work.image, work.image.size
    outcome = _changed(_kept_small(group, work), work, where)
    work.image = outcome.image
    if first.reach is not Reach.GEOMETRY:
        work.confidence = min(work.confidence, outcome.confidence)
    elif work.mask is not None and work.mask.size == before:
        work.mask = first.settled(image).apply(work.mask)
    after = first.result_size(before) or work.image.size
    work.done += [each.sentence(before, after) for each in group.operations]
    work.notes += [outcome.note] if outcome.note else []
    work.keep_small()
    return []


def _kept_small(group: Fused, work: Work) -> Fused:
    """The group with nothing in it that would make the picture longer than it may be."""
    if not work.longest or len(group.operations) > 1:
        return group
    size = work.image.size
    return replace(group, operations=(group.operations[0].at_most(size, work.longest),))


def _mask_for(operation: Operation, work: Work) -> Image.Image | None:
    """What the operation may change: the person's mask, or the part it names, found."""
    if operation.reach is Reach.GEOMETRY:
        return None
    if work.mask is not None:
        if work.mask.size != work.image.size:
            return None
        return work.mask if operation.reads_hints else decided(work.mask)
    if not operation.where:
        return None
    found = find(operation.where, work.image)
    if found is None or found.confidence < LEAST_SURE:
        return None
    work.confidence = min(work.confidence, found.confidence)
    if found.confidence < DOUBTFUL:
        work.notes.append(
            f"The studio is not sure where {_named(operation.where)} is: look, and paint a mask "
            "over it if it went wrong."
        )
    return found.mask


def _changed(group: Fused, work: Work, mask: Image.Image | None) -> Outcome:
    operation, image = group.operations[0], work.image
    material = Material(mask, work.pictures)
    if mask is None or operation.reach in {Reach.GEOMETRY, Reach.OBJECT}:
        return group.work(image, material)
    if operation.reach is Reach.AREA:
        box = marked_box(mask)
        outcome = group.work(image.crop(box), Material(None, work.pictures))
        changed = image.copy()
        changed.paste(outcome.image, box)
        return Outcome(changed, outcome.confidence, outcome.note)
    outcome = group.work(image, material)
    soft = feathered(mask) if work.mask is not None else mask
    return Outcome(Image.composite(outcome.image, image, soft), outcome.confidence, outcome.note)


def _named(part: str) -> str:
    return part if " " in part else f"the {part}"


def _needs_mask(operation: Operation) -> str:
    return (
        f"{operation.stage} was asked for “{operation.where}”, which the studio could not find in "
        "this picture. Paint a mask over it with the brush."
    )


def _mask_note(done: Sequence[Operation]) -> str:
    whole = [step.stage.lower() for step in done if step.reach is Reach.GEOMETRY]
    if len(whole) == len(done):
        return f"The mask was ignored: {', '.join(whole)} changes the whole picture."
    if whole:
        return f"Kept to the marked area, except {', '.join(whole)}: that is for the whole picture."
    return "Kept to the marked area."
