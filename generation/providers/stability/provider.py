"""Stability as a provider, by plain HTTP: it has no current SDK."""

import time
from collections.abc import Callable
from dataclasses import replace

import httpx2
from django.conf import settings

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.providers.calls.breaking import Breaker
from generation.providers.calls.line import Line, TooMuch
from generation.providers.calls.several import several
from generation.providers.calls.stopping import call
from generation.providers.calls.trying import TryAgain, tried
from generation.providers.stability.answering import (
    LABEL,
    Later,
    Picture,
    answer_of,
    fault_of,
)
from generation.providers.stability.asking import Question, question_of
from generation.providers.stability.choosing import operation_of

MOST_BYTES = 64 * 1024 * 1024
POLL_SECONDS = 10.0
"""Stability asks not to be asked more often."""
LOOK_SECONDS = 30.0
"""A look that hangs is no loss: the next one follows."""

OK, ACCEPTED, SERVER_ERROR = 200, 202, 500


class StabilityProvider:
    def __init__(self) -> None:
        self._breaker = Breaker()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="stability",
            label=LABEL,
            note="Stable Image: makes pictures, paints in and over, erases, extends, cuts out, "
            "upscales.",
            models=tuple(settings.STABILITY_IMAGE_MODELS),
            modes=frozenset({"text-to-image", "image-to-image"}),
            host=httpx2.URL(settings.STABILITY_BASE_URL).host,
            masks=True,
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """Ask once for each picture that is wanted and can be another one. Raises ProviderError
        where none came."""
        progress.report(0.05, "Asking Stability")
        operation = operation_of(request, tuple(settings.STABILITY_IMAGE_MODELS))
        question = question_of(request, operation, LABEL)
        count = request.count if operation.takes_seed else 1

        def one(place: int, progress: Progress) -> Picture:
            seed = request.seed + place
            seeded = question.with_seed(seed) if operation.takes_seed else question
            return self._picture(seeded, progress)

        pictures, short = several(replace(request, count=count), progress, one, label=LABEL)
        notes = question.notes
        if count < request.count:
            notes += (f"{LABEL} makes the same of it each time, so it was asked for once.",)
        progress.report(0.92, "The picture is here")
        return ProviderResult(
            images=(),
            originals=tuple(picture.original for picture in pictures),
            model=request.model,
            explanation=(f"{LABEL} {operation.done}.",),
            notes=notes + short,
            seed=pictures[0].seed,
        )

    def _picture(self, question: Question, progress: Progress) -> Picture:
        with self._breaker.guard(faults.unavailable(LABEL)):
            answer = tried(progress, lambda: _ask(question, progress))
            return _fetched(answer, progress) if isinstance(answer, Later) else answer


def _ask(question: Question, progress: Progress) -> Picture | Later:
    url = _url(f"stable-image/{question.path}")
    # Text alone is multipart, too: a field is a file without a name.
    parts = {name: (None, value) for name, value in question.fields.items()}
    with Line(most_bytes=MOST_BYTES) as line:

        def send() -> httpx2.Response:
            return line.post(url, files={**parts, **question.files}, headers=_headers())

        response = call(progress, lambda: _sent(send), close=line.hang_up)
    if response.status_code not in {OK, ACCEPTED}:
        raise fault_of(response)
    return answer_of(response)


def _fetched(later: Later, progress: Progress) -> Picture:
    """Asking again costs nothing, so a failure on the way is only waited out."""
    started, waited, pause = time.monotonic(), 0.0, POLL_SECONDS
    while max(waited, time.monotonic() - started) < settings.VENDOR_TIMEOUT:
        progress.wait(pause)
        waited, pause = waited + pause, POLL_SECONDS
        progress.report(min(0.9, 0.2 + waited / settings.VENDOR_TIMEOUT), "Stability is at it")
        try:
            answer = _looked(later, progress)
        except TryAgain as busy:
            pause = max(POLL_SECONDS, busy.retry_after or 0.0)
            continue
        if isinstance(answer, Picture):
            return answer
    raise faults.timed_out(LABEL)


def _looked(later: Later, progress: Progress) -> Picture | Later:
    """Raises TryAgain where it may be there the next time, and ProviderError where not."""
    with Line(most_bytes=MOST_BYTES) as line:
        url = _url(f"results/{later.id}")

        def get() -> httpx2.Response:
            return line.get(url, headers=_headers(), timeout=LOOK_SECONDS)

        try:
            response = call(progress, get, close=line.hang_up, expected=600)
        except TooMuch:
            raise faults.bad_answer(LABEL) from None
        except httpx2.HTTPError:
            raise TryAgain(faults.unavailable(LABEL)) from None
    if response.status_code == ACCEPTED:
        return later
    if response.status_code >= SERVER_ERROR:
        raise TryAgain(faults.unavailable(LABEL))
    if response.status_code != OK:
        raise fault_of(response)
    return answer_of(response)


def _url(path: str) -> str:
    return f"{settings.STABILITY_BASE_URL.rstrip('/')}/v2beta/{path}"


def _headers() -> dict[str, str]:
    return {"authorization": f"Bearer {settings.STABILITY_API_KEY}", "accept": "image/*"}


def _sent(send: Callable[[], httpx2.Response]) -> httpx2.Response:
    """The whole answer. A call that surely never arrived may be repeated; no other."""
    try:
        return send()
    except (httpx2.ConnectError, httpx2.ConnectTimeout):
        raise TryAgain(faults.unavailable(LABEL)) from None
    except httpx2.TimeoutException:
        raise faults.timed_out(LABEL) from None
    except TooMuch:
        raise faults.bad_answer(LABEL) from None
    except httpx2.HTTPError:
        raise faults.unavailable(LABEL) from None
