"""What the tests of the editor's uploader do and look at."""

import base64
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from playwright.sync_api import Page, Request, expect

from e2e.browser import Visitor
from e2e.pictures import distance, opened

SECONDS = 40_000
SIDE = 1200
CHUNK = 1024 * 1024
HELD = 2_500_000
"""In the middle of the third chunk."""

UPLOADS = "/api/files/upload"
GONE = "The network is gone. It goes on by itself when it is back."
LOST = re.compile(r"console error: Failed to load resource: (net::ERR_|the server responded with)")
FETCH = """async (link) => {
  const blob = await (await fetch(link)).blob();
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(blob);
  });
}"""
SETTLED = "Promise.allSettled(document.getAnimations().map((each) => each.finished))"
SHOTS = os.environ.get("NB_SHOTS", "")
"""A folder to leave pictures of the states in, for a person to judge."""


def noise() -> Image.Image:
    """A picture that no format makes small: its PNG has a good 4 MB."""
    levels = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    return Image.fromarray(levels)


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


def under_way(page: Page) -> None:
    """The upload stands still where the line holds it."""
    expect(page.locator("nb-upload [data-part=percent]")).to_have_text(re.compile(r"[4-9]\d %"))


def uploaded(page: Page) -> None:
    expect(page.get_by_text("Uploaded", exact=True)).to_be_visible(timeout=SECONDS)


def forgive_lost_requests(person: Visitor) -> None:
    """The browser itself notes requests that failed, as they had to here; nothing else passes."""
    left = [trouble for trouble in person.troubles if not LOST.match(trouble)]
    assert not left, "\n".join(left)
    person.troubles.clear()


def shoot(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SETTLED)
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def check_mirrored(page: Page, original: Image.Image) -> None:
    expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
    link = page.get_by_role("link", name="Download").first.get_attribute("href")
    # By the page itself: only the browser knows where nano.test is.
    picture = opened(base64.b64decode(page.evaluate(FETCH, link)))
    assert distance(picture, ImageOps.mirror(original)) < 1.0


def ask(page: Page, words: str = "mirror it") -> None:
    page.get_by_label("What should happen?").fill(words)
    page.get_by_role("button", name="Make it happen").click()
