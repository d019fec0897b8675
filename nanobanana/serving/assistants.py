"""`/mcp`: the MCP server, mounted beside Django. Keys only; waiting holds no thread."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from mcp.server.transport_security import TransportSecuritySettings

from generation.mcp_server.callers import CALLER, Caller, caller_of
from generation.mcp_server.tools import build_server
from nanobanana.http.errors import error_body
from nanobanana.http.limits import body_limit
from nanobanana.serving.asking import in_thread
from nanobanana.serving.bodies import BodyFirst, draining
from nanobanana.serving.connections import CONNECTION

PATH = "/mcp"
MORE = {401: [(b"www-authenticate", b'Bearer realm="mcp"')], 405: [(b"allow", b"POST")]}
"""Headers that belong to a status."""

MOST_LARGEST = 4
"""So many of the largest bodies are taken in at once. The package keeps a call's pictures, at more
than five times their bytes, for as long as the call waits."""

FOREIGN = "This is not for pages of other sites, nor for other names of this machine."
NO_STREAM = "There is no stream to follow here, and no session to end: POST each message."
ENDING = "The server is starting or ending. Try again."
BAD_KEY = "This API key is unknown or was revoked. Make one at /account/keys."
NO_KEY = "Send a personal API key as “Authorization: Bearer nb_…”. Make one at /account/keys."


class Assistants:
    """The MCP application of one process. It answers only while it is `running`."""

    def __init__(self) -> None:
        self._app: Any = None
        self._body_first = BodyFirst(self._answer, MOST_LARGEST * body_limit(PATH, ""))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Around the life of the process's event loop."""
        server = build_server(in_thread)
        self._app = server.streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            max_request_body_size=body_limit(PATH, ""),
            # `_is_ours` knows what Django's ALLOWED_HOSTS means.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        async with server.session_manager.run():
            try:
                yield
            finally:
                self._app = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request to `/mcp`."""
        headers = dict(scope["headers"])
        refuse = draining(receive, send)
        if not _is_ours(headers):
            await _refuse(refuse, 403, "permission_denied", FOREIGN)
        elif scope["method"] != "POST":
            await _refuse(refuse, 405, "method_not_allowed", NO_STREAM)
        elif (caller := await _caller(headers)) is None:
            detail = BAD_KEY if _token(headers) else NO_KEY
            await _refuse(refuse, 401, "invalid_api_key", detail)
        else:
            known = {**scope, "path": PATH, "raw_path": PATH.encode(), CALLER: caller}
            await self._body_first({**known, CONNECTION: receive}, receive, send)

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        # Asked only now: the process may have begun to end while the body came.
        if self._app is None:
            await _refuse(send, 503, "starting", ENDING)
        else:
            await self._app(scope, _body_then(receive, scope[CONNECTION]), send)


async def _caller(headers: dict[bytes, bytes]) -> Caller | None:
    token = _token(headers)
    if not token:
        return None
    scheme = urlsplit(settings.SITE_URL).scheme
    site = f"{scheme}://{headers[b'host'].decode('latin-1')}"
    return await in_thread(lambda: caller_of(token, site))


def _token(headers: dict[bytes, bytes]) -> str:
    scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
    is_given = scheme.lower() == b"bearer" and token.strip()
    given = token if is_given else headers.get(b"api-key", b"")
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


def _is_ours(headers: dict[bytes, bytes]) -> bool:
    """Whether a request names one of our hosts and comes from no foreign page: against DNS
    rebinding, with which a page elsewhere speaks to a server in its visitor's network."""
    host = headers.get(b"host", b"").decode("latin-1").lower()
    origin = headers.get(b"origin", b"").decode("latin-1").lower()
    domain = split_domain_port(host)[0]
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    # Where every name is allowed, a rebound one is, too: then only SITE_URL's pages are ours.
    names = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    is_same = validate_host(domain, names) and origin.partition("://")[2] == host
    return not origin or origin == settings.SITE_URL.lower() or is_same


async def _refuse(send: Any, status: int, code: str, detail: str) -> None:
    body = json.dumps(error_body(status, code, detail)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    headers += MORE.get(status, [])
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


assistants = Assistants()
