"""The ASGI side of an event stream: Django answers who may watch, then no thread is held."""

import asyncio
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIRequest
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from generation.streams import EventStreamResponse
from nanobanana.wsgi import application as handler

_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="streams")


async def stream_events(scope: Any, receive: Any, send: Any) -> None:
    """Answer one `GET …/events`."""
    loop = asyncio.get_running_loop()
    response, body = await loop.run_in_executor(_threads, _respond, scope)
    watched = isinstance(response, EventStreamResponse)
    await send(_start(response, watched=watched))
    if not isinstance(response, EventStreamResponse):
        await send({"type": "http.response.body", "body": body})
        return
    events = asyncio.ensure_future(_send_events(response, send))
    gone = asyncio.ensure_future(_until_gone(receive))
    done, waiting = await asyncio.wait({events, gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for task in done:
        task.result()


def _respond(scope: Any) -> tuple[HttpResponseBase, bytes]:
    """Run the request through all of Django, in a thread, and let its connection go."""
    set_script_prefix(scope.get("root_path", "") or "/")
    signals.request_started.send(sender=stream_events, scope=scope)
    response = handler.get_response(ASGIRequest(scope, io.BytesIO()))
    body = response.content if not response.streaming else b""  # type: ignore[attr-defined]
    # Sends `request_finished`, which closes this thread's database connection.
    response.close()
    return response, body


def _start(response: HttpResponseBase, *, watched: bool) -> dict[str, Any]:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
        if not (watched and name.lower() == "content-length")
    ]
    headers += [
        (b"set-cookie", cookie.OutputString().encode("latin-1"))
        for cookie in response.cookies.values()
    ]
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}


async def _send_events(response: EventStreamResponse, send: Any) -> None:
    async for event in response.watch.events():
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
