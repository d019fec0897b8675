"""One picture by a local model, in the thread that the library works in."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from PIL import Image

from generation.providers.base import ProviderError, ProviderRequest
from generation.providers.calls.faults import blocked
from generation.providers.diffusers_local import faults
from generation.providers.diffusers_local.alongside import Unwanted, Voice
from generation.providers.diffusers_local.glimpses import Glimpses
from generation.providers.diffusers_local.loading import Pipelines, forget
from generation.providers.diffusers_local.preparing import (
    Canvas,
    Size,
    as_asked,
    size_for,
    size_of_edit,
)

logger = logging.getLogger(__name__)

LABEL = "Local model"
STRENGTH, MASKED_STRENGTH = 0.6, 0.95
"""How far an edit may go from the picture, where nobody says."""

LOADED, DONE = 0.1, 0.95
"""The shares of the progress at which the steps begin and end."""


Make = Callable[..., Image.Image]


class Steps:
    """Tells each step; what `voice` raises ends the work between two of them."""

    def __init__(self, voice: Voice, place: int, count: int) -> None:
        self._voice = voice
        self._place, self._count = place, count
        self._which = "" if count == 1 else f", picture {place + 1} of {count}"

    def ended(
        self, glimpses: Glimpses, pipe: Any, step: int, moment: Any, kept: dict[str, Any]
    ) -> dict[str, Any]:
        """What the library calls at the end of a step, `glimpses` aside."""
        total = max(1, int(getattr(pipe, "num_timesteps", 0)) or settings.LOCAL_STEPS)
        self._tell(min(1.0, (step + 1) / total), f"Step {step + 1} of {total}{self._which}")
        if glimpse := glimpses.after(step + 1, total):
            self._voice.show(glimpse)
        return kept

    def begin(self) -> None:
        """Raises where nobody waits for this picture any more."""
        self._tell(0.0, f"Beginning{self._which}")

    def _tell(self, share: float, stage: str) -> None:
        done = (self._place + share) / self._count
        self._voice.report(LOADED + (DONE - LOADED) * done, stage)


def paint(pipes: Pipelines, request: ProviderRequest, place: int, voice: Voice) -> Image.Image:
    """Picture number `place`, from a seed of its own. Raises ProviderError and Unwanted."""
    steps = Steps(voice, place, request.count)
    with pipes.busy:
        steps.begin()
        generator = pipes.torch.Generator(pipes.device).manual_seed(request.seed + place)
        given = {
            "prompt": words_of(request),
            "num_inference_steps": settings.LOCAL_STEPS,
            "generator": generator,
        }
        if settings.LOCAL_GUIDANCE == "off":
            given["guidance_scale"] = 0.0
        make = partial(_made, pipes, steps, **given)
        if request.image is None:
            return _from_words(pipes, request, make)
        return _edited(pipes, request, request.image, make)


def words_of(request: ProviderRequest) -> str:
    return f"{request.prompt}, {request.style}" if request.style else request.prompt


def _from_words(pipes: Pipelines, request: ProviderRequest, make: Make) -> Image.Image:
    size = size_for(request, pipes.native, pipes.device)
    made = make(pipes.text, size, width=size[0], height=size[1])
    return as_asked(made, request.size)


def _edited(
    pipes: Pipelines, request: ProviderRequest, picture: Image.Image, make: Make
) -> Image.Image:
    size = size_of_edit(picture.size, pipes.native, pipes.device)
    canvas = Canvas(picture, request.mask, size)
    given: dict[str, Any] = {"image": canvas.picture}
    if request.mask is None:
        if pipes.image is None:
            raise faults.unable("edit pictures")
        given["strength"] = _strength(request, STRENGTH)
        return canvas.restored(make(pipes.image, size, **given))
    if pipes.inpaint is None:
        raise faults.unable("keep to a mask")
    given |= {
        "strength": _strength(request, MASKED_STRENGTH),
        "mask_image": canvas.small_mask,
        "width": size[0],
        "height": size[1],
    }
    return canvas.restored(make(pipes.inpaint, size, **given))


def _strength(request: ProviderRequest, default: float) -> float:
    """At least one step is taken, however little was asked for. The library cuts the product with
    the steps off to a whole number, and 49 times a 49th is a little less than one."""
    wanted = default if request.strength is None else request.strength
    return min(1.0, max(wanted, (1 + 1e-9) / settings.LOCAL_STEPS))


def _made(pipes: Pipelines, steps: Steps, pipe: Any, size: Size, **given: Any) -> Image.Image:
    """What `pipe` makes, `size` pixels. Raises ProviderError for a picture that was held back, and
    where the library fails."""
    glimpses = Glimpses(pipes.torch, pipe, size)
    try:
        with glimpses.listening():
            result = pipe(**given, callback_on_step_end=partial(steps.ended, glimpses))
    except (ProviderError, Unwanted):
        raise
    except Exception as error:
        if faults.is_out_of_memory(error):
            forget()
            raise faults.out_of_memory() from error
        # A boundary: whatever a stranger's model raises, the operator reads it in the log.
        logger.exception("The local model failed")
        raise faults.failed() from error
    flagged = getattr(result, "nsfw_content_detected", None)
    if flagged and any(flagged):
        # The library hands out a black picture instead; that is no answer.
        raise blocked(LABEL)
    image: Image.Image = result.images[0]
    return image
