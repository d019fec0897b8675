"""The providers there are, and which of them takes a request."""

from django.conf import settings

from generation.errors import ProviderUnknown, ProviderUnsuitable
from generation.providers.base import Capabilities, Provider
from generation.providers.gemini import GeminiProvider
from generation.providers.mock import MockProvider
from generation.providers.painter import PainterProvider
from generation.providers.studio import StudioProvider

PROVIDERS: dict[str, Provider] = {
    "studio": StudioProvider(),
    "painter": PainterProvider(),
    "mock": MockProvider(),
    "gemini": GeminiProvider(),
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


def choose_provider(
    *,
    wanted: str,
    mode: str,
    mask: bool,
    references: int,
    count: int,
    size: str,
    plan: bool = False,
) -> Provider:
    """The named provider, else the first that can do the request.

    Raises ProviderUnknown, ProviderUnsuitable.
    """
    candidates = [provider_named(wanted)] if wanted else configured()
    objections = []
    for provider in candidates:
        objection = _objection(
            provider.capabilities,
            mode=mode,
            mask=mask,
            references=references,
            count=count,
            size=size,
            plan=plan,
        )
        if not objection:
            return provider
        objections.append(f"{provider.capabilities.label}: {objection}")
    raise ProviderUnsuitable(" ".join(["No AI provider here can do this.", *objections]))


def _objection(
    can: Capabilities,
    *,
    mode: str,
    mask: bool,
    references: int,
    count: int,
    size: str,
    plan: bool,
) -> str:
    if plan and not can.plans:
        return "carries out no recipes."
    if mode not in can.modes:
        return "cannot edit pictures." if mode == "image-to-image" else "cannot make pictures."
    if mask and not can.masks:
        return "takes no mask."
    if references > can.max_references:
        return (
            f"takes {can.max_references} reference pictures."
            if can.max_references
            else ("takes no reference pictures.")
        )
    if count > can.max_count:
        return f"makes up to {can.max_count} at once."
    if size and can.sizes and size not in can.sizes:
        return f"offers the sizes {', '.join(can.sizes)}."
    return ""
