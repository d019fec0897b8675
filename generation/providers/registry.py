"""The providers there are, and those that the operator has configured."""

from django.conf import settings

from generation.errors import ProviderUnknown
from generation.providers.base import Provider
from generation.providers.diffusers_local import DiffusersProvider
from generation.providers.gemini import GeminiProvider
from generation.providers.mock import MockProvider
from generation.providers.openai_images import OpenAIProvider
from generation.providers.painter import PainterProvider
from generation.providers.stability import StabilityProvider
from generation.providers.studio import StudioProvider
from generation.providers.webhook import WebhookProvider

PROVIDERS: dict[str, Provider] = {
    "studio": StudioProvider(),
    "painter": PainterProvider(),
    "mock": MockProvider(),
    "diffusers": DiffusersProvider(),
    "http": WebhookProvider(),
    "gemini": GeminiProvider(),
    "openai": OpenAIProvider(),
    "stability": StabilityProvider(),
}


def is_automatic() -> bool:
    """Whether the operator left it to us which provider is asked first."""
    return list(settings.AI_PROVIDERS) == ["auto"]


def configured() -> list[Provider]:
    """The operator's providers, in the order of preference."""
    return [PROVIDERS[name] for name in _names()]


def _names() -> list[str]:
    if not is_automatic():
        return list(settings.AI_PROVIDERS)
    vendors = [name for name, need in settings.PROVIDER_NEEDS.items() if getattr(settings, need)]
    return ["studio", *(name for name in vendors if name in PROVIDERS), "painter", "mock"]


def provider_named(name: str) -> Provider:
    """Raises ProviderUnknown for one that is not configured here."""
    if name not in _names() or name not in PROVIDERS:
        detail = f"There is no AI provider named “{name[:40]}” here."
        raise ProviderUnknown(detail, attr="settings.provider")
    return PROVIDERS[name]
