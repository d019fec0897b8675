"""SIGKILL of any process at any moment loses no accepted job and finishes none twice."""

import secrets
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest

from e2e.server import Server, wait_until

pytestmark = pytest.mark.e2e

JOBS_PER_ROUND = 8
PATIENCE = 120.0
ROUNDS = ("worker", "web", "worker", "supervisor", "worker", "everybody")


def submit(server: Server, session: dict[str, str], prompt: str) -> str:
    """Post until an answer comes, under one Idempotency-Key, as a careful client does."""
    headers = {**session, "Idempotency-Key": secrets.token_hex(8)}
    body = {"prompt": prompt, "settings": {"provider": "mock"}}
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            answer = httpx.post(
                f"{server.url}/api/generate", json=body, headers=headers, timeout=10
            )
        except httpx.HTTPError:
            # The process died under the request: was it accepted? The key makes asking safe.
            continue
        if answer.status_code == 409:
            continue
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])
    raise AssertionError(f"no answer to {prompt!r} within {PATIENCE} s")


def kill(server: Server, victim: str) -> None:
    assert server.process is not None
    if victim in {"worker", "web"}:
        server.children(victim)[0].kill()
        return
    everybody = server.everybody()
    if victim == "supervisor":
        server.process.kill()
        server.process.wait()
        _, left = psutil.wait_procs(everybody, timeout=30)
        assert not left, f"outlived the supervisor: {left}"
    else:
        for process in everybody:
            process.send_signal(signal.SIGKILL)
        psutil.wait_procs(everybody, timeout=30)
        server.process.wait()
    server.start()


def count(server: Server, status: str) -> int:
    with server.database() as database:
        found = database.execute(
            "SELECT count(*) FROM generation_generation WHERE status = ?", (status,)
        )
        return int(found.fetchone()[0])


def test_kill_loses_nothing_and_doubles_nothing(own_server: Server) -> None:
    own_server.extra = {
        "LEASE_SECONDS": "2",
        "MOCK_SPEED": "4",
        "ANONYMOUS_MONTHLY_LIMIT": "1000",
    }
    own_server.start()
    first = httpx.post(f"{own_server.url}/api/generate", json={"prompt": "first"}, timeout=30)
    session = {"X-Session-ID": first.headers["X-Session-ID"]}
    accepted = [str(first.json()["id"])]
    with ThreadPoolExecutor(JOBS_PER_ROUND) as threads:
        for number, victim in enumerate(ROUNDS):
            posts = [
                threads.submit(submit, own_server, session, f"round {number} job {job}")
                for job in range(JOBS_PER_ROUND)
            ]
            wait_until(
                lambda: count(own_server, "processing") > 0, seconds=30, what="a job at work"
            )
            kill(own_server, victim)
            accepted += [post.result() for post in posts]
    wait_until(
        lambda: count(own_server, "pending") + count(own_server, "processing") == 0,
        seconds=60,
        what="every job to end",
    )
    check_books(own_server, accepted)


def check_books(server: Server, accepted: list[str]) -> None:
    assert len(set(accepted)) == len(accepted) == 1 + JOBS_PER_ROUND * len(ROUNDS)
    with server.database() as database:
        rows = dict(database.execute("SELECT id, status FROM generation_generation"))
        wanted = {key.replace("-", ""): "completed" for key in accepted}
        assert {key.replace("-", ""): status for key, status in rows.items()} == wanted
        outputs = database.execute(
            "SELECT count(*), count(DISTINCT i.generation_id) FROM generation_generationimage i"
            " JOIN generation_generation g ON g.id = i.generation_id"
            " WHERE i.role = 'output' AND i.claim = g.claim"
        ).fetchone()
        assert outputs == (len(accepted), len(accepted))
        wait_until(
            lambda: (
                not database.execute(
                    "SELECT 1 FROM generation_generation WHERE NOT is_settled LIMIT 1"
                ).fetchone()
            ),
            seconds=60,
            what="every job to be settled",
        )
        books = database.execute(
            "SELECT allowance_taken, allowance_used FROM accounts_visitor"
            " WHERE id = (SELECT owner_id FROM generation_generation LIMIT 1)"
        ).fetchone()
        assert books == (len(accepted), len(accepted))
