"""What an answer of the Images API means: pictures, a refusal, or one of its errors."""

from http import HTTPStatus
from typing import Any

import httpx2
import openai
from openai import BaseModel
from openai.types import ImagesResponse

from generation.providers.base import ProviderError
from generation.providers.calls import faults
from generation.providers.calls.trying import TryAgain, seconds_of
from generation.providers.calls.values import number_of
from generation.providers.openai_images.asking import label
from generation.wording import unfit_characters

BLOCKED = frozenset({"moderation_blocked", "content_policy_violation", "content_filter"})
SPENT = frozenset(
    {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "quota_exceeded"}
)
STREAMING = ("stream", "partial_images")
UNREADABLE = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY)
MOST_WORDS = 8000
MOST_COUNTS = 32
MOST_SENTENCE = 500


def response_of(body: object) -> ImagesResponse:
    """A plain answer, whatever the SDK made of it. Raises ProviderError."""
    if isinstance(body, ImagesResponse) and isinstance(body.data, list) and body.data:
        return body
    raise faults.bad_answer(label())


def text_of(answer: object, name: str) -> str:
    """A text in it as every database takes it. The SDK promises one, but looks at nothing."""
    return clean(getattr(answer, name, None))[:MOST_WORDS]


def clean(text: object) -> str:
    """Without what some database cannot keep; empty for what is no text."""
    if not isinstance(text, str):
        return ""
    return text.encode(errors="ignore").decode().replace("\0", "")


def told_of(answer: object, name: str) -> tuple[str, ...]:
    """The sentences in `made_by`, which another Nano Banana tells; each on one line."""
    made = getattr(answer, "made_by", None)
    told = made.get(name) if isinstance(made, dict) else None
    if not isinstance(told, list):
        return ()
    sentences = (" ".join(clean(each)[:MOST_SENTENCE].split()) for each in told[:MOST_COUNTS])
    return tuple(each for each in sentences if each and not unfit_characters(each))


def usage_of(usage: object) -> dict[str, Any]:
    """The vendor's counts as JSON; whatever else it puts there is left out."""
    return _counts(usage.model_dump(warnings=False)) if isinstance(usage, BaseModel) else {}


def _counts(told: dict[str, Any], depth: int = 2) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in list(told.items())[:MOST_COUNTS]:
        if not name.isidentifier():
            continue
        if isinstance(value, dict) and depth:
            kept[name] = _counts(value, depth - 1)
        elif (number := number_of(value)) is not None:
            kept[name] = number
    return kept


def knows_no_streams(error: openai.APIStatusError) -> bool:
    """Whether it was the wish for a stream that was refused. Servers that are not OpenAI's say so
    in words of their own, without a code; refusing costs nothing, so asking again does not."""
    if error.status_code not in UNREADABLE or _of_code(error.code):
        return False
    # LocalAI's code is the status once more, which the SDK turns into a text.
    is_coded = isinstance(error.code, str) and not error.code.isdecimal()
    return error.param in STREAMING or not (is_coded or error.param)


def fault_of(error: openai.OpenAIError) -> Exception:
    """What the SDK's exception means; of the body only the code is looked at. A call that surely
    did nothing may be repeated."""
    if isinstance(error, openai.APIStatusError):
        return _of_status(error)
    cause = error.__cause__
    if isinstance(cause, httpx2.ConnectError | httpx2.ConnectTimeout):
        return TryAgain(faults.unavailable(label()))
    if isinstance(error, openai.APITimeoutError):
        return faults.timed_out(label())
    if isinstance(error, openai.APIConnectionError):
        return faults.unavailable(label())
    if isinstance(error, openai.APIError):
        # An error in the middle of a stream: the work had begun.
        if told := _of_code(error.code):
            return told
        is_refused = error.type == "invalid_request_error"
        return faults.request_refused(label()) if is_refused else faults.unavailable(label())
    return faults.bad_answer(label())


def _of_code(code: object) -> ProviderError | None:
    if not isinstance(code, str):
        return None
    if code in BLOCKED:
        return faults.blocked(label())
    if code in SPENT:
        return faults.out_of_credit(label())
    if code == "model_not_found":
        return faults.model_gone(label())
    if code == "rate_limit_exceeded":
        return faults.rate_limited(label())
    return None


def _of_status(error: openai.APIStatusError) -> Exception:
    status = error.status_code
    told = _of_code(error.code)
    wait = seconds_of(error.response.headers.get("retry-after"))
    is_spent = told is not None and told.code == faults.out_of_credit(label()).code
    may_pass = status == HTTPStatus.TOO_MANY_REQUESTS and not is_spent
    if may_pass or (status == HTTPStatus.SERVICE_UNAVAILABLE and wait is not None):
        return TryAgain(told or faults.of_status(label(), status), wait)
    return told or faults.of_status(label(), status)
