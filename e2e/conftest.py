"""The product as a newcomer starts it: real processes, a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from e2e.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running product for the tests that leave its processes alone."""
    running = Server(tmp_path_factory.mktemp("product"))
    running.prepare()
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    """A prepared product of the test's own, not yet started; ended whatever the test did."""
    own = Server(tmp_path)
    own.prepare()
    try:
        yield own
    finally:
        if own.process is not None:
            own.stop()
