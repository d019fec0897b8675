"""A local Stable Diffusion model as a provider: words, pictures, masks; step by step."""

import math
from collections.abc import Iterator
from pathlib import PurePath

from django.conf import settings
from PIL import Image

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.diffusers_local.alongside import alongside
from generation.providers.diffusers_local.loading import Pipelines, pipelines
from generation.providers.diffusers_local.painting import LABEL, LOADED, paint, words_of

LOADING = "Loading the model"
BEGUN = 0.02
LOAD_SECONDS = 60.0
"""After which two thirds of a load's share of the progress are shown."""


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
        """One picture after the other, each from its own seed. Raises ProviderError where none
        came."""
        pipes = _loaded(progress)
        images: list[Image.Image] = []
        fault: ProviderError | None = None
        for place in range(request.count):
            try:
                images.append(_painted(pipes, request, place, progress))
            except ProviderError as error:
                fault = error
                # The next seed may well pass the safety checker; memory will not grow.
                if error.is_outage:
                    break
        if fault and not images:
            raise fault
        deed = "made this from your words" if request.image is None else "changed your picture"
        return ProviderResult(
            images=tuple(images),
            model=request.model,
            explanation=(f"The local model {_short(settings.LOCAL_MODEL)} {deed}.",),
            notes=tuple(_notes(pipes, request, images, fault)),
            seed=request.seed,
        )


def _loaded(progress: Progress) -> Pipelines:
    progress.report(BEGUN, LOADING)
    model, device = settings.LOCAL_MODEL, settings.LOCAL_DEVICE

    def creep(seconds: float) -> None:
        share = 1 - math.exp(-seconds / LOAD_SECONDS)
        progress.report(BEGUN + (LOADED - BEGUN) * share, LOADING)

    # A load cannot be interrupted; one that nobody waits for is there for the next job.
    return alongside(progress, lambda _: pipelines(model, device), meanwhile=creep)


def _painted(
    pipes: Pipelines, request: ProviderRequest, place: int, progress: Progress
) -> Image.Image:
    return alongside(progress, lambda voice: paint(pipes, request, place, voice))


def _notes(
    pipes: Pipelines,
    request: ProviderRequest,
    images: list[Image.Image],
    fault: ProviderError | None,
) -> Iterator[str]:
    """What is not as it was asked for."""
    if fault:
        yield f"{len(images)} of {request.count} pictures came. {fault.detail}"
    made, given = images[0].size, request.image
    if given is None and request.size and made != request.size:
        yield f"It is {made[0]} × {made[1]} pixels: the local model does not make the size asked."
    if given is not None and (request.aspect_ratio or request.size not in {None, given.size}):
        yield "The local model keeps the size and shape of a picture that it edits."
    if tokens := _too_many_words(pipes, words_of(request)):
        yield f"The local model reads the first {tokens} pieces of words; the rest was left out."


def _too_many_words(pipes: Pipelines, words: str) -> int:
    """How many tokens the model reads, where these are more; else 0."""
    names = ("tokenizer", "tokenizer_2", "tokenizer_3")
    readers = [each for name in names if (each := getattr(pipes.text, name, None)) is not None]
    if not readers:
        return 0
    # Of several, each reads it all; the one that reads furthest decides what is left out.
    widest = max(readers, key=lambda reader: int(reader.model_max_length))
    most = int(widest.model_max_length)
    return most if len(widest(words, truncation=False, verbose=False).input_ids) > most else 0


def _short(model: str) -> str:
    """A folder's own name, or the id on the hub."""
    is_path = model.startswith(("/", ".", "~"))
    return (PurePath(model).name if is_path else model)[-64:] or "none"
