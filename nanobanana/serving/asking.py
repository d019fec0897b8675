"""Runs a request through all of Django in a thread, for answers that the ASGI side then sends."""

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from django.conf import settings
from django.core import signals
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from nanobanana.wsgi import application as handler

T = TypeVar("T")
NOT_MODIFIED = 304

_threads = ThreadPoolExecutor(settings.WEB_THREADS, thread_name_prefix="asking")


async def ask_django(scope: Any, body: Any = None) -> HttpResponseBase:
    """Django's answer to a request with this body (a file) or none; `finish` it once it is sent."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, _respond, scope, body or io.BytesIO())


async def in_thread(work: Callable[[], T]) -> T:
    """What `work` returns, which blocks and may use the database."""

    def run() -> T:
        try:
            return work()
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, run)


def _respond(scope: Any, body: Any) -> HttpResponseBase:
    set_script_prefix(scope.get("root_path", "") or "/")
    signals.request_started.send(sender=ask_django, scope=scope)
    response = handler.get_response(ASGIRequest(scope, body))
    # Sending may take long, and holds no database connection.
    close_old_connections()
    return response


async def finish(response: HttpResponseBase) -> None:
    """Close what the answer holds open; sends Django's `request_finished`."""
    await asyncio.get_running_loop().run_in_executor(_threads, response.close)


async def next_chunk(chunks: Any) -> bytes | None:
    """The next chunk of a blocking iterator, or None at its end."""
    return await asyncio.get_running_loop().run_in_executor(_threads, next, chunks, None)


def start_of(response: HttpResponseBase, *, leave_out: str = "") -> dict[str, Any]:
    """ASGI's first message for Django's answer, without the header `leave_out`."""
    # RFC 9110: a 304 has no body, and its length would be the 200's.
    left_out = {leave_out, "content-length" if response.status_code == NOT_MODIFIED else ""}
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
        if name.lower() not in left_out
    ]
    headers += [
        (b"set-cookie", cookie.OutputString().encode("latin-1"))
        for cookie in response.cookies.values()
    ]
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}
