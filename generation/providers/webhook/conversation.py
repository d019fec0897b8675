"""One request on its way: sent, sent again, asked for, waited for, given up."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

import httpx2
from django.conf import settings

from generation.models import ProviderCallback
from generation.providers.base import (
    Original,
    Progress,
    ProviderError,
    ProviderRequest,
)
from generation.providers.calls import faults
from generation.providers.calls.answers import picture_in
from generation.providers.calls.line import Line, TooMuch
from generation.providers.calls.stopping import call
from generation.providers.calls.trying import TryAgain, tried
from generation.providers.webhook.answering import (
    Answer,
    Done,
    Going,
    meaning_of,
)
from generation.providers.webhook.asking import message_of, sign_again
from generation.providers.webhook.callbacks import answer_to, url_of
from generation.providers.webhook.signing import signed_headers

MOST_BYTES = 64 * 1024 * 1024
LEAST_POLL, MOST_POLL = 1.0, 30.0
CLOSING_SECONDS = 5.0
OK = 200


@dataclass(frozen=True)
class Conversation:
    """One request on its way to its pictures."""

    request: ProviderRequest
    progress: Progress
    label: str
    callback: ProviderCallback | None

    def done(self) -> Done:
        """Raises ProviderError."""
        url = url_of(self.callback) if self.callback else ""
        message = message_of(self.request, url)
        send = self._meaning
        first = tried(self.progress, lambda: send(lambda line: line.send(sign_again(message))))
        return first if isinstance(first, Done) else self._later(first)

    def pictures_of(self, done: Done) -> tuple[tuple[Original, ...], tuple[str, ...]]:
        """As many as were asked for, and a note where fewer came. Raises ProviderError for none."""
        count = self.request.count
        originals: list[Original] = []
        trouble = ""
        for each in done.pictures[:count]:
            try:
                originals.append(each if isinstance(each, Original) else self._fetched(each))
            except ProviderError as error:
                if not originals:
                    raise
                # What came before is made and good.
                trouble = f" {error.detail}"
                break
        missing = len(originals) < count
        notes = (f"{len(originals)} of {count} pictures came.{trouble}",) if missing else ()
        return tuple(originals), notes

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
            except TooMuch:
                # It would be as large the next time.
                raise faults.bad_answer(self.label) from None
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
                asked_at = time.monotonic()
                found = self._look(going, url)
                if isinstance(found, Done):
                    return found
                going = found
                waited += pause + time.monotonic() - asked_at
                share = waited / settings.VENDOR_TIMEOUT
                done = share if going.progress is None else going.progress / 100
                stage = going.stage or f"{self.label} is at it"
                self.progress.report(0.1 + 0.8 * min(1.0, done), stage[:80])
        except BaseException:
            self._give_up(url)
            raise
        self._give_up(url)
        raise faults.timed_out(self.label)

    def _look(self, going: Going, url: str) -> Done | Going:
        """What a callback or the server says; `going` again where neither says anything now."""
        came = answer_to(self.callback) if self.callback else None
        if came is not None:
            return self._last_word(came)
        if not url:
            return going
        try:
            return self._meaning(lambda line: self._get(line, url))
        except TryAgain as error:
            return replace(going, retry_after=error.retry_after or going.retry_after)

    def _last_word(self, came: Answer) -> Done | Going:
        """There is only one callback: an error in it stands."""
        try:
            return meaning_of(came, self.label)
        except TryAgain as error:
            raise error.fault from None

    def _get(self, line: Line, url: str) -> httpx2.Response:
        return line.get(url, headers=self._headers())

    def _headers(self) -> dict[str, str]:
        secret, message_id = settings.HTTP_PROVIDER_SECRET, self.request.idempotency_key
        return signed_headers(secret, message_id, b"")

    def _fetched(self, url: str) -> Original:
        answer = tried(self.progress, lambda: self._answer(lambda line: self._get(line, url)))
        if answer.status != OK:
            raise faults.bad_answer(self.label)
        return picture_in(answer.body, self.label)

    def _give_up(self, url: str) -> None:
        """Tell the server that nobody waits any more, if it can be told."""
        if not url:
            return
        with Line(most_bytes=MOST_BYTES) as line, suppress(httpx2.HTTPError):
            # Time-outs are per read: somebody who trickles could hold the worker.
            timer = threading.Timer(CLOSING_SECONDS, line.hang_up)
            timer.daemon = True
            timer.start()
            try:
                line.delete(url, headers=self._headers(), timeout=CLOSING_SECONDS)
            finally:
                timer.cancel()
