"""OpenAI's image models as a provider, by the official SDK."""

from collections import defaultdict

from django.conf import settings

from generation.providers.base import Capabilities, Progress, ProviderRequest, ProviderResult
from generation.providers.calls import faults
from generation.providers.calls.breaking import Breaker
from generation.providers.calls.places import host_of
from generation.providers.calls.trying import tried
from generation.providers.openai_images.asking import label, question_of


class OpenAIProvider:
    def __init__(self) -> None:
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="openai",
            label=label(),
            note="GPT Image models, or any server that speaks their API: makes and edits pictures.",
            models=tuple(settings.OPENAI_IMAGE_MODELS),
            modes=frozenset({"text-to-image", "image-to-image"}),
            host=host_of(settings.OPENAI_BASE_URL),
            forwards=settings.OPENAI_FORWARDS,
            masks=True,
            max_references=8,
            ignores=frozenset({"seed", "strength"}),
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """One call, whatever the count. Raises ProviderError."""
        # The SDK takes 0.7 s to import, which whoever has no key for it should not pay.
        from generation.providers.openai_images.calling import ask  # noqa: PLC0415

        progress.report(0.05, f"Asking {label()}"[:80])
        question = question_of(request, label())
        with self._breakers[request.model].guard(faults.unavailable(label())):
            answer = tried(progress, lambda: ask(question, request.idempotency_key, progress))
        progress.report(0.92, "The picture is here")
        pictures = answer.pictures[: request.count]
        came = f"{len(pictures)} of {request.count} pictures came."
        return ProviderResult(
            images=(),
            originals=pictures,
            model=request.model,
            explanation=(f"{label()} made this from your words.", *_quoted(answer.explanation)),
            notes=(*_quoted(answer.notes), *((came,) if len(pictures) < request.count else ())),
            revised_prompt=answer.revised,
            usage=answer.usage,
        )


def _quoted(sentences: tuple[str, ...]) -> tuple[str, ...]:
    """Whoever is behind the address may say what they like, but not in our name."""
    return tuple(f"It says: {each}" for each in sentences)
