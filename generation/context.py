"""What every page may name of the providers."""

from django.http import HttpRequest

from generation.providers.registry import configured


def elsewhere(request: HttpRequest) -> dict[str, bool]:
    """Whether some requests may go to another machine."""
    remote = any(provider.capabilities.is_remote for provider in configured())
    return {"sends_elsewhere": remote}
