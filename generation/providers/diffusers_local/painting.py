"""One picture by a local model, in the thread that the library works in."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from PIL import Image

from generation.providers.base import ProviderError, ProviderRequest
from generation.providers.calls.faults import blocked
from generation.providers.diffusers_local import faults
from generation.providers.diffusers_local.alongside import Say, Unwanted
from generation.providers.diffusers_local.loading import Pipelines, forget
from generation.providers.diffusers_local.preparing import (
    Canvas,
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


class Steps:
    """Says each step; what `say` raises ends the work between two of them."""

    def __init__(self, say: Say, place: int, count: int) -> None:
        self._say = say
        self._place, self._count = place, count
        self._which = "" if count == 1 else f", picture {place + 1} of {count}"

    def __call__(self, pipe: Any, step: int, moment: Any, kept: dict[str, Any]) -> dict[str, Any]:
        """What the library calls at the end of a step."""
        total = max(1, int(getattr(pipe, "num_timesteps", 0)) or settings.LOCAL_STEPS)
        self._tell(min(1.0, (step + 1) / total), f"Step {step + 1} of {total}{self._which}")
        return kept

    def begin(self) -> None:
        """Raises where nobody waits for this picture any more."""
        self._tell(0.0, f"Beginning{self._which}")

    def _tell(self, share: float, stage: str) -> None:
        done = (self._place + share) / self._count
        self._say(LOADED + (DONE - LOADED) * done, stage)


def paint(pipes: Pipelines, request: ProviderRequest, place: int, say: Say) -> Image.Image:
    """Picture number `place`, from a seed of its own. Raises ProviderError and Unwanted."""
    steps = Steps(say, place, request.count)
    with pipes.busy:
        steps.begin()
        generator = pipes.torch.Generator(pipes.device).manual_seed(request.seed + place)
        given = {
            "prompt": words_of(request),
            "num_inference_steps": settings.LOCAL_STEPS,
            "generator": generator,
            "callback_on_step_end": steps,
        }
        if settings.LOCAL_GUIDANCE == "off":
            given["guidance_scale"] = 0.0
        if request.image is None:
            return _from_words(pipes, request, given)
        return _edited(pipes, request, request.image, given)


def words_of(request: ProviderRequest) -> str:
    return f"{request.prompt}, {request.style}" if request.style else request.prompt


def _from_words(pipes: Pipelines, request: ProviderRequest, given: dict[str, Any]) -> Image.Image:
    width, height = size_for(request, pipes.native, pipes.device)
    made = _made(lambda: pipes.text(**given, width=width, height=height))
    return as_asked(made, request.size)


def _edited(
    pipes: Pipelines, request: ProviderRequest, picture: Image.Image, given: dict[str, Any]
) -> Image.Image:
    size = size_of_edit(picture.size, pipes.native, pipes.device)
    canvas = Canvas(picture, request.mask, size)
    given["image"] = canvas.picture
    if request.mask is None:
        if pipes.image is None:
            raise faults.unable("edit pictures")
        given["strength"] = _strength(request, STRENGTH)
        return canvas.restored(_made(lambda: pipes.image(**given)))
    if pipes.inpaint is None:
        raise faults.unable("keep to a mask")
    given |= {
        "strength": _strength(request, MASKED_STRENGTH),
        "mask_image": canvas.small_mask,
        "width": size[0],
        "height": size[1],
    }
    return canvas.restored(_made(lambda: pipes.inpaint(**given)))


def _strength(request: ProviderRequest, default: float) -> float:
    """At least one step is taken, however little was asked for. The library cuts the product with
    the steps off to a whole number, and 49 times a 49th is a little less than one."""
    wanted = default if request.strength is None else request.strength
    return min(1.0, max(wanted, (1 + 1e-9) / settings.LOCAL_STEPS))


def _made(work: Callable[[], Any]) -> Image.Image:
    """Raises ProviderError for a picture that was held back, and where the library fails."""
    try:
        result = work()
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
