"""The whole site for an ASGI server: Django in a pool of threads, what is sent slowly without any.

Django's own ASGI handler makes a thread and a database connection per request: 500 idle streams
held 505 threads (docs/decisions/0004-server.md). So event streams and pictures are sent on the
ASGI side; everything else is small, and taken from its thread at once.
"""

import re
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

# Sets Django up; what is imported after it needs the models.
from nanobanana.wsgi import application as wsgi_application  # isort: split

from nanobanana.serving.assistants import PATH, assistants
from nanobanana.serving.bodies import BodyFirst
from nanobanana.serving.pieces import PiecesFirst
from nanobanana.serving.requests import cleaned
from nanobanana.serving.sending import taken_at_once, timed
from nanobanana.serving.streaming import stream_events, stream_file
from nanobanana.serving.waiting import answer_when_done

EVENTS = re.compile(r"/api/generate/[0-9a-fA-F-]{36}/events/?")
FILE = re.compile(r"/api/files/[0-9a-fA-F-]{36}/?|/v1/files/[^/]+/?")
IMAGES = re.compile(r"/v1/images/[a-z]+/?")

_wsgi: Any = wsgi_application
_django = WSGIMiddleware(_wsgi, workers=settings.WEB_THREADS)
_pages = taken_at_once(PiecesFirst(_django, otherwise=BodyFirst(_django)))


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """One HTTP request, by whoever is made for it."""
    method, path = scope["method"], scope["path"]
    if path.removesuffix("/") == PATH:
        await assistants(scope, receive, send)
    elif method == "GET" and EVENTS.fullmatch(path):
        await stream_events(scope, receive, send)
    elif method in {"GET", "HEAD"} and FILE.fullmatch(path):
        await stream_file(scope, receive, send)
    elif method == "POST" and IMAGES.fullmatch(path):
        await answer_when_done(scope, receive, send)
    else:
        await _pages(scope, receive, send)


_in_time = timed(answer)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """ASGI 3: `http`, and a lifespan around what assistants are served by."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        await _in_time(cleaned(scope), receive, send)


async def _live(receive: Any, send: Any) -> None:
    await receive()
    async with assistants.running():
        await send({"type": "lifespan.startup.complete"})
        await receive()
    await send({"type": "lifespan.shutdown.complete"})
