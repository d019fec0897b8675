"""What can go wrong with a vendor, each with a code of its own and a sentence for a person.

Nothing of a key or of a vendor's own words is in them: those may quote the key, or the prompt.
"""

from http import HTTPStatus

from generation.providers.base import ProviderError


def blocked(label: str) -> ProviderError:
    return ProviderError(
        "moderation_blocked",
        f"{label} refused this: it goes against its rules. Say it differently, or leave out what "
        "may have offended.",
    )


def key_refused(label: str) -> ProviderError:
    return ProviderError(
        "provider_key_refused",
        f"{label} does not accept this site's key. Whoever runs the site can mend that.",
        is_outage=True,
    )


def out_of_credit(label: str) -> ProviderError:
    return ProviderError(
        "provider_credit_exhausted",
        f"This site's credit with {label} is used up. Whoever runs the site can mend that.",
        is_outage=True,
    )


def rate_limited(label: str) -> ProviderError:
    return ProviderError(
        "provider_rate_limited",
        f"{label} gets more requests from this site than it takes. Try again in a minute.",
        is_outage=True,
    )


def timed_out(label: str) -> ProviderError:
    return ProviderError(
        "provider_timeout", f"{label} took too long to answer. Try again.", is_outage=True
    )


def unavailable(label: str) -> ProviderError:
    return ProviderError(
        "provider_unavailable", f"{label} cannot be reached just now. Try again.", is_outage=True
    )


def bad_answer(label: str) -> ProviderError:
    return ProviderError(
        "provider_bad_answer",
        f"{label} sent something that is no picture. Try again.",
        is_outage=True,
    )


def no_picture(label: str) -> ProviderError:
    return ProviderError(
        "provider_no_picture",
        f"{label} answered without a picture. Say more exactly what it should show.",
    )


def request_refused(label: str) -> ProviderError:
    return ProviderError(
        "provider_refused_request",
        f"{label} does not take this request as it is: perhaps its size, its shape or one of its "
        "settings.",
    )


def model_gone(label: str) -> ProviderError:
    return ProviderError(
        "provider_model_unusable",
        f"{label} does not offer this model, or not any more. Whoever runs the site can mend that.",
        is_outage=True,
    )


def too_large(label: str) -> ProviderError:
    return ProviderError("provider_too_large", f"{label} does not take pictures as large as these.")


def of_status(label: str, status: int) -> ProviderError:
    """What an HTTP status alone says; a vendor's module looks for its own codes first."""
    told = {
        HTTPStatus.UNAUTHORIZED: key_refused,
        HTTPStatus.FORBIDDEN: key_refused,
        HTTPStatus.PAYMENT_REQUIRED: out_of_credit,
        HTTPStatus.TOO_MANY_REQUESTS: rate_limited,
        HTTPStatus.REQUEST_TIMEOUT: timed_out,
        HTTPStatus.GATEWAY_TIMEOUT: timed_out,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: too_large,
    }
    if status in told:
        return told[HTTPStatus(status)](label)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return unavailable(label)
    return request_refused(label)
