"""Waits for a generation's end: without a thread under ASGI, in the request's own under WSGI.

The view only submits. Under ASGI its response is a note of what is waited for, which
`nanobanana.serving.waiting` takes over; so a thousand waiting clients hold no thread.
"""

import json
import logging
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import UUID

from django.core.handlers.asgi import ASGIRequest
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)

from generation.following import changes
from generation.glimpses import glimpse_of
from generation.models import Generation, Status
from generation.v1.answering import body_of, completed_events, partial_event
from generation.v1.errors import NO_RETRY, failure_of
from generation.v1.requests import ImageCall
from nanobanana.http.errors import BROKEN, as_problem
from nanobanana.http.openai_errors import openai_error

logger = logging.getLogger(__name__)

T = TypeVar("T")
MOST_SECONDS = 600.0
"""A request that takes longer is told to look in its history; the work goes on."""

POLL_SECONDS = 0.05
KEEP_ALIVE = b": still here\n\n"
EVENT_STREAM = "text/event-stream"

InThread = Callable[[Callable[[], T]], Any]
"""Runs a blocking function in a thread; awaitable."""


@dataclass(frozen=True)
class Awaited:
    """What a client waits for."""

    request: HttpRequest
    generation_id: UUID
    call: ImageCall
    started: float
    """By `time.monotonic`."""

    @property
    def seconds_left(self) -> float:
        return self.started + MOST_SECONDS - time.monotonic()

    def finish(self) -> HttpResponse:
        """The answer, whatever became of the generation. Blocks for as long as its pictures take
        to be read."""
        status, body = self._end(lambda row: body_of(self.request, self.call, row))
        response = JsonResponse(body, status=status)
        if status != HTTPStatus.OK:
            for name, value in NO_RETRY.items():
                response[name] = value
        response["openai-processing-ms"] = str(round((time.monotonic() - self.started) * 1000))
        return response

    def finish_stream(self) -> bytes:
        """The last events of a stream."""
        status, body = self._end(lambda row: {"events": completed_events(self.call, row)})
        if status != HTTPStatus.OK:
            return event("error", body)
        return b"".join(event(each["type"], each) for each in body["events"])

    def glimpse(self, place: int) -> bytes:
        """The event of the newest unfinished picture; empty where it is gone already."""
        data = glimpse_of(self.generation_id)
        if data is None:
            return b""
        told = partial_event(self.call, data, place, int(time.time()))
        return event(told["type"], told)

    def _end(self, shape: Callable[[Generation], dict[str, Any]]) -> tuple[int, dict[str, Any]]:
        row = Generation.objects.with_images().filter(pk=self.generation_id).first()
        if row is None:
            return 409, openai_error(409, "deleted", "This was deleted while it was under way.")
        if row.status != Status.COMPLETED or not row.outputs:
            return failure_of(row)
        try:
            return 200, shape(row)
        except Exception as error:
            # The boundary of a request: whatever broke, whoever waits gets an answer.
            problem = as_problem(error)
            if problem is None:
                logger.exception("The pictures of %s could not be answered with", row.pk)
                return 500, openai_error(500, "error", BROKEN)
            return problem.status, openai_error(problem.status, problem.code, problem.detail)


class AwaitedResponse(HttpResponse):
    """Not an answer yet: `awaited` says what the ASGI side waits for."""

    def __init__(self, awaited: Awaited) -> None:
        super().__init__(content_type=EVENT_STREAM if awaited.call.stream else "application/json")
        self.awaited = awaited


def begin(awaited: Awaited) -> HttpResponseBase:
    """The response to a call that was submitted."""
    if isinstance(awaited.request, ASGIRequest):
        response: HttpResponseBase = AwaitedResponse(awaited)
    elif awaited.call.stream:
        response = StreamingHttpResponse(_stream_here(awaited), content_type=EVENT_STREAM)
    else:
        for _ in _looks(awaited):
            time.sleep(POLL_SECONDS)
        response = awaited.finish()
    if awaited.call.stream:
        response["Cache-Control"] = "no-store"
        # nginx would hold the events back otherwise.
        response["X-Accel-Buffering"] = "no"
    return response


async def until_over(awaited: Awaited) -> None:
    """Returns at the generation's end, or when the request has taken too long."""
    async for _ in _glimpses(awaited):
        pass


async def events(awaited: Awaited, in_thread: InThread[bytes]) -> AsyncIterator[bytes]:
    """The stream's events; `in_thread` runs what blocks."""
    shown = 0
    async for glimpses in _glimpses(awaited):
        if glimpses is None:
            yield KEEP_ALIVE
        elif int(glimpses) > 0 and shown < awaited.call.partial_images:
            yield await in_thread(partial(awaited.glimpse, shown))
            shown += 1
    yield await in_thread(awaited.finish_stream)


def _glimpses(awaited: Awaited) -> AsyncIterator[str | None]:
    """How many unfinished pictures there are, whenever that changes."""
    return changes(
        awaited.generation_id,
        seconds=awaited.seconds_left,
        shape=lambda generation: str(generation.glimpses),
        audience="v1",
    )


def _stream_here(awaited: Awaited) -> Iterator[bytes]:
    shown = seen = 0
    for glimpses in _looks(awaited):
        if glimpses > seen and shown < awaited.call.partial_images:
            seen = glimpses
            yield awaited.glimpse(shown)
            shown += 1
        time.sleep(POLL_SECONDS)
    yield awaited.finish_stream()


def _looks(awaited: Awaited) -> Iterator[int]:
    """Looks at the row again and again until it is over."""
    rows = Generation.objects.active().filter(pk=awaited.generation_id)
    while awaited.seconds_left > 0:
        glimpses = rows.values_list("glimpses", flat=True).first()
        if glimpses is None:
            return
        yield glimpses


def event(name: str, data: dict[str, Any]) -> bytes:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
