"""An HTTP client for one job, with time-outs, that another thread can hang up.

Closing a socket does not wake a thread that waits for its bytes (on Linux the kernel keeps it open
for that thread, and the vendor goes on working and charging); shutting it down does.
"""

import socket
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx2
from django.conf import settings

CONNECT_SECONDS = 10.0
WRITE_SECONDS = 60.0


class TooMuch(httpx2.ReadError):
    """An answer is larger than any sensible one, or packed though nobody asked for that."""


class _Bounded(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream, most: int) -> None:
        self._stream, self._left = stream, most

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._stream:
            self._left -= len(chunk)
            if self._left < 0:
                raise TooMuch("too large")
            yield chunk

    def close(self) -> None:
        self._stream.close()


class Line(httpx2.Client):
    """Follows no redirect, and tells of every socket it opens. With `most_bytes` no answer is
    read further than that, for libraries that read answers whole."""

    def __init__(self, *, most_bytes: int = 0) -> None:
        read = float(settings.VENDOR_TIMEOUT)
        super().__init__(
            timeout=httpx2.Timeout(
                connect=CONNECT_SECONDS, read=read, write=WRITE_SECONDS, pool=CONNECT_SECONDS
            ),
            follow_redirects=False,
            headers={"accept-encoding": "identity"} if most_bytes else None,
            event_hooks={"response": [self._bound]} if most_bytes else None,
        )
        self._most_bytes = most_bytes
        self._sockets: list[socket.socket] = []
        self._is_hung_up = False

    def send(self, request: httpx2.Request, **kwargs: Any) -> httpx2.Response:
        request.extensions = {**request.extensions, "trace": self._note}
        return super().send(request, **kwargs)

    def _bound(self, response: httpx2.Response) -> None:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TooMuch("packed")
        if isinstance(response.stream, httpx2.SyncByteStream):
            response.stream = _Bounded(response.stream, self._most_bytes)

    def _note(self, event: str, told: dict[str, Any]) -> None:
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            opened = told["return_value"].get_extra_info("socket")
            if opened is not None:
                self._sockets.append(opened)
            if self._is_hung_up:
                # It was being dialled when somebody hung up.
                self._shut_down()

    def hang_up(self) -> None:
        """End whatever is under way, at once and for both sides."""
        self._is_hung_up = True
        self._shut_down()
        self.close()

    def _shut_down(self) -> None:
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
