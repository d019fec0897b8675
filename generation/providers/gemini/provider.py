"""Gemini as a provider, by plain HTTP. The API keeps no conversation: each call sends it all."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import httpx2
from django.conf import settings

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.providers.calls.answers import object_in
from generation.providers.calls.breaking import Breaker
from generation.providers.calls.line import Line
from generation.providers.calls.several import several
from generation.providers.calls.stopping import call
from generation.providers.calls.trying import TryAgain, tried
from generation.providers.gemini.answering import LABEL, Answer, fault_of
from generation.providers.gemini.asking import body_of

MOST_BYTES = 64 * 1024 * 1024
OK = 200


class GeminiProvider:
    def __init__(self) -> None:
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="gemini",
            label=LABEL,
            note="Google's image models: makes and edits pictures, and remembers a conversation.",
            models=tuple(settings.GEMINI_IMAGE_MODELS),
            modes=frozenset({"text-to-image", "image-to-image"}),
            host=httpx2.URL(settings.GEMINI_BASE_URL).host,
            converses=True,
            masks=True,
            max_references=8,
            ignores=frozenset({"seed", "strength"}),
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """Ask once for each picture that is wanted. Raises ProviderError where none came."""
        body = body_of(request, LABEL)

        def one(place: int, progress: Progress) -> Answer:
            stage = "Asking Gemini" if request.count == 1 else f"Asking Gemini: {place + 1}"
            progress.report(0.05, stage)
            return self._ask(request.model, body, progress)

        answers, notes = several(request, progress, one, label=LABEL)
        progress.report(0.92, "The picture is here")
        return ProviderResult(
            images=(),
            originals=tuple(answer.picture for answer in answers),
            model=request.model,
            explanation=_told(answers[0]),
            notes=notes,
            state=answers[0].state,
            usage=_summed(answer.usage for answer in answers),
        )

    def _ask(self, model: str, body: dict[str, Any], progress: Progress) -> Answer:
        with self._breakers[model].guard(faults.unavailable(LABEL)):
            return tried(progress, lambda: _ask(model, body, progress))


def _told(answer: Answer) -> tuple[str, ...]:
    """What it says beside a picture is talk, not the words as it read them."""
    said = (f"It says: {answer.words}",) if answer.words else ()
    return (f"{LABEL} made this from your words.", *said)


def _summed(usages: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The counts of several answers added up; of anything else the last."""
    total: dict[str, Any] = {}
    for usage in usages:
        for name, value in usage.items():
            is_count = isinstance(value, int) and isinstance(total.get(name, 0), int)
            total[name] = total.get(name, 0) + value if is_count else value
    return total


def _ask(model: str, body: dict[str, Any], progress: Progress) -> Answer:
    url = f"{settings.GEMINI_BASE_URL.rstrip('/')}/models/{model}:generateContent"
    with Line() as line:
        response = call(progress, lambda: _post(line, url, body), close=line.hang_up)
        if response.status_code != OK:
            raise fault_of(response)
        return Answer(object_in(response.content, LABEL), model)


def _post(line: Line, url: str, body: dict[str, Any]) -> httpx2.Response:
    """The whole answer. A call that surely never arrived may be repeated; no other."""
    headers = {"x-goog-api-key": settings.GEMINI_API_KEY}
    try:
        with line.stream("POST", url, json=body, headers=headers) as response:
            # As they came: as text they might not be ones that can be written.
            told = [each for each in response.headers.raw if each[0].lower() == b"retry-after"]
            return httpx2.Response(response.status_code, headers=told, content=_bounded(response))
    except (httpx2.ConnectError, httpx2.ConnectTimeout):
        raise TryAgain(faults.unavailable(LABEL)) from None
    except httpx2.TimeoutException:
        raise faults.timed_out(LABEL) from None
    except httpx2.HTTPError:
        raise faults.unavailable(LABEL) from None


def _bounded(response: httpx2.Response) -> bytes:
    """The body unpacked, as far as it has a sensible size."""
    taken = bytearray()
    for chunk in response.iter_bytes():
        taken += chunk
        if len(taken) > MOST_BYTES:
            raise faults.bad_answer(LABEL)
    return bytes(taken)
