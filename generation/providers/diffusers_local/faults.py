"""What can go wrong with a local model, beside what can go wrong with any provider.

All are the operator's to mend, and outages: another provider may be asked instead.
"""

from generation.providers.base import ProviderError

EXTRA = "requirements-local-ai.txt"


def not_installed() -> ProviderError:
    return ProviderError(
        "provider_not_installed",
        f"The local model needs packages that are not installed here ({EXTRA}). Whoever runs "
        "the site can mend that.",
        is_outage=True,
    )


def unusable() -> ProviderError:
    return ProviderError(
        "provider_model_unusable",
        "The local model cannot be loaded. Whoever runs the site can mend that.",
        is_outage=True,
    )


def unable(what: str) -> ProviderError:
    """`what` as in “edit pictures”."""
    return ProviderError(
        "provider_model_unsuited", f"The local model cannot {what}.", is_outage=True
    )


def failed() -> ProviderError:
    return ProviderError(
        "provider_model_failed",
        "The local model broke off while it worked on this. Whoever runs the site finds the "
        "reason in its log.",
        is_outage=True,
    )


def out_of_memory() -> ProviderError:
    return ProviderError(
        "provider_out_of_memory",
        "The local model ran out of memory. Ask for a smaller picture.",
        is_outage=True,
    )


def is_out_of_memory(error: BaseException) -> bool:
    """A graphics card's has a class of its own; a processor's is known by its words alone."""
    kinds = {each.__name__ for each in type(error).__mro__}
    return bool(kinds & {"OutOfMemoryError", "MemoryError"}) or "can't allocate memory" in str(
        error
    )
