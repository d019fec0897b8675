"""What an answer means: a picture, one that is still being made, a refusal, or an error."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx2

from generation.providers.base import Original
from generation.providers.calls import faults
from generation.providers.calls.answers import object_in, picture_in
from generation.providers.calls.trying import TryAgain, seconds_of

LABEL = "Stability"
BUSY_SECONDS = 60.0
"""After too many requests Stability turns everything away for so long, and again for what comes in
the meantime."""

FILTERED = "CONTENT_FILTERED"
BLOCKED = frozenset({"content_moderation", "content_filtered", "moderation"})
SPENT = frozenset({"payment_required", "insufficient_credits", "insufficient_balance"})


@dataclass(frozen=True)
class Picture:
    original: Original
    seed: int | None


@dataclass(frozen=True)
class Later:
    """It is made meanwhile, and asked for by this id."""

    id: str


def answer_of(response: httpx2.Response) -> Picture | Later:
    """Of status 200, or of 202 where the work has begun. Raises ProviderError where there is
    neither."""
    if response.headers.get("finish-reason") == FILTERED:
        raise faults.blocked(LABEL)
    if response.headers.get("content-type", "").startswith("application/json"):
        body = object_in(response.content, LABEL)
        if body.get("finish_reason") == FILTERED:
            raise faults.blocked(LABEL)
        return Later(_id(body))
    picture = picture_in(response.content, LABEL)
    return Picture(picture, _seed(response.headers.get("seed")))


def _id(body: dict[str, Any]) -> str:
    told = body.get("id")
    # It becomes part of an address.
    if not isinstance(told, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,128}", told):
        raise faults.bad_answer(LABEL)
    return told


def _seed(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 12 else None


def fault_of(response: httpx2.Response) -> Exception:
    """What an error status means; of the body only the error's name is looked at."""
    status, name = response.status_code, _name(response)
    if name in BLOCKED:
        return faults.blocked(LABEL)
    if name in SPENT:
        return faults.out_of_credit(LABEL)
    fault = faults.of_status(LABEL, status)
    wait = seconds_of(response.headers.get("retry-after"))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return TryAgain(fault, BUSY_SECONDS if wait is None else wait)
    if status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None:
        return TryAgain(fault, wait)
    return fault


def _name(response: httpx2.Response) -> str:
    try:
        return str(response.json()["name"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
