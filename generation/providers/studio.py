"""The built-in studio as a provider: a plan from plain words, carried out on one's own pixels."""

from PIL import Image

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.studio import (
    InstructionNotUnderstood,
    Plan,
    StudioError,
    execute,
    require_understood,
    understand,
)
from generation.studio.operations import Crop

MODEL = "studio-1"
ONCE = "The studio makes the same of it each time, so one picture was made."


class StudioProvider:
    capabilities = Capabilities(
        name="studio",
        label="Studio",
        is_rules=True,
        note="Edits your own pixels on this machine: no key, no cloud, nothing invented.",
        models=(MODEL,),
        modes=frozenset({"image-to-image"}),
        masks=True,
        max_references=8,
        ignores=frozenset({"strength"}),
        max_count=1,
        plans=True,
    )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """Carry out the plan that is given, else what the words say. Raises ProviderError."""
        if request.image is None:
            raise ProviderError("input_required", "The studio edits pictures: add one.")
        try:
            plan = _shaped(_planned(request), request.aspect_ratio)
            result = execute(
                plan,
                request.image,
                mask=_fitted(request),
                pictures=request.references,
                on_progress=progress.report,
            )
        except InstructionNotUnderstood as error:
            raise ProviderError(error.code, error.message, suggestions=error.suggestions) from error
        except StudioError as error:
            raise ProviderError(error.code, error.message) from error
        return ProviderResult(
            images=(result.image,),
            model=MODEL,
            plan=plan.to_json(),
            explanation=result.explanation,
            notes=(*result.notes, *((ONCE,) if _is_wanted_often(request) else ())),
        )


def _is_wanted_often(request: ProviderRequest) -> bool:
    # The router counts one where it knows that there is one outcome.
    return max(request.count, request.settings.get("count") or 1) > 1


def _planned(request: ProviderRequest) -> Plan:
    return understand(request.prompt) if request.plan is None else Plan.from_json(request.plan)


def _shaped(plan: Plan, ratio: str) -> Plan:
    """The plan with the shape chosen beside the words. A shape alone makes no instruction out of
    words that say nothing: raises InstructionNotUnderstood."""
    require_understood(plan)
    if not ratio:
        return plan
    width, height = (float(side) for side in ratio.split(":"))
    crop = Crop(width=width, height=height)
    # The plan of an earlier run, which is run again, ends with it already.
    return plan if plan.operations[-1:] == (crop,) else plan.followed_by(crop)


def _fitted(request: ProviderRequest) -> Image.Image | None:
    mask, image = request.mask, request.image
    if mask is None or image is None or mask.size == image.size:
        return mask
    return mask.resize(image.size, Image.Resampling.BILINEAR)
