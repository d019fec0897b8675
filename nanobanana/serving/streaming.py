"""Answers that take long to send: Django says what, in a thread; the sending holds none.

Event streams are open for as long as a job takes, and a picture for as long as the client takes:
a thread each would let a few slow readers stop the whole site.
"""

from typing import Any

from generation.streams import EventStreamResponse
from nanobanana.serving.asking import ask_django, finish, next_chunk, start_of
from nanobanana.serving.connections import while_connected


async def stream_events(scope: Any, receive: Any, send: Any) -> None:
    """Answer one `GET …/events`."""
    response: Any = await ask_django(scope)
    await finish(response)
    if not isinstance(response, EventStreamResponse):
        await send(start_of(response))
        await send({"type": "http.response.body", "body": response.content})
        return
    await send(start_of(response, leave_out="content-length"))
    await while_connected(_send_events(response, send), receive)


async def _send_events(response: EventStreamResponse, send: Any) -> None:
    async for event in response.watch.events():
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def stream_file(scope: Any, receive: Any, send: Any) -> None:
    """Answer one `GET` or `HEAD` of a stored file."""
    response: Any = await ask_django(scope)
    try:
        await send(start_of(response))
        if not response.streaming:
            await send({"type": "http.response.body", "body": response.content})
            return
        chunks = iter(response.streaming_content)
        while (chunk := await next_chunk(chunks)) is not None:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    finally:
        await finish(response)
