"""An HTTP client for one job, with time-outs, that another thread can hang up.

Closing a socket does not wake a thread that waits for its bytes (on Linux the kernel keeps it open
for that thread, and the vendor goes on working and charging); shutting it down does.
"""

import socket
from contextlib import suppress
from typing import Any

import httpx2
from django.conf import settings

CONNECT_SECONDS = 10.0
WRITE_SECONDS = 60.0


class Line(httpx2.Client):
    """Follows no redirect, and tells of every socket it opens."""

    def __init__(self) -> None:
        read = float(settings.VENDOR_TIMEOUT)
        super().__init__(
            timeout=httpx2.Timeout(
                connect=CONNECT_SECONDS, read=read, write=WRITE_SECONDS, pool=CONNECT_SECONDS
            ),
            follow_redirects=False,
        )
        self._sockets: list[socket.socket] = []
        self._is_hung_up = False

    def send(self, request: httpx2.Request, **kwargs: Any) -> httpx2.Response:
        request.extensions = {**request.extensions, "trace": self._note}
        return super().send(request, **kwargs)

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
