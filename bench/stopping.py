"""How soon Ctrl-C ends everything, with a job under way and a reader of its events."""

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.results import Result
from e2e.server import Server
from nanobanana.serving.supervisor import GRACE_SECONDS

ROUNDS = 5
LIMIT_SECONDS = 5.0


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), grace=GRACE_SECONDS)
        server.prepare()
        seconds = [_stop_once(server) for _ in range(ROUNDS)]
    for name, value in (("median", statistics.median(seconds)), ("slowest", max(seconds))):
        yield Result(
            name=f"from Ctrl-C until no process is left, {name} of {ROUNDS}",
            ours=value,
            theirs=LIMIT_SECONDS,
            unit="s",
            peer="limit",
        )


def _stop_once(server: Server) -> float:
    server.start()
    with server.client() as client:
        key = client.post("/api/generate", json={"prompt": "x [hang]"}).json()["id"]
        with client.stream("GET", f"/api/generate/{key}/events") as stream:
            next(stream.iter_lines())
            return server.stop(may_kill=True)
