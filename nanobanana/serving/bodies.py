"""Takes a request's body in before a thread is spent on it.

A slow or broken upload then costs a socket and a temporary file, never one of the few threads,
and a request whose body never arrives whole never reaches a view.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any

from nanobanana.http.errors import body_for
from nanobanana.http.limits import ASSISTANTS, body_limit, is_pieces
from nanobanana.http.openai_errors import is_openai
from nanobanana.http.request_ids import HEADER, new_request_id

IN_MEMORY = 1024 * 1024
CHUNK = 64 * 1024
SILENCE_SECONDS = 30.0
"""A client that sends nothing for so long is let go."""

LEAST_BYTES_A_SECOND = 20_000
"""A body may take SILENCE_SECONDS and as long as this pace allows, and no longer."""

MOST_ON_DISK = 1024**3
"""Bytes of large bodies that one process holds; the next is asked to come back."""

DRAIN_SECONDS = 5.0
"""How long the rest of a refused body is thrown away before the connection is closed."""

App = Callable[[Any, Any, Any], Awaitable[None]]


class ClientGone(Exception):
    """The connection was cut before the body was whole."""


class BodyRefused(Exception):
    """The body is not taken in; the answer says why."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail

    def body(self, path: str) -> bytes:
        return json.dumps(body_for(path, self.status, self.code, self.detail)).encode()


LATE = (408, "request_timeout", "The request did not arrive in time.")
FULL = (507, "storage_full", "There is no room to take this in.")
LARGE = (413, "file_too_large", "That is too large.")
BUSY = (503, "busy", "Too much is being uploaded just now. Try again in a moment.")


class BodyFirst:
    """ASGI middleware: calls `app` once the body is here, or answers for it. Of large bodies it
    holds `most` bytes at once, MOST_ON_DISK unless told otherwise."""

    def __init__(self, app: App, most: int | None = None) -> None:
        self._app, self._most = app, most
        self._on_disk = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if _is_too_long(scope):
            # Django says so from the header alone; no byte of the body reaches it.
            await self._app(scope, _nothing, draining(receive, send))
            return
        with SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            try:
                await self._take(scope, receive, body)
                await self._app(_sized(scope, body), replay(body), send)
            except ClientGone:
                return
            except BodyRefused as refused:
                await refuse(draining(receive, send), refused, scope["path"])
            finally:
                self._on_disk -= _on_disk(body)

    async def _take(self, scope: Any, receive: Any, body: Any) -> None:
        """The whole body into `body`, ready to be read. Raises ClientGone, BodyRefused."""
        try:
            # The server holds a body to its announced length.
            most = None if is_measured(scope) else _limit(scope)
            seconds = SILENCE_SECONDS + (most or _length(scope)) / LEAST_BYTES_A_SECOND
            async with asyncio.timeout(seconds):
                await self._read(receive, body, most)
        except TimeoutError:
            raise BodyRefused(*LATE) from None
        except OSError as error:
            raise BodyRefused(*FULL) from error

    async def _read(self, receive: Any, body: Any, most: int | None) -> None:
        more = True
        while more:
            message = await asyncio.wait_for(receive(), SILENCE_SECONDS)
            if message["type"] == "http.disconnect":
                raise ClientGone
            before = _on_disk(body)
            body.write(message.get("body", b""))
            self._on_disk += _on_disk(body) - before
            if most is not None and body.tell() > most:
                raise BodyRefused(*LARGE)
            held = MOST_ON_DISK if self._most is None else self._most
            if _on_disk(body) and self._on_disk > held:
                raise BodyRefused(*BUSY)
            more = message.get("more_body", False)


def _on_disk(body: Any) -> int:
    """Bytes that came; none as long as they fit into memory: small requests are always taken."""
    body.seek(0, 2)
    taken = int(body.tell())
    return taken if taken > IN_MEMORY else 0


def _is_too_long(scope: Any) -> bool:
    if not is_measured(scope):
        return not is_chunked(scope)
    return _length(scope) > _limit(scope)


def is_measured(scope: Any) -> bool:
    """Whether the request says in a number how long its body is."""
    headers = dict(scope["headers"])
    return b"transfer-encoding" not in headers and headers.get(b"content-length", b"0").isdigit()


def is_chunked(scope: Any) -> bool:
    """Whether a body of unknown length may come: where uploads arrive in pieces, where OpenAI's
    clients send files that they read as they go, and where assistants' do as they please."""
    coding = dict(scope["headers"]).get(b"transfer-encoding", b"")
    path = scope["path"].removesuffix("/")
    return coding.lower() == b"chunked" and (
        is_pieces(path) or is_openai(path) or path == ASSISTANTS
    )


def _limit(scope: Any) -> int:
    kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
    return body_limit(scope["path"], kind)


def _sized(scope: Any, body: Any) -> Any:
    """The scope, with the length of a body that came in the chunked coding."""
    if is_measured(scope):
        return scope
    return with_headers(scope, {b"content-length": body.seek(0, 2), b"transfer-encoding": None})


def with_headers(scope: Any, new: dict[bytes, Any]) -> dict[str, Any]:
    """The scope with headers put in place of its own, or left out where they are None."""
    kept = [(name, value) for name, value in scope["headers"] if name not in new]
    added = [(name, str(value).encode()) for name, value in new.items() if value is not None]
    return {**scope, "headers": [*kept, *added]}


def _length(scope: Any) -> int:
    return int(dict(scope["headers"]).get(b"content-length", b"0"))


def replay(body: Any) -> Callable[[], Awaitable[dict[str, Any]]]:
    body.seek(0)

    async def receive() -> dict[str, Any]:
        chunk = body.read(CHUNK)
        return {"type": "http.request", "body": chunk, "more_body": len(chunk) == CHUNK}

    return receive


def draining(receive: Any, send: Any) -> Callable[[Any], Awaitable[None]]:
    """Sends an answer whole, and ends it only after what the client still sends was thrown away.

    A connection closed over unread bytes is reset, and a reset overtakes the answer: the client
    would see a broken connection in place of our words.
    """

    async def patient_send(message: Any) -> None:
        is_last = message["type"] == "http.response.body" and not message.get("more_body", False)
        if not is_last:
            await send(message)
            return
        await send({**message, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await _throw_away(receive)
        await send({"type": "http.response.body", "body": b""})

    return patient_send


async def _throw_away(receive: Any) -> None:
    message = {"more_body": True}
    while message.get("more_body", False):
        message = await receive()


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


async def refuse(send: Any, refused: BodyRefused, path: str) -> None:
    """Answer with a refusal, and close the connection."""
    body = refused.body(path)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if refused.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"10"))
    if is_openai(path):
        headers.append((HEADER.encode(), new_request_id().encode()))
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
