"""The product as a newcomer starts it: real processes, a real browser."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from e2e.browser import launch
from e2e.line import Line
from e2e.server import Server
from e2e.uploading import CHUNK, noise


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database, collected static files and the starter content, to copy from."""
    folder = tmp_path_factory.mktemp("prepared")
    Server(folder).prepare()
    return folder


@pytest.fixture(scope="session")
def server(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One running product for the tests that leave its processes alone."""
    running = Server(tmp_path_factory.mktemp("product") / "here")
    shutil.copytree(prepared, running.folder)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def own_server(prepared: Path, tmp_path: Path) -> Iterator[Server]:
    """A prepared product of the test's own, not yet started; ended whatever the test did."""
    own = Server(tmp_path / "here")
    shutil.copytree(prepared, own.folder)
    try:
        yield own
    finally:
        if own.process is not None:
            own.stop(may_kill=True)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "noise.png"
    noise().save(path, compress_level=1)
    assert path.stat().st_size > 4 * CHUNK
    return path


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    with Line(server.port) as line:
        yield line
