"""The whole site for an ASGI server: Django in a pool of threads, event streams without any.

Django's own ASGI handler makes a thread and a database connection per request: 500 idle streams
held 505 threads (docs/decisions/0004-server.md). So only the streams live on the ASGI side.
"""

import re
from typing import Any

from a2wsgi import WSGIMiddleware
from django.conf import settings

# Sets Django up; what is imported after it needs the models.
from nanobanana.wsgi import application as wsgi_application  # isort: split

from nanobanana.serving.bodies import BodyFirst
from nanobanana.serving.streaming import stream_events

EVENTS = re.compile(r"/api/generate/[0-9a-fA-F-]{36}/events/?")

_wsgi: Any = wsgi_application
_pages: Any = BodyFirst(WSGIMiddleware(_wsgi, workers=settings.WEB_THREADS))


async def application(scope: Any, receive: Any, send: Any) -> None:
    """ASGI 3: `http`, and a lifespan that has nothing to do."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http":
        is_stream = scope["method"] == "GET" and EVENTS.fullmatch(scope["path"])
        await (stream_events if is_stream else _pages)(scope, receive, send)


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
