"""What templates ask about the providers."""

from collections.abc import Sequence

from django import template

from generation.providers.base import Capabilities

register = template.Library()


@register.filter
def elsewhere(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Those that work on other machines."""
    return [provider for provider in providers if provider.is_remote]


@register.filter
def trained(providers: Sequence[Capabilities]) -> list[Capabilities]:
    """Those that are trained models, which words in more detail help."""
    return [provider for provider in providers if not provider.is_rules]
