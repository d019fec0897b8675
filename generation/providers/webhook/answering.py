"""What an answer means: pictures, work that goes on, or one of the contract's errors."""

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx2
from django.conf import settings

from files.decoding import kind_of
from generation.providers.base import Original, ProviderError
from generation.providers.calls import faults
from generation.providers.calls.answers import KINDS, object_in, picture_in, picture_in_base64
from generation.providers.calls.places import is_same_place
from generation.providers.calls.trying import TryAgain, seconds_of
from generation.providers.calls.values import counts_of, number_of, seed_of, words_of

MOST_MODEL, MOST_STAGE = 64, 60
FAULTS = {
    "moderation_blocked": faults.blocked,
    "unauthorized": faults.key_refused,
    "out_of_credit": faults.out_of_credit,
    "rate_limited": faults.rate_limited,
    "timeout": faults.timed_out,
    "too_large": faults.too_large,
    "unsupported": faults.request_refused,
    "no_picture": faults.no_picture,
}
"""The contract's error codes. Its messages are not shown: they may be anything."""


@dataclass(frozen=True)
class Answer:
    """An answer in full, wherever it came from: the call, a poll, or a callback."""

    status: int
    content_type: str
    body: bytes
    retry_after: str | None = None


@dataclass(frozen=True)
class Done:
    pictures: tuple[Original | str, ...]
    """In the server's order; a text is an address on the same server to fetch one from."""
    model: str = ""
    explanation: str = ""
    revised_prompt: str = ""
    seed: int | None = None
    usage: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Going:
    """It goes on. `status_url` is empty where it will call back."""

    status_url: str = ""
    progress: float | None = None
    """0 to 100."""
    stage: str = ""
    retry_after: float | None = None


def meaning_of(answer: Answer, label: str) -> Done | Going:
    """Raises ProviderError, and TryAgain for what may be sent again: the contract has the server
    know a message by its id."""
    if answer.status == HTTPStatus.ACCEPTED:
        return _going(answer, label)
    if answer.status != HTTPStatus.OK:
        raise _fault(answer, label)
    if answer.content_type.startswith("image/") or kind_of(answer.body) in KINDS:
        return Done((picture_in(answer.body, label),))
    body = object_in(answer.body, label)
    if body.get("error"):
        raise _fault(answer, label)
    return _done(body, label)


def _done(body: dict[str, Any], label: str) -> Done:
    listed = body.get("images")
    if listed == []:
        raise faults.no_picture(label)
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise faults.bad_answer(label)
    return Done(
        pictures=tuple(
            picture_in_base64(each["data"], label)
            if "data" in each
            else _near(each.get("url"), label)
            for each in listed
        ),
        model=words_of(body.get("model"), MOST_MODEL),
        explanation=words_of(body.get("explanation")),
        revised_prompt=words_of(body.get("revisedPrompt")),
        seed=seed_of(body.get("seed")),
        usage=counts_of(body.get("usage")),
    )


def _going(answer: Answer, label: str) -> Going:
    body = object_in(answer.body, label) if answer.body.strip() else {}
    url = body.get("statusUrl")
    progress = number_of(body.get("progress"))
    return Going(
        status_url=_near(url, label) if url else "",
        progress=None if progress is None else max(0.0, min(100.0, progress)),
        stage=words_of(body.get("stage"), MOST_STAGE),
        retry_after=seconds_of(answer.retry_after),
    )


def _near(url: object, label: str) -> str:
    """An address on the same server, in full; no other is asked in its name."""
    base = settings.HTTP_PROVIDER_URL
    try:
        full = str(httpx2.URL(base).join(url)) if isinstance(url, str) and url else ""
    except httpx2.InvalidURL:
        full = ""
    if not full or not is_same_place(full, base):
        raise faults.bad_answer(label)
    return full


def _fault(answer: Answer, label: str) -> Exception:
    code = _code(answer.body)
    fault: ProviderError = (
        FAULTS[code](label) if code in FAULTS else faults.of_status(label, answer.status)
    )
    passing = answer.status == HTTPStatus.TOO_MANY_REQUESTS or code == "rate_limited"
    broken = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR and code not in FAULTS
    return TryAgain(fault, seconds_of(answer.retry_after)) if passing or broken else fault


def _code(body: bytes) -> str:
    try:
        return str(json.loads(body)["error"]["code"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
