"""Starts web servers and workers, starts them anew when one dies, and ends them together."""

import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import FrameType

from nanobanana.env import BASE_DIR
from nanobanana.serving.lifeline import VARIABLE

logger = logging.getLogger(__name__)

GRACE_SECONDS = 4.0
"""From the signal until what still runs is killed, unless `serve --grace` says otherwise."""

LONGEST = 86_400.0
UNTAKEN_MILLISECONDS = 60_000

TICK_SECONDS = 0.1
RESTART_PAUSE = 1.0
SHORT_LIFE = 3.0
"""A child that died younger than this is started anew after a pause, not at once."""


@dataclass
class Child:
    """One process that has to run."""

    name: str
    arguments: list[str]
    fds: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    started: float = 0.0
    not_before: float = 0.0


def seconds(text: str) -> float:
    """An option's value; for argparse. Raises ValueError for what is no time."""
    value = float(text)
    if not 0 <= value < LONGEST:
        raise ValueError(text)
    return value


def bind(host: str, port: int) -> socket.socket:
    """The listening socket that all web processes share. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Connections inherit it. Else the second part of an answer waits for the client's delayed
    # acknowledgement of the first: 40 ms for every request on a connection that is kept alive.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        # Linux: a client that leaves what was sent to it untaken for so long loses its connection,
        # which a server that closes it in an orderly way would wait for without end.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNTAKEN_MILLISECONDS)
    listener.bind((host, port))
    listener.listen(1024)
    listener.set_inheritable(True)
    return listener


class Supervisor:
    """Keeps `children` running until it is told to stop; what then runs for longer than `grace`
    seconds is killed."""

    def __init__(self, children: list[Child], grace: float = GRACE_SECONDS) -> None:
        self._children = children
        self._grace = grace
        self._is_stopping = False
        self._lifeline, self._held = os.pipe()

    def run(self) -> None:
        """Block until SIGTERM or SIGINT; no child is left afterwards."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        while not self._is_stopping:
            for child in self._children:
                self._keep_running(child)
            time.sleep(TICK_SECONDS)
        self._stop()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        # No exception: it could come between the start of a child and the line that notes it.
        self._is_stopping = True

    def _keep_running(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            logger.warning("%s ended with %s; starting another", child.name, code)
            pause = RESTART_PAUSE if now - child.started < SHORT_LIFE else 0.0
            child.process, child.not_before = None, now + pause
        if now >= child.not_before:
            child.process, child.started = self._start(child), now

    def _start(self, child: Child) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, str(BASE_DIR / "manage.py"), *child.arguments],
            cwd=BASE_DIR,
            env={**os.environ, VARIABLE: str(self._lifeline)},
            pass_fds=(self._lifeline, *child.fds),
            # A Ctrl-C in the terminal reaches the supervisor alone, which then ends the rest.
            start_new_session=True,
        )

    def _stop(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + self._grace
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.warning("Process %s is killed: it did not end in time", process.pid)
                process.kill()
                process.wait()
