"""Hands a long piece of an upload to Django bit by bit, while it arrives.

A request of ten megabytes would else have to arrive whole before any of it counts: a connection
that breaks in the middle, or a server that dies, would cost all of it. Here each megabyte goes
through Django as a request of its own, with its own offset, and is safe before the next is read.
Waiting for bytes holds no thread.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from files.resumable.arriving import TO_COME
from files.resumable.protocol import VERSION
from nanobanana.http.limits import body_limit, is_pieces
from nanobanana.serving import bodies
from nanobanana.serving.bodies import (
    LATE,
    BodyRefused,
    draining,
    refuse,
    with_headers,
)
from nanobanana.serving.incoming import PIECE, End, Incoming
from nanobanana.serving.places import Place, place_of

App = Callable[[Any, Any, Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

CARRIED = frozenset({b"x-session-id", b"set-cookie"})
"""What any of the answers may say, and only the last one's headers reach the client."""


@dataclass
class Answer:
    """Django's answer to one bit; an ASGI `send` that keeps what it is given."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    body: bytes = b""

    async def take(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])
        else:
            self.body += message.get("body", b"")

    @property
    def is_error(self) -> bool:
        return self.status >= HTTPStatus.BAD_REQUEST

    async def send(self, send: Any, carried: Headers) -> None:
        names = {name for name, _ in self.headers}
        headers = self.headers + [pair for pair in carried if pair[0] not in names]
        start = {"type": "http.response.start", "status": self.status, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": self.body})


class PiecesFirst:
    """ASGI middleware: `django` gets the pieces of uploads in bits, `otherwise` all else."""

    def __init__(self, django: App, *, otherwise: App) -> None:
        self._django = django
        self._otherwise = otherwise

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not is_pieces(scope["path"].removesuffix("/")):
            await self._otherwise(scope, receive, send)
            return
        send = _speaking_tus(send)
        place = place_of(scope)
        if place is None:
            await self._otherwise(scope, receive, send)
        else:
            await Passing(self._django, scope, place).run(receive, send)


def _speaking_tus(send: Any) -> Any:
    """Also the answers that never reach Django name the version of tus."""

    async def speaking_send(message: Any) -> None:
        if message["type"] == "http.response.start":
            rest = [pair for pair in message["headers"] if pair[0] != b"tus-resumable"]
            message = {**message, "headers": [*rest, (b"tus-resumable", VERSION.encode())]}
        await send(message)

    return speaking_send


class Passing:
    """One long request on its way through Django."""

    def __init__(self, django: App, scope: Any, place: Place) -> None:
        self._django = django
        self._scope = scope
        self._place = place
        self._sent = 0
        self._carried: Headers = []

    async def run(self, receive: Any, send: Any) -> None:
        """Pass the body on; the client gets the answer to the last bit, or the first error."""
        expected = self._place.announced or body_limit(self._scope["path"], "")
        patience = bodies.SILENCE_SECONDS + expected / bodies.LEAST_BYTES_A_SECOND
        async with Incoming(receive, silence=bodies.SILENCE_SECONDS, patience=patience) as incoming:
            if b"expect" not in dict(self._scope["headers"]):
                incoming.begin()
            answer = await self._pass_on(incoming)
        if incoming.end is None:
            # The rest of the body is unread, so the connection cannot carry another request.
            answer.headers.append((b"connection", b"close"))
            send = draining(receive, send)
        if incoming.end is End.LATE and not answer.is_error:
            await refuse(send, BodyRefused(*LATE), self._scope["path"])
        elif incoming.end is not End.CUT:
            await answer.send(send, self._carried)

    async def _pass_on(self, incoming: Incoming) -> Answer:
        answer = Answer()
        if self._place.announced is None or self._place.announced > PIECE:
            # Whether it is wanted at all; `Expect: 100-continue` is answered only after that.
            answer = await self._ask(b"", to_come=self._place.announced or 0)
        while not (answer.is_error or incoming.is_over):
            piece = await incoming.next()
            if piece or not answer.status:
                answer = await self._ask(piece, to_come=self._to_come(piece, incoming))
        return answer

    def _to_come(self, piece: bytes, incoming: Incoming) -> int:
        if self._place.announced is None:
            return incoming.held
        return self._place.announced - self._sent - len(piece)

    async def _ask(self, piece: bytes, *, to_come: int) -> Answer:
        """Django's answer to the next bytes, of which `to_come` are said to follow."""
        headers = {b"content-length": len(piece), b"transfer-encoding": None, b"expect": None}
        scope = with_headers(self._scope, headers | self._place.header(self._sent))
        answer = Answer()
        await self._django({**scope, TO_COME: to_come}, _body(piece), answer.take)
        self._sent += len(piece)
        known = {name for name, _ in self._carried}
        self._carried += [pair for pair in answer.headers if pair[0] in CARRIED - known]
        return answer


def _body(piece: bytes) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": piece, "more_body": False}

    return receive
