"""The event stream of one generation (WHATWG server-sent events), for ASGI and plain WSGI.

Under ASGI the response is only a note of who watches what: `nanobanana.asgi` takes it over and
streams without a thread. Under WSGI it is one event and a quick `retry`, so that EventSource
polls: slower, but right on any server.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from rest_framework.utils.encoders import JSONEncoder

from accounts.visitors import VisitorRequest
from generation.hub import Subscription, hub
from generation.models import Generation
from generation.positions import queue_positions
from generation.serializers import GenerationSerializer

COMMENT_SECONDS = 15.0
KEEP_ALIVE = ": still here\n\n"
RETRY = "retry: 1500\n\n"


def status_event(request: HttpRequest, generation: Generation, position: int | None) -> str:
    """One `status` event: the generation as `request`'s visitor sees it."""
    positions = {generation.pk: position} if position is not None else {}
    context = {"request": request, "positions": positions}
    data = json.dumps(GenerationSerializer(generation, context=context).data, cls=JSONEncoder)
    return f"id: {generation.version}\nevent: status\ndata: {data}\n\n"


def audience_of(request: HttpRequest) -> tuple[str, str | None, str | None]:
    """All that `status_event` takes from a request: its address, and who asks."""
    visitor = cast(VisitorRequest, request).visitor
    owner = str(visitor.row.pk) if visitor.row else None
    return request.build_absolute_uri("/"), owner, visitor.session_id


@dataclass(frozen=True)
class Watch:
    """Who watches what."""

    request: HttpRequest
    generation: Generation
    position: int | None

    async def events(self) -> AsyncIterator[str]:
        """The snapshot at once, then each change, a comment every 15 s, until the end."""
        subscription = Subscription(
            generation_id=self.generation.pk,
            shape=lambda generation, place: status_event(self.request, generation, place),
            audience=audience_of(self.request),
            loop=asyncio.get_running_loop(),
            events=asyncio.Queue(),
        )
        yield RETRY
        subscription.offer(self.generation, self.position, {})
        hub.subscribe(subscription)
        try:
            while True:
                try:
                    event = await asyncio.wait_for(subscription.events.get(), COMMENT_SECONDS)
                except TimeoutError:
                    yield KEEP_ALIVE
                    continue
                if event is None:
                    return
                yield event
        finally:
            hub.unsubscribe(subscription)


class EventStreamResponse(HttpResponse):
    """One event; `watch` lets an ASGI server go on from there."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        event = status_event(watch.request, watch.generation, watch.position)
        super().__init__(RETRY + event, content_type="text/event-stream")
        self["Cache-Control"] = "no-store"
        # nginx would hold the events back otherwise.
        self["X-Accel-Buffering"] = "no"


def watch_generation(request: HttpRequest, generation: Generation, last_id: str) -> HttpResponse:
    """The stream of a generation; 204, which ends EventSource's retries, if all was seen."""
    if not generation.is_active and last_id == str(generation.version):
        nothing_new = HttpResponse(status=204)
        del nothing_new["Content-Type"]
        return nothing_new
    position = queue_positions({generation.pk}).get(generation.pk)
    return EventStreamResponse(Watch(request, generation, position))
