"""What templates ask about the providers."""

from collections.abc import Sequence

from django import template

from generation.models import Generation, Status
from generation.providers.base import Capabilities
from generation.providers.registry import PROVIDERS

register = template.Library()

WORDS_ALONE = ("instruction_not_understood", "mask_needed", "input_missing")
WORDS_FIRST = (
    "input_required",
    "mask_invalid",
    "moderation_blocked",
    "part_not_found",
    "provider_no_picture",
    "provider_refused_request",
    "provider_too_large",
    "refused",
    "scene_unknown",
    "size_invalid",
    "text_unprintable",
    "word_unknown",
)
WAYS_ON = {
    "pictures_needed": "picture",
    **dict.fromkeys(WORDS_ALONE, "words"),
    **dict.fromkeys(WORDS_FIRST, "words-again"),
}
"""What mends a failure, the best first. The others ask for the same again."""


@register.filter
def elsewhere(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Those that work on other machines."""
    return [provider for provider in providers if provider.is_remote]


@register.filter
def generative(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Trained models, here or elsewhere: what the studio does not understand goes to one."""
    return [each for each in providers if not (each.is_rules or each.is_sample)]


@register.filter
def trained(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Those that are trained models, which words in more detail help."""
    return [provider for provider in providers if not provider.is_rules]


@register.filter
def way_on(generation: Generation) -> str:
    """What to offer whoever's picture did not come about: "picture", "words", "words-again" or
    "again-words", the best first."""
    if generation.status == Status.CANCELLED:
        return "words-again"
    return WAYS_ON.get(generation.error_code, "again-words")


@register.filter
def provider_label(name: str) -> str:
    """The provider as people know it; its bare name if it is none of ours any more."""
    return PROVIDERS[name].capabilities.label if name in PROVIDERS else name
