"""A local Stable Diffusion model as a provider: words, pictures, masks; step by step."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.conf import settings
from PIL import Image

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.providers.calls.stopping import call
from generation.providers.diffusers_local.loading import Pipelines, forget, pipelines
from generation.providers.diffusers_local.preparing import Canvas, size_for, size_of_edit

LABEL = "Local model"
STRENGTH, MASKED_STRENGTH = 0.6, 0.95
"""How far an edit may go from the picture, where nobody says."""

LOADING, DONE = 0.1, 0.95
"""The shares of the progress at which the steps begin and end."""


class DiffusersProvider:
    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="diffusers",
            label=LABEL,
            note="Stable Diffusion on this machine: nothing is sent anywhere.",
            models=(_short(settings.LOCAL_MODEL),),
            modes=frozenset({"text-to-image", "image-to-image"}),
            masks=True,
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """One picture after the other, each from its own seed. Raises ProviderError."""
        progress.report(0.02, "Loading the model")
        model, device = settings.LOCAL_MODEL, settings.LOCAL_DEVICE
        # A load cannot be interrupted; one that nobody waits for is there for the next job.
        pipes = call(progress, lambda: pipelines(model, device), close=_let_it_load, expected=600)
        images = []
        for place in range(request.count):
            steps = Steps(progress, place, request.count)
            images.append(_paint(pipes, request, request.seed + place, steps))
        return ProviderResult(
            images=tuple(images),
            model=request.model,
            explanation=(f"The local model {_short(model)} made this from your words.",),
            seed=request.seed,
        )


class Steps:
    """Tells of each step; what `progress` raises ends the work between two of them."""

    def __init__(self, progress: Progress, place: int, count: int) -> None:
        self._progress = progress
        self._place, self._count = place, count

    def __call__(self, pipe: Any, step: int, moment: Any, kept: dict[str, Any]) -> dict[str, Any]:
        """What the library calls at the end of a step."""
        total = max(1, int(getattr(pipe, "num_timesteps", 0)) or settings.LOCAL_STEPS)
        done = (self._place + min(1.0, (step + 1) / total)) / self._count
        which = "" if self._count == 1 else f", picture {self._place + 1} of {self._count}"
        stage = f"Step {step + 1} of {total}{which}"
        # A report of words already told is dropped when it comes soon; a cancel is seen all the
        # same.
        self._progress.wait(0)
        self._progress.report(LOADING + (DONE - LOADING) * done, stage)
        return kept


def _paint(pipes: Pipelines, request: ProviderRequest, seed: int, steps: Steps) -> Image.Image:
    generator = pipes.torch.Generator(pipes.device).manual_seed(seed)
    given: dict[str, Any] = {
        "prompt": f"{request.prompt}, {request.style}" if request.style else request.prompt,
        "num_inference_steps": settings.LOCAL_STEPS,
        "generator": generator,
        "callback_on_step_end": steps,
    }
    if request.image is None:
        width, height = size_for(request, pipes.native, pipes.device)
        return _made(pipes, lambda: pipes.text(**given, width=width, height=height))
    size = size_of_edit(request.image.size, pipes.native, pipes.device)
    canvas = Canvas(request.image, request.mask, size)
    given["image"] = canvas.picture
    if request.mask is None:
        given["strength"] = _strength(request, STRENGTH)
        return canvas.restored(_made(pipes, lambda: pipes.image(**given)))
    given |= {
        "strength": _strength(request, MASKED_STRENGTH),
        "mask_image": canvas.small_mask,
        "width": size[0],
        "height": size[1],
    }
    return canvas.restored(_made(pipes, lambda: pipes.inpaint(**given)))


def _strength(request: ProviderRequest, default: float) -> float:
    """At least one step is taken, however little was asked for."""
    wanted = default if request.strength is None else request.strength
    return min(1.0, max(wanted, 1.0 / settings.LOCAL_STEPS))


def _made(pipes: Pipelines, work: Callable[[], Any]) -> Image.Image:
    """Raises ProviderError for a picture that was held back, and where memory runs out."""
    try:
        result = work()
    except pipes.torch.OutOfMemoryError as error:
        forget()
        raise ProviderError(
            "provider_out_of_memory",
            "The local model ran out of memory. Ask for a smaller picture.",
            is_outage=True,
        ) from error
    flagged = getattr(result, "nsfw_content_detected", None)
    if flagged and any(flagged):
        # The library hands out a black picture instead; that is no answer.
        raise faults.blocked(LABEL)
    image: Image.Image = result.images[0]
    return image


def _let_it_load() -> None:
    """Nothing to close."""


def _short(model: str) -> str:
    """A folder's own name, or the id on the hub."""
    is_path = model.startswith(("/", ".", "~"))
    return (PurePath(model).name if is_path else model)[-64:] or "none"
