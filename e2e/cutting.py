"""A TCP proxy that breaks connections in the middle of what a client sends."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

CHUNK = 16 * 1024
AT_ONCE = struct.pack("ii", 1, 0)
"""SO_LINGER that makes a closed socket reset its connection."""


class CuttingProxy:
    """Passes connections on to `port`, and breaks as many as `cuts` has entries: each once it has
    carried that many bytes from its client. By turns it closes them in an orderly way and resets
    them, as networks do."""

    def __init__(self, port: int, cuts: list[int]) -> None:
        self._target = port
        self._cuts = cuts
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = int(self._listener.getsockname()[1])
        self.cut = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _carry(self, client: socket.socket) -> None:
        with closing(client):
            try:
                server = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            with closing(server):
                back = threading.Thread(target=self._pass_back, args=(server, client), daemon=True)
                back.start()
                with suppress(OSError):
                    self._pass_on(client, server)
                _break(server)
                _break(client)
                back.join()

    def _pass_on(self, client: socket.socket, server: socket.socket) -> None:
        carried = 0
        while data := client.recv(CHUNK):
            server.sendall(data)
            carried += len(data)
            if self._is_cut(carried):
                if self.cut % 2:
                    for end in (client, server):
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
                return

    def _is_cut(self, carried: int) -> bool:
        with self._lock:
            if not self._cuts or carried < self._cuts[0]:
                return False
            self._cuts.pop(0)
            self.cut += 1
            return True

    def _pass_back(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(CHUNK):
                client.sendall(data)
            client.shutdown(socket.SHUT_WR)


def _break(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def cutting(port: int, cuts: list[int]) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(port, list(cuts))
    threading.Thread(target=proxy.run, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
