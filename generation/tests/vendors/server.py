"""A vendor on this machine: answers as it is told, and notes what it was asked."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

PATIENCE = 20.0
"""Seconds that a client or a test may take."""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


class Hanging:
    """In place of a reply: no answer until the client hangs up, which `hung_up` then tells."""

    def __init__(self) -> None:
        self.reached, self.hung_up = threading.Event(), threading.Event()


class Pause:
    """Between parts of a reply: nothing more before `go` is set. The client may hang up instead."""

    def __init__(self) -> None:
        self.reached, self.go = threading.Event(), threading.Event()


Part = bytes | Hanging | Pause


@dataclass(frozen=True)
class Streamed:
    """A reply that comes part by part, in the chunked coding. After a `Hanging` nothing comes any
    more."""

    parts: tuple[Part, ...]
    headers: dict[str, str] = field(default_factory=dict)


class Cut:
    """In place of a reply: the connection is reset in the middle of an answer."""


Answer = Reply | Streamed | Hanging | Cut
Answering = Callable[[Asked], "Reply | Streamed"]


class Handler(BaseHTTPRequestHandler):
    """One connection; its server knows the vendor."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        vendor: Vendor = self.server.vendor  # type: ignore[attr-defined]
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, self.rfile.read(length))
        vendor.asked.append(asked)
        reply: Answer = vendor.script.pop(0) if vendor.script else vendor.answer(asked)
        match reply:
            case Hanging():
                self._hang(reply)
            case Cut():
                self._cut()
            case Streamed():
                self._stream(reply)
            case Reply():
                self._send(reply)

    do_GET = do_POST  # noqa: N815 - http.server names it so
    do_DELETE = do_POST  # noqa: N815

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def _stream(self, streamed: Streamed) -> None:
        self.send_response(200)
        for name, value in streamed.headers.items():
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for part in (*streamed.parts, b""):
            if isinstance(part, Hanging):
                self._hang(part)
                return
            if isinstance(part, Pause):
                part.reached.set()
                part.go.wait(PATIENCE)
                continue
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
            self.wfile.flush()

    def _hang(self, hanging: Hanging) -> None:
        hanging.reached.set()
        self.connection.settimeout(PATIENCE)
        if self.connection.recv(1) == b"":
            hanging.hung_up.set()
        self.close_connection = True

    def _cut(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def log_message(self, template: str, *args: Any) -> None:
        """Tests read `asked`."""


class Listening(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up in the middle is what some tests are about."""


class Vendor:
    """A context manager. `script` is worked off first, then `answer` says what comes."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        self.script: list[Answer] = []
        self._server = Listening(("127.0.0.1", 0), Handler)
        self._server.vendor = self  # type: ignore[attr-defined]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
