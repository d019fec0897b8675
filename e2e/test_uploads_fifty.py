"""Fifty uploads at once against the running product: cut ones, and slow ones."""

import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from e2e.cutting import cutting
from e2e.server import Server, wait_until
from e2e.test_uploads import MEGABYTE
from e2e.tus_clients import (
    OpenPatch,
    assert_same_picture,
    begin,
    noise,
    offset,
    session,
    upload_with_tuspy,
)

pytestmark = pytest.mark.e2e


AT_ONCE = 50


@pytest.fixture
def watched(own_server: Server) -> Server:
    own_server.start()
    return own_server


def test_fifty_at_once_with_cuts(watched: Server) -> None:
    known = session(watched)
    pictures = [noise(330, seed) for seed in range(AT_ONCE)]
    cuts = [40_000 + 11_000 * number % 50_000 for number in range(AT_ONCE)]
    memory = Memory(watched)
    with cutting(watched.port, cuts) as proxy, ThreadPoolExecutor(AT_ONCE) as threads:
        ids = [
            threads.submit(upload_with_tuspy, proxy.url, data, known, **OPTIONS[number % 3])
            for number, data in enumerate(pictures)
        ]
        while not all(done.done() for done in ids):
            assert httpx.get(f"{watched.url}/healthz", timeout=10).status_code == 200
            memory.look()
            time.sleep(0.1)
        files = [done.result() for done in ids]
        assert proxy.cut == AT_ONCE
    assert len(set(files)) == AT_ONCE
    for file_id, data in zip(files, pictures, strict=True):
        assert_same_picture(watched, file_id, data, known)
    assert memory.grown < 200 * MEGABYTE, f"{memory.grown / MEGABYTE:.0f} MB more"
    assert not list((watched.folder / "media" / "uploads").glob("*/*"))


OPTIONS: list[dict[str, object]] = [
    {},
    {"chunk_size": 100_000},
    {"chunk_size": 100_000, "upload_checksum": True},
]


class Memory:
    """The most that the web process took since it was first looked at, in bytes."""

    def __init__(self, server: Server) -> None:
        (self._web,) = server.children("web")
        self._first = self._most = self._web.memory_info().rss

    def look(self) -> None:
        self._most = max(self._most, self._web.memory_info().rss)

    @property
    def grown(self) -> int:
        return int(self._most - self._first)


def test_fifty_slow_ones_stop_nobody_and_take_little(watched: Server) -> None:
    known, length, sent = session(watched), 9 * MEGABYTE, 900_000
    urls = [begin(watched, length, known) for _ in range(AT_ONCE)]
    memory = Memory(watched)
    patches = [OpenPatch(url, 0, length, known) for url in urls]
    for patch in patches:
        patch.send(bytes(sent))
    for path in ("/healthz", "/", "/api/features"):
        assert httpx.get(f"{watched.url}{path}", timeout=30).status_code == 200
    memory.look()
    for patch in patches:
        patch.cut()
    for url in urls:
        wait_until(lambda at=url: offset(at, known) == sent, seconds=60, what="bytes to be safe")
    assert memory.grown < 120 * MEGABYTE, f"{memory.grown / MEGABYTE:.0f} MB more"
