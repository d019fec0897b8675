"""`/mcp`: the MCP server, mounted beside Django. Keys only; waiting holds no thread."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from django.conf import settings
from mcp.server.transport_security import TransportSecuritySettings

from generation.mcp_server.callers import CALLER, caller_of
from generation.mcp_server.tools import build_server
from nanobanana.http.errors import error_body
from nanobanana.http.limits import body_limit
from nanobanana.serving.asking import in_thread
from nanobanana.serving.bodies import BodyFirst

PATH = "/mcp"
CONNECTION = "nanobanana.connection"
NO_KEY = "Send a personal API key as “Authorization: Bearer nb_…”. Make one at /account/keys."


class Assistants:
    """The MCP application of one process. It answers only while it is `running`."""

    def __init__(self) -> None:
        self._app: Any = None
        self._body_first = BodyFirst(self._answer)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Around the life of the process's event loop."""
        server = build_server(in_thread)
        self._app = server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            max_request_body_size=body_limit(PATH, ""),
            transport_security=_security(),
        )
        async with server.session_manager.run():
            yield
        self._app = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request to `/mcp`."""
        token = _token(dict(scope["headers"]))
        caller = await in_thread(lambda: caller_of(token)) if token else None
        if caller is None:
            await _refuse(send, 401, "invalid_api_key", NO_KEY)
        elif self._app is None:
            await _refuse(send, 503, "starting", "The server is starting or ending. Try again.")
        else:
            known = {**scope, "path": PATH, "raw_path": PATH.encode(), CALLER: caller}
            await self._body_first({**known, CONNECTION: receive}, receive, send)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        await self._app(scope, _body_then(receive, scope[CONNECTION]), send)


def _token(headers: dict[bytes, bytes]) -> str:
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    given = token if scheme.lower() == b"bearer" else headers.get(b"api-key", b"")
    return given.strip().decode("latin-1")


def _body_then(body: Any, connection: Any) -> Any:
    """The body that was taken in, and then the connection itself, which tells when it is cut."""
    is_whole = False

    async def receive() -> Any:
        nonlocal is_whole
        if is_whole:
            return await connection()
        message = await body()
        is_whole = not message.get("more_body", False)
        return message

    return receive


def _security() -> TransportSecuritySettings:
    """Our own names only, against DNS rebinding: a foreign page must not speak to a server in its
    visitor's network."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host != "*"]
    return TransportSecuritySettings(
        enable_dns_rebinding_protection="*" not in settings.ALLOWED_HOSTS,
        allowed_hosts=[*hosts, *(f"{host}:*" for host in hosts)],
        allowed_origins=[settings.SITE_URL],
    )


async def _refuse(send: Any, status: int, code: str, detail: str) -> None:
    body = json.dumps(error_body(status, code, detail)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if status == 401:
        headers.append((b"www-authenticate", b'Bearer realm="mcp"'))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


assistants = Assistants()
