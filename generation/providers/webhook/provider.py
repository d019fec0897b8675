"""The operator's own API as a provider."""

import secrets
from dataclasses import replace

from django.conf import settings

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.providers.calls.breaking import Breaker
from generation.providers.calls.places import host_of
from generation.providers.webhook.callbacks import (
    drop_callback,
    expect_callback,
)
from generation.providers.webhook.conversation import Conversation


class WebhookProvider:
    def __init__(self) -> None:
        self._breaker = Breaker()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="http",
            label=settings.HTTP_PROVIDER_LABEL,
            note="An image API of this site's own.",
            models=tuple(settings.HTTP_PROVIDER_MODELS),
            modes=frozenset({"text-to-image", "image-to-image"}),
            host=host_of(settings.HTTP_PROVIDER_URL),
            forwards=settings.HTTP_PROVIDER_FORWARDS,
            masks=True,
            max_references=8,
            knows_again=True,
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """One call, whatever the count. Raises ProviderError."""
        label = settings.HTTP_PROVIDER_LABEL
        # A request of the command line has no row, and is no repetition of the one before.
        message_id = request.idempotency_key or f"once-{secrets.token_hex(16)}"
        request = replace(request, idempotency_key=message_id)
        progress.report(0.05, f"Asking {label}"[:80])
        callback = expect_callback(request.idempotency_key)
        try:
            with self._breaker.guard(faults.unavailable(label)):
                talk = Conversation(request, progress, label, callback)
                done = talk.done()
                originals, notes = talk.pictures_of(done)
        finally:
            if callback is not None:
                drop_callback(callback)
        progress.report(0.92, "The picture is here")
        return ProviderResult(
            images=(),
            originals=originals,
            model=done.model or request.model,
            explanation=(done.explanation or f"{label} made this from your words.",),
            notes=notes,
            revised_prompt=done.revised_prompt,
            seed=done.seed,
            usage=done.usage,
        )
