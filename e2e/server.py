"""Starts the real product in a folder of its own and ends all of its processes."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

BASE_DIR = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
GRACE_SECONDS = 60.0
"""Beside other tests a machine may be slow: who has to be killed hangs, and is not just late."""

STOP_SECONDS = 90.0

KILLED = (
    "is killed: it did not end in time",
    "timeout graceful shutdown exceeded",
    "does not stop; ending its worker",
)
"""What the log says of it: supervisor or worker, uvicorn, heartbeat."""


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_true: "object", *, seconds: float, what: str) -> None:
    """Poll a condition that another process brings about; fails with `what` when it does not."""
    until = time.monotonic() + seconds
    while not is_true():  # type: ignore[operator]
        if time.monotonic() > until:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


@dataclass
class Server:
    """`manage.py serve` with its own database, storage and port."""

    folder: Path
    port: int = field(default_factory=free_port)
    extra: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    web: int = 1
    grace: float = GRACE_SECONDS
    finish: float = 0.0
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> dict[str, str]:
        ours = {
            "ENV_FILE": os.devnull,
            "DEBUG": "false",
            "SESSION_SECRET": "e2e-session-secret-" * 3,
            "JWT_SECRET": "e2e-jwt-secret-" * 3,
            "SITE_URL": self.url,
            "DATABASE_URL": f"sqlite:///{self.folder / 'db.sqlite3'}",
            "UPLOAD_PATH": str(self.folder / "media"),
            "STATIC_PATH": str(self.folder / "static"),
            "EMAIL_URL": f"file:{self.folder / 'mail'}",
            "DJANGO_SETTINGS_MODULE": "nanobanana.settings",
            # Not the painter: the mock hangs and fails as tests tell it to.
            "AI_PROVIDERS": "studio,mock",
            "LOG_LEVEL": "INFO",
            "RATE_DEFAULT": "100000/min",
            "RATE_GENERATE": "100000/min",
            "RATE_UPLOAD": "100000/min",
            "RATE_SIGN_IN": "100000/min",
            "RATE_WRITE": "100000/min",
        }
        return {**os.environ, **ours, **self.extra}

    def client(self) -> httpx.Client:
        """A script's client: keeps its session id in the header, as the contract says."""
        client = httpx.Client(base_url=self.url, timeout=30)

        def keep_session(response: httpx.Response) -> None:
            client.headers["X-Session-ID"] = response.headers.get(
                "X-Session-ID", client.headers.get("X-Session-ID", "")
            )
            client.cookies.clear()

        client.event_hooks = {"response": [keep_session]}
        return client

    def manage(self, *arguments: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, str(BASE_DIR / "manage.py"), *arguments],
            cwd=BASE_DIR,
            env=self.env,
            check=check,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def prepare(self) -> None:
        """What `make run` does before it serves."""
        self.manage("migrate", "-v0")
        self.manage("collectstatic", "--noinput", "-v0")
        self.manage("seed")

    def start(self) -> None:
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(
            [
                sys.executable,
                str(BASE_DIR / "manage.py"),
                "serve",
                "--port",
                str(self.port),
                "--web",
                str(self.web),
                "--workers",
                str(self.workers),
                "--grace",
                str(self.grace),
                "--finish",
                str(self.finish),
            ],
            cwd=BASE_DIR,
            env=self.env,
            stdout=log,
            stderr=log,
        )
        wait_until(self.is_ready, seconds=START_SECONDS, what="the server to be ready")

    def is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError((self.folder / "serve.log").read_text()[-4000:])
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def children(self, kind: str) -> list[psutil.Process]:
        """The running `web` or `worker` processes."""
        assert self.process is not None
        found = []
        for child in psutil.Process(self.process.pid).children():
            try:
                if kind in child.cmdline():
                    found.append(child)
            except psutil.NoSuchProcess:
                continue
        return found

    def everybody(self) -> list[psutil.Process]:
        assert self.process is not None
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self, number: int = signal.SIGINT, *, may_kill: bool = False) -> float:
        """Ctrl-C; returns the seconds until the last process was gone. Fails when one is left, or
        when one had to be killed and may not."""
        assert self.process is not None
        if self.process.poll() is not None:
            return 0.0
        everybody = self.everybody()
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        _, left = psutil.wait_procs(everybody, timeout=STOP_SECONDS)
        for process in left:
            process.kill()
        assert not left, f"still running: {left}"
        assert may_kill or not self.has_killed()
        return time.monotonic() - begun

    def has_killed(self) -> bool:
        """Whether a process, or what was in one, did not end by itself when told to."""
        log = (self.folder / "serve.log").read_text()
        return any(sign in log for sign in KILLED)

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as connection:
            yield connection
