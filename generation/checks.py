"""What an operator is told before the site starts."""

from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning

from generation.providers.checking import LOCAL_PACKAGES
from generation.providers.registry import configured


def check_local_model(**kwargs: Any) -> list[CheckMessage]:
    """Whether a local model can be loaded at all, where LOCAL_MODEL names one."""
    names = [provider.capabilities.name for provider in configured()]
    missing = [name for name in LOCAL_PACKAGES if find_spec(name) is None]
    if "diffusers" not in names or not missing:
        return []
    told = f"LOCAL_MODEL names {settings.LOCAL_MODEL}, but {', '.join(missing)} is not installed."
    hint = "pip install -r requirements-local-ai.txt, or leave LOCAL_MODEL empty."
    return [CheckWarning(told, hint=hint, id="generation.W001")]
