"""The processes of `manage.py serve`."""

import io
import signal
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import psutil
import pytest
from PIL import Image

from e2e.server import Server, wait_until

pytestmark = pytest.mark.e2e

STREAMS = 20


def status_of(client: httpx.Client, key: str) -> str:
    return str(client.get(f"/api/generate/{key}").json()["status"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_ends_all_and_kills_nobody(own_server: Server, number: int) -> None:
    """How soon is measured in `bench/stopping.py`."""
    own_server.start()
    with own_server.client() as client:
        key = client.post("/api/generate", json={"prompt": "x [hang]"}).json()["id"]
        with client.stream("GET", f"/api/generate/{key}/events") as stream:
            assert stream.headers["content-type"] == "text/event-stream"
            next(stream.iter_lines())
            own_server.stop(number)


def test_who_does_not_end_is_killed(own_server: Server) -> None:
    own_server.grace = 1.0
    own_server.start()
    own_server.children("worker")[0].suspend()
    own_server.stop(may_kill=True)
    assert own_server.has_killed()


def test_interrupted_work_goes_back_to_the_queue(own_server: Server) -> None:
    own_server.start()
    client = own_server.client()
    key = client.post("/api/generate", json={"prompt": "x [hang]"}).json()["id"]
    wait_until(lambda: status_of(client, key) == "processing", seconds=60, what="the job to start")
    own_server.stop(signal.SIGTERM)
    with own_server.database() as database:
        row = database.execute("SELECT status, attempts FROM generation_generation").fetchone()
    assert row == ("pending", 0)


def test_work_may_come_to_its_end_before_a_stop(own_server: Server) -> None:
    own_server.finish, own_server.workers = 60.0, 1
    own_server.start()
    client = own_server.client()
    first = client.post("/api/generate", json={"prompt": "a lake"}).json()["id"]
    client.post("/api/generate", json={"prompt": "a hill"})
    wait_until(lambda: status_of(client, first) == "processing", seconds=60, what="it to start")
    own_server.stop(signal.SIGTERM)
    with own_server.database() as database:
        rows = database.execute("SELECT status FROM generation_generation ORDER BY created_at")
        assert rows.fetchall() == [("completed",), ("pending",)]


def test_a_stuck_job_is_cancelled_by_ending_its_worker(own_server: Server) -> None:
    own_server.workers = 1
    own_server.start()
    client = own_server.client()
    (before,) = own_server.children("worker")
    key = client.post("/api/generate", json={"prompt": "x [stuck]"}).json()["id"]
    wait_until(
        lambda: client.get(f"/api/generate/{key}").json()["stage"] == "Stuck, as told",
        seconds=60,
        what="the job to be stuck",
    )
    assert client.post(f"/api/generate/{key}/cancel").json()["status"] == "cancelled"
    psutil.wait_procs([before], timeout=30)
    after = client.post("/api/generate", json={"prompt": "a lake"}).json()["id"]
    wait_until(lambda: status_of(client, after) == "completed", seconds=60, what="the next worker")


def test_a_taken_port_is_told_in_words(server: Server) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused = server.manage("serve", "--port", port, check=False)
    assert refused.returncode != 0
    assert f"Cannot listen on 127.0.0.1:{port}" in refused.stderr
    assert "Traceback" not in refused.stderr


def watch(server: Server, headers: httpx.Headers, key: str) -> str:
    """The whole event stream of a generation."""
    answer = httpx.get(f"{server.url}/api/generate/{key}/events", headers=headers, timeout=60)
    return answer.text


def test_many_streams_see_the_same_end(server: Server) -> None:
    client = server.client()
    key = client.post("/api/generate", json={"prompt": "a lake"}).json()["id"]
    with ThreadPoolExecutor(STREAMS) as threads:
        texts = list(threads.map(lambda _: watch(server, client.headers, key), range(STREAMS)))
    assert all('"status": "completed"' in text for text in texts)


def test_a_body_over_the_limit_still_gets_the_answer(server: Server) -> None:
    client = server.client()
    big = b"x" * (12 * 1024 * 1024)
    for path, headers in (("/api/upload", {}), ("/api/auth/login", {"Content-Type": "text/plain"})):
        for _ in range(3):
            answer = client.post(path, content=big, headers=headers)
            assert (answer.status_code, answer.json()["type"]) == (413, "client_error")


def test_a_body_without_a_length_is_asked_for_one(server: Server) -> None:
    answer = server.client().post("/api/upload", content=iter([b"x" * 1024] * 64))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (411, "length_required")


def test_many_large_conversions_at_once_leave_the_site_answering(server: Server) -> None:
    client = server.client()
    buffer = io.BytesIO()
    Image.effect_noise((3000, 2000), 30).convert("RGB").save(buffer, "JPEG", quality=60)
    file = client.post("/api/upload", files={"file": ("big.jpg", buffer.getvalue())}).json()
    path = f"{file['url']}?format=avif"

    def fetch(number: int) -> int:
        return httpx.get(path, headers=client.headers, timeout=60).status_code

    with ThreadPoolExecutor(STREAMS) as threads:
        asked = [threads.submit(fetch, number) for number in range(STREAMS)]
        assert httpx.get(f"{server.url}/healthz", timeout=30).status_code == 200
        assert not all(each.done() for each in asked), "it came after them, not between"
        statuses = {each.result() for each in asked}
    assert statuses <= {200, 503}
    assert fetch(0) == 200
