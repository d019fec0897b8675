"""The mock AI, model nano-banana-v1: believable work, and one of the pictures that ship with us.

Deterministic: the same prompt and seed give the same pictures. Told so by a word in square
brackets in the prompt, it fails, refuses, hangs (and can be cancelled) or is stuck (and cannot).
"""

import hashlib
import random
import time

from django.conf import settings
from PIL import Image, ImageOps

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.samples import Sample, find_samples, open_sample

MODEL = "nano-banana-v1"
SHORTEST_SECONDS, LONGEST_SECONDS = 0.8, 2.0
STEPS = 24
STAGES = (
    (0.0, "Reading your words"),
    (0.15, "Sketching"),
    (0.4, "Painting"),
    (0.75, "Adding light"),
    (0.92, "Finishing"),
)
HANG_SECONDS = 3600.0
MAX_SIDE = 2048


class MockProvider:
    capabilities = Capabilities(
        name="mock",
        label="Sample pictures",
        is_rules=True,
        is_sample=True,
        note="Stands in for an AI: shows a picture that ships with Nano Banana, and says so.",
        models=(MODEL,),
        modes=frozenset({"text-to-image", "image-to-image"}),
        masks=True,
        max_references=8,
    )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """Pretend to work for 0.8 to 2 s. Raises ProviderError where the prompt asks for it."""
        chance = random.Random(_fingerprint(request))  # noqa: S311 - it only picks pictures
        duration = chance.uniform(SHORTEST_SECONDS, LONGEST_SECONDS) / settings.MOCK_SPEED
        for step in range(STEPS):
            progress.report(step / STEPS, _stage(step / STEPS))
            progress.wait(duration / STEPS)
            if step == STEPS // 2:
                _misbehave(request.prompt, progress)
        chosen = find_samples(request.prompt, request.count, chance)
        return ProviderResult(
            images=tuple(_fit(open_sample(sample), request) for sample in chosen),
            model=MODEL,
            explanation=(_explain(chosen),),
            is_sample=True,
            seed=request.seed,
        )


def _fingerprint(request: ProviderRequest) -> int:
    text = f"{request.seed}\0{request.prompt.strip().lower()}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def _stage(fraction: float) -> str:
    return [name for start, name in STAGES if start <= fraction][-1]


def _misbehave(prompt: str, progress: Progress) -> None:
    if "[fail]" in prompt:
        raise ProviderError("provider_failed", "The sample provider was told to fail.")
    if "[refuse]" in prompt:
        raise ProviderError(
            "refused",
            "The sample provider was told to refuse this.",
            suggestions=("Describe something else.",),
        )
    if "[hang]" in prompt:
        progress.report(0.5, "Hanging, as told")
        progress.wait(HANG_SECONDS)
    if "[stuck]" in prompt:
        progress.report(0.5, "Stuck, as told")
        # Deaf to every cancel, as a library that hangs would be.
        time.sleep(HANG_SECONDS)


def _fit(image: Image.Image, request: ProviderRequest) -> Image.Image:
    if request.size:
        width, height = (min(side, MAX_SIDE) for side in request.size)
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    if request.aspect_ratio:
        across, down = (int(part) for part in request.aspect_ratio.split(":"))
        width = min(image.width, max(1, round(image.height * across / down)))
        height = min(image.height, max(1, round(image.width * down / across)))
        return ImageOps.fit(image, (width, height), Image.Resampling.LANCZOS)
    return image


def _explain(chosen: list[Sample]) -> str:
    titles = ", ".join(f"“{sample.title}”" for sample in chosen)
    return f"This is a sample that ships with Nano Banana: {titles}. No AI was asked."
