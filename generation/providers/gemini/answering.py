"""What an answer of `generateContent` means: a picture, a refusal, or one of Google's errors."""

import base64
import binascii
from typing import Any

import httpx2

from generation.providers.base import Original, ProviderError
from generation.providers.calls import faults
from generation.providers.calls.answers import KINDS
from generation.providers.calls.trying import TryAgain, seconds_of
from generation.providers.calls.values import counts_of, objects_in, words_of

LABEL = "Gemini"
REFUSALS = frozenset(
    {
        "SAFETY", "PROHIBITED_CONTENT", "RECITATION", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION", "BLOCKLIST", "SPII",
    }
)  # fmt: skip
BAD_REQUEST, TOO_MANY, UNAVAILABLE = 400, 429, 503


class Answer:
    """One answer with status 200. Raises ProviderError where there is no picture in it."""

    def __init__(self, body: dict[str, Any]) -> None:
        candidates = objects_in(body.get("candidates"))
        parts = [part for each in candidates for part in _parts(each)]
        pictures = [part for part in parts if isinstance(part.get("inlineData"), dict)]
        if not pictures:
            raise _refusal(body, candidates)
        # A model that thinks shows its drafts first: the last picture is the one meant.
        last = pictures[-1]
        self.picture = _original(last["inlineData"])
        spoken = [part.get("text") for part in parts if not part.get("thought")]
        self.words = words_of(" ".join(text for text in spoken if isinstance(text, str)))
        signature = last.get("thoughtSignature")
        is_signed = isinstance(signature, str) and signature.isascii() and signature.isprintable()
        self.state = {"thoughtSignature": signature} if is_signed else {}
        self.usage = counts_of(body.get("usageMetadata"))


def _parts(candidate: dict[str, Any]) -> list[dict[str, Any]]:
    content = candidate.get("content")
    return objects_in(content.get("parts")) if isinstance(content, dict) else []


def _original(inline: dict[str, Any]) -> Original:
    try:
        data = base64.b64decode(str(inline.get("data", "")), validate=True)
    except (binascii.Error, ValueError) as error:
        raise faults.bad_answer(LABEL) from error
    kind = str(inline.get("mimeType", ""))
    if not data or kind not in KINDS:
        raise faults.bad_answer(LABEL)
    return Original(data, kind)


def _refusal(body: dict[str, Any], candidates: list[dict[str, Any]]) -> ProviderError:
    feedback = body.get("promptFeedback")
    if isinstance(feedback, dict) and feedback.get("blockReason"):
        return faults.blocked(LABEL)
    if any(str(each.get("finishReason")) in REFUSALS for each in candidates):
        return faults.blocked(LABEL)
    return faults.no_picture(LABEL)


def fault_of(response: httpx2.Response) -> Exception:
    """What an error status means; of the body only Google's own codes are looked at."""
    status, reasons = response.status_code, _reasons(response)
    if "API_KEY_INVALID" in reasons:
        return faults.key_refused(LABEL)
    if status == BAD_REQUEST and "FAILED_PRECONDITION" in reasons:
        return faults.out_of_credit(LABEL)
    fault = faults.of_status(LABEL, status)
    wait = seconds_of(response.headers.get("retry-after"))
    # A 503 that names no time may have come after the work, which was paid then.
    if status == TOO_MANY or (status == UNAVAILABLE and wait is not None):
        return TryAgain(fault, wait)
    return fault


def _reasons(response: httpx2.Response) -> set[str]:
    """`status` and the `reason`s of an error in Google's shape."""
    try:
        error = response.json()["error"]
        details = objects_in(error.get("details"))
        return {str(error.get("status")), *(str(each.get("reason")) for each in details)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()
