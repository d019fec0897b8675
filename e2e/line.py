"""The line between a browser and the server: can be held in mid-request, cut and mended."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from e2e.server import free_port

PIECE = 16 * 1024
FOREVER = 1 << 60


@dataclass
class Line:
    """A TCP proxy on a port of its own to `target`, a port of this machine.

    `held_after` bytes upstream each connection stands still until `release`; `cut` breaks all
    connections and refuses new ones until `mend`.
    """

    target: int
    port: int = field(default_factory=free_port)
    held_after: int = FOREVER
    _is_cut: bool = False
    _may_pass: threading.Event = field(default_factory=threading.Event)
    _ends: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._door = socket.socket()
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Else the system takes in what the line has not passed on yet.
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, PIECE)
        self._door.bind(("127.0.0.1", self.port))
        self._door.listen(64)
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def hold(self, after: int) -> None:
        self.held_after = after
        self._may_pass.clear()

    def release(self) -> None:
        self.held_after = FOREVER
        self._may_pass.set()

    def cut(self) -> None:
        self._is_cut = True
        ends, self._ends = self._ends, []
        for end in ends:
            _close(end)
        self.release()

    def mend(self) -> None:
        self._is_cut = False

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            if self._is_cut:
                _close(near)
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=10)
            except OSError:
                _close(near)
                continue
            far.settimeout(None)
            self._ends += [near, far]
            for ends, limited in (((near, far), True), ((far, near), False)):
                threading.Thread(target=self._pump, args=(*ends, limited), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, limited: bool) -> None:
        passed = 0
        with suppress(OSError):
            while data := source.recv(PIECE):
                passed += len(data)
                if limited and passed > self.held_after:
                    self._may_pass.wait()
                sink.sendall(data)
        _close(source)
        _close(sink)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
