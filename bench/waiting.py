"""How quick the site stays while 200 clients wait at `/v1` for pictures that do not come."""

import statistics
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from bench.results import Result
from e2e.keys import new_key
from e2e.server import Server, wait_until

CLIENTS = 200
ROUNDS = 15
PAGES = ("/", "/editor", "/gallery", "/healthz", "/v1/models")
MOST_TIMES = 3.0
"""The median page may take so many times what it takes on an idle site."""


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), extra={"FREE_MONTHLY_LIMIT": "1000", "WEB_THREADS": "8"})
        server.prepare()
        server.start()
        try:
            yield from _measured(server)
        finally:
            server.stop()


def _measured(server: Server) -> Iterator[Result]:
    key = new_key(server)
    headers = {"Authorization": f"Bearer {key}"}
    idle = _pages(server, headers)
    limits = httpx.Limits(max_connections=CLIENTS)
    body = {"model": "mock", "prompt": "[hang]"}
    url = f"{server.url}/v1/images/generations"
    with ThreadPoolExecutor(CLIENTS) as pool, httpx.Client(limits=limits, timeout=120) as client:
        waiting = [
            pool.submit(client.post, url, json=body, headers=headers) for _ in range(CLIENTS)
        ]
        wait_until(lambda: _active(server) == CLIENTS, seconds=90, what="200 waiting clients")
        busy = _pages(server, headers)
        held = max(child.num_threads() for child in server.children("web"))
        with server.database() as database:
            database.execute(
                "update generation_generation set status = 'cancelled', version = version + 1"
            )
            database.commit()
        for each in waiting:
            each.result()
    yield Result(
        name=f"pages while {CLIENTS} clients wait at /v1, median",
        ours=statistics.median(busy) * 1000,
        theirs=statistics.median(idle) * 1000,
        unit="ms",
        peer="an idle site",
        limit=MOST_TIMES,
    )
    yield Result(
        name="slowest of those pages",
        ours=max(busy) * 1000,
        theirs=1000,
        unit="ms",
        peer="a second",
        limit=1.0,
    )
    yield Result(
        name=f"threads of the web process with {CLIENTS} waiting",
        ours=held,
        theirs=CLIENTS,
        unit="threads",
        peer="clients",
        limit=0.2,
    )


def _pages(server: Server, headers: dict[str, str]) -> list[float]:
    taken = []
    with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
        for path in PAGES * ROUNDS:
            begun = time.perf_counter()
            client.get(path).raise_for_status()
            taken.append(time.perf_counter() - begun)
    return taken


def _active(server: Server) -> int:
    with server.database() as database:
        rows = database.execute(
            "select count(*) from generation_generation where status in ('pending', 'processing')"
        )
        return int(rows.fetchone()[0])
