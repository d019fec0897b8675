"""The editor's own uploader in a real browser: cut off, offline, reloaded, refused, waited for."""

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, Request, expect

from e2e.browser import DESK, PHONE, Visitor, visiting
from e2e.line import Line
from e2e.pictures import distance, opened, photo, photo_bytes
from e2e.server import Server

pytestmark = pytest.mark.e2e

SECONDS = 40_000
SIDE = 1200
CHUNK = 1024 * 1024
HELD = 2_500_000
"""In the middle of the third chunk."""

UPLOADS = "/api/files/upload"
GONE = "The network is gone. It goes on by itself when it is back."
LOST = re.compile(r"console error: Failed to load resource: (net::ERR_|the server responded with)")
SHOTS = os.environ.get("NB_SHOTS", "")
"""A folder to leave pictures of the states in, for a person to judge."""


def noise() -> Image.Image:
    """A picture that no format makes small: its PNG has a good 4 MB."""
    levels = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    return Image.fromarray(levels)


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


@dataclass
class Watched:
    """What a page asks of the upload addresses, in order."""

    page: Page
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if UPLOADS in request.url:
            self.requests.append(request)

    def said(self, method: str) -> list[Request]:
        return [request for request in self.requests if request.method == method]

    def check_no_byte_twice(self, size: int) -> None:
        """Each piece begins where the server said that it stands, and the whole is there once."""
        at = 0
        for request in self.requests:
            response = None if request.failure else request.response()
            if request.method == "PATCH":
                assert int(request.headers["upload-offset"]) == at
            if response is not None and "upload-offset" in response.headers:
                assert int(response.headers["upload-offset"]) >= at
                at = int(response.headers["upload-offset"])
        assert at == size


def choose(page: Page, picture: Path) -> None:
    page.locator("#id_image").set_input_files(picture)


def said(page: Page) -> object:
    return page.locator("nb-upload [data-part=said]")


def forgive_lost_requests(person: Visitor) -> None:
    """The browser itself notes requests that failed, as they had to here; nothing else passes."""
    left = [trouble for trouble in person.troubles if not LOST.match(trouble)]
    assert not left, "\n".join(left)
    person.troubles.clear()


def shoot(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png")
    page.emulate_media(color_scheme="light")


def check_mirrored(person: Visitor, page: Page, original: Image.Image) -> None:
    expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
    link = page.get_by_role("link", name="Download").first.get_attribute("href")
    picture = opened(person.context.request.get(f"{person.base}{link}").body())
    assert distance(picture, ImageOps.mirror(original)) < 1.0


def ask(page: Page, words: str = "mirror it") -> None:
    page.get_by_label("What should happen?").fill(words)
    page.get_by_role("button", name="Make it happen").click()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_cut_line_costs_at_most_a_chunk(
    chromium: Browser, line: Line, large: Path, viewport: object
) -> None:
    with visiting(chromium, line.url, viewport) as person:  # type: ignore[arg-type]
        page = person.open("/editor")
        watched = Watched(page)
        line.hold(HELD)
        choose(page, large)
        expect(page.locator("nb-upload [data-part=percent]")).to_have_text(re.compile(r"[4-9]\d %"))
        bar = page.get_by_role("progressbar", name="Upload of your picture")
        assert 40 <= float(bar.get_attribute("value") or page.evaluate("document.querySelector('.upload-bar').value")) < 100
        shoot(page, "uploading")
        line.cut()
        expect(page.get_by_text(GONE)).to_be_visible()
        shoot(page, "gone")
        line.mend()
        expect(page.get_by_text("Uploaded", exact=True)).to_be_visible(timeout=SECONDS)
        shoot(page, "uploaded")
        watched.check_no_byte_twice(large.stat().st_size)
        assert page.evaluate("document.querySelector('#id_image').files.length") == 0
        forgive_lost_requests(person)
        ask(page)
        check_mirrored(person, page, noise())
