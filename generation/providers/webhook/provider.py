"""The operator's own API as a provider."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import httpx2
from django.conf import settings

from generation.models import ProviderCallback
from generation.providers.base import (
    Capabilities,
    Original,
    Progress,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.providers.calls.breaking import Breaker
from generation.providers.calls.line import Line
from generation.providers.calls.places import host_of
from generation.providers.calls.stopping import call
from generation.providers.calls.trying import TryAgain, tried
from generation.providers.webhook.answering import (
    Answer,
    Done,
    Going,
    meaning_of,
    original_of,
)
from generation.providers.webhook.asking import message_of
from generation.providers.webhook.callbacks import (
    answer_to,
    drop_callback,
    expect_callback,
    url_of,
)
from generation.providers.webhook.signing import signed_headers

MOST_BYTES = 64 * 1024 * 1024
LEAST_POLL, MOST_POLL = 1.0, 30.0
CLOSING_SECONDS = 5.0
OK, SERVER_ERROR = 200, 500


class WebhookProvider:
    def __init__(self) -> None:
        self._breaker = Breaker()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="http",
            label=settings.HTTP_PROVIDER_LABEL,
            note="An image API of this site's own.",
            models=tuple(settings.HTTP_PROVIDER_MODELS),
            modes=frozenset({"text-to-image", "image-to-image"}),
            host=host_of(settings.HTTP_PROVIDER_URL),
            masks=True,
            max_references=8,
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """One call, whatever the count. Raises ProviderError."""
        label = settings.HTTP_PROVIDER_LABEL
        # A request of the command line has no row, and is no repetition of the one before.
        message_id = request.idempotency_key or f"once-{secrets.token_hex(16)}"
        request = replace(request, idempotency_key=message_id)
        progress.report(0.05, f"Asking {label}"[:80])
        callback = expect_callback(request.idempotency_key)
        try:
            with self._breaker.guard(faults.unavailable(label)):
                done = Asking(request, progress, label, callback).done()
        finally:
            if callback is not None:
                drop_callback(callback)
        progress.report(0.92, "The picture is here")
        return ProviderResult(
            images=(),
            originals=done.originals[: request.count],
            model=request.model,
            explanation=(done.explanation or f"{label} made this from your words.",),
            revised_prompt=done.revised_prompt,
            seed=done.seed,
            usage=done.usage,
        )


@dataclass(frozen=True)
class Asking:
    """One request on its way to its pictures."""

    request: ProviderRequest
    progress: Progress
    label: str
    callback: ProviderCallback | None

    def done(self) -> Done:
        """Raises ProviderError."""
        url = url_of(self.callback) if self.callback else ""
        message = message_of(self.request, url)
        first = tried(self.progress, lambda: self._meaning(lambda line: line.send(message)))
        done = first if isinstance(first, Done) else self._later(first)
        fetched = tuple(self._fetched(each) for each in done.urls)
        originals = (*done.originals, *fetched)
        if not originals:
            raise faults.no_picture(self.label)
        return Done(originals, (), done.explanation, done.revised_prompt, done.seed, done.usage)

    def _meaning(self, send: Callable[[Line], httpx2.Response]) -> Done | Going:
        return meaning_of(self._answer(send), self.label)

    def _answer(self, send: Callable[[Line], httpx2.Response]) -> Answer:
        """Raises TryAgain for a broken connection: whoever is asked knows the message by its id."""
        with Line(most_bytes=MOST_BYTES) as line:

            def ask() -> Answer:
                response = send(line)
                kind = response.headers.get("content-type", "")
                after = response.headers.get("retry-after")
                return Answer(response.status_code, kind, response.content, after)

            try:
                return call(self.progress, ask, close=line.hang_up)
            except httpx2.TimeoutException:
                raise faults.timed_out(self.label) from None
            except httpx2.HTTPError:
                raise TryAgain(faults.unavailable(self.label)) from None

    def _later(self, going: Going) -> Done:
        """Ask again and again, or wait to be called. Raises ProviderError when it takes too long,
        and whatever ends the work, after telling the server."""
        if not going.status_url and self.callback is None:
            raise faults.bad_answer(self.label)
        url = going.status_url
        waited = 0.0
        try:
            while waited < float(settings.VENDOR_TIMEOUT):
                pause = min(MOST_POLL, max(LEAST_POLL, going.retry_after or LEAST_POLL))
                self.progress.wait(pause)
                waited += pause
                found = self._look(url)
                if isinstance(found, Done):
                    return found
                going = found or going
                share = waited / settings.VENDOR_TIMEOUT
                done = share if going.progress is None else going.progress / 100
                stage = going.stage or f"{self.label} is at it"
                self.progress.report(0.1 + 0.8 * min(1.0, done), stage[:80])
        except BaseException:
            self._give_up(url)
            raise
        self._give_up(url)
        raise faults.timed_out(self.label)

    def _look(self, url: str) -> Done | Going | None:
        """What a callback or the server says; None where neither says anything just now."""
        came = answer_to(self.callback) if self.callback else None
        try:
            if came is not None:
                return meaning_of(came, self.label)
            return self._meaning(lambda line: self._get(line, url)) if url else None
        except TryAgain:
            return None

    def _get(self, line: Line, url: str) -> httpx2.Response:
        return line.get(url, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        secret, message_id = settings.HTTP_PROVIDER_SECRET, self.request.idempotency_key
        return signed_headers(secret, message_id, b"")

    def _fetched(self, url: str) -> Original:
        answer = tried(self.progress, lambda: self._answer(lambda line: self._get(line, url)))
        if answer.status != OK:
            raise faults.bad_answer(self.label)
        return original_of(answer.body, self.label)

    def _give_up(self, url: str) -> None:
        """Tell the server that nobody waits any more, if it can be told."""
        if not url:
            return
        with Line(most_bytes=MOST_BYTES) as line, suppress(httpx2.HTTPError):
            line.delete(url, headers=self._headers(), timeout=CLOSING_SECONDS)
