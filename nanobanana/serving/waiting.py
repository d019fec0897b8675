"""Requests whose answer takes as long as a picture does: Django submits, the waiting holds no
thread."""

from tempfile import SpooledTemporaryFile
from typing import Any

from django.http.response import HttpResponseBase

from generation.v1.waiting import AwaitedResponse, events, until_over
from nanobanana.serving.asking import ask_django, finish, in_thread, start_of
from nanobanana.serving.bodies import IN_MEMORY, BodyFirst
from nanobanana.serving.connections import CONNECTION, while_connected


async def answer_when_done(scope: Any, receive: Any, send: Any) -> None:
    """Answer one `POST /v1/images/…`."""
    await _body_first({**scope, CONNECTION: receive}, receive, send)


async def _answer(scope: Any, receive: Any, send: Any) -> None:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
        message = {"more_body": True}
        while message.get("more_body", False):
            message = await receive()
            body.write(message.get("body", b""))
        body.seek(0)
        response: Any = await ask_django(scope, body)
    await finish(response)
    if not isinstance(response, AwaitedResponse):
        await _send_whole(response, send)
        return
    work = _stream(response, send) if response.awaited.call.stream else _wait(response, send)
    await while_connected(work, scope[CONNECTION])


_body_first = BodyFirst(_answer)


async def _wait(response: AwaitedResponse, send: Any) -> None:
    await until_over(response.awaited)
    final: HttpResponseBase = await in_thread(response.awaited.finish)
    for name, value in response.items():
        if name.lower() != "content-length":
            final.setdefault(name, value)
    await _send_whole(final, send)


async def _stream(response: AwaitedResponse, send: Any) -> None:
    await send(start_of(response, leave_out="content-length"))
    async for event in events(response.awaited, in_thread):
        if event:
            await send({"type": "http.response.body", "body": event, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send_whole(response: Any, send: Any) -> None:
    if not response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    await send(start_of(response))
    await send({"type": "http.response.body", "body": response.content})
