"""What an answer of `generateContent` means: a picture, a refusal, or one of Google's errors."""

import re
from typing import Any

import httpx2

from generation.providers.base import ProviderError
from generation.providers.calls import faults
from generation.providers.calls.answers import object_in, picture_in_base64
from generation.providers.calls.trying import TryAgain, seconds_of
from generation.providers.calls.values import counts_of, objects_in, words_of

LABEL = "Gemini"
REFUSALS = frozenset(
    {
        "SAFETY", "PROHIBITED_CONTENT", "RECITATION", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION", "BLOCKLIST", "SPII",
    }
)  # fmt: skip
BAD_REQUEST, NOT_FOUND, TOO_MANY, UNAVAILABLE = 400, 404, 429, 503
DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)s", re.ASCII)
MOST_SAID = 500
"""Characters of what the model says beside its picture."""

MOST_SIGNATURE = 4 * 1024 * 1024
"""Characters of what the model wants to see again."""


class Answer:
    """One answer of `model` with status 200. Raises ProviderError where there is no picture."""

    def __init__(self, body: dict[str, Any], model: str) -> None:
        candidates = objects_in(body.get("candidates"))
        # What a model thinks is not its answer: where that was refused, a draft may be there.
        parts = [part for each in candidates for part in _parts(each) if not part.get("thought")]
        pictures = [part for part in parts if isinstance(part.get("inlineData"), dict)]
        if not pictures:
            raise _refusal(body, candidates)
        # Drafts come first: the last picture is the one meant.
        last = pictures[-1]
        self.picture = picture_in_base64(last["inlineData"].get("data"), LABEL)
        spoken = [part.get("text") for part in parts]
        self.words = words_of(" ".join(text for text in spoken if isinstance(text, str)), MOST_SAID)
        self.state = _state(last.get("thoughtSignature"), model)
        self.usage = counts_of(body.get("usageMetadata"))


def _parts(candidate: dict[str, Any]) -> list[dict[str, Any]]:
    content = candidate.get("content")
    return objects_in(content.get("parts")) if isinstance(content, dict) else []


def _state(signature: object, model: str) -> dict[str, str]:
    """What the same model can be told of this turn; nothing where its signature cannot be kept,
    without which it takes none of its own pictures."""
    if signature is None:
        return {"model": model}
    if not isinstance(signature, str) or len(signature) > MOST_SIGNATURE:
        return {}
    is_text = signature.isascii() and signature.isprintable()
    return {"model": model, "thoughtSignature": signature} if is_text else {}


def _refusal(body: dict[str, Any], candidates: list[dict[str, Any]]) -> ProviderError:
    feedback = body.get("promptFeedback")
    if isinstance(feedback, dict) and feedback.get("blockReason"):
        return faults.blocked(LABEL)
    if any(str(each.get("finishReason")) in REFUSALS for each in candidates):
        return faults.blocked(LABEL)
    # Gateways say so with status 200 what else has a status.
    return faults.bad_answer(LABEL) if body.get("error") else faults.no_picture(LABEL)


def fault_of(response: httpx2.Response) -> Exception:
    """What an error status means; of the body only Google's own codes are looked at."""
    status, error = response.status_code, _error(response)
    details = objects_in(error.get("details"))
    reasons = {str(error.get("status")), *(str(each.get("reason")) for each in details)}
    if "API_KEY_INVALID" in reasons:
        return faults.key_refused(LABEL)
    if status == BAD_REQUEST and "FAILED_PRECONDITION" in reasons:
        return faults.out_of_credit(LABEL)
    if status == NOT_FOUND:
        return faults.model_gone(LABEL)
    fault = faults.of_status(LABEL, status)
    wait = _wait(response, details)
    # A 503 that names no time may have come after the work, which was paid then.
    if status == TOO_MANY or (status == UNAVAILABLE and wait is not None):
        return TryAgain(fault, wait)
    return fault


def _error(response: httpx2.Response) -> dict[str, Any]:
    """The error in Google's shape; empty where the body is none."""
    try:
        error = object_in(response.content, LABEL).get("error")
    except ProviderError:
        return {}
    return error if isinstance(error, dict) else {}


def _wait(response: httpx2.Response, details: list[dict[str, Any]]) -> float | None:
    """Seconds to wait before another try. Google says so in the body (google.rpc.RetryInfo)."""
    told = [DURATION.fullmatch(str(each.get("retryDelay"))) for each in details]
    delay = next((float(found[1]) for found in told if found), None)
    return delay if delay is not None else seconds_of(response.headers.get("retry-after"))
