"""What templates ask about the providers."""

from collections.abc import Sequence

from django import template

from generation.providers.base import Capabilities
from generation.providers.registry import PROVIDERS

register = template.Library()


@register.filter
def elsewhere(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Those that work on other machines."""
    return [provider for provider in providers if provider.is_remote]


@register.filter
def trained(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Those that are trained models, which words in more detail help."""
    return [provider for provider in providers if not provider.is_rules]


@register.filter
def provider_label(name: str) -> str:
    """The provider as people know it; its bare name if it is none of ours any more."""
    return PROVIDERS[name].capabilities.label if name in PROVIDERS else name
