"""Unfinished pictures in a browser: one after another, and gone with the worker that dies."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from e2e.browser import DESK, PHONE, visiting
from e2e.server import Server
from generation.tests.vendors import openai
from generation.tests.vendors.gemini import png
from generation.tests.vendors.openai import completed, partial, streamed
from generation.tests.vendors.server import Hanging, Pause, Vendor

pytestmark = pytest.mark.e2e
SIZE = (1200, 800)
PLACES = """box => [...box.children].filter(each => each.checkVisibility()).map(each => {
  const {top, height} = each.getBoundingClientRect();
  return [Math.round(top - box.getBoundingClientRect().top), Math.round(height)];
})"""
"""Of the parts in the box of the progress; the page itself may scroll."""

DECODED = "image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"


@contextmanager
def painted(server: Server) -> Iterator[Vendor]:
    """The product, started with a painter behind it."""
    with Vendor(openai.answer) as painter:
        server.extra |= {
            "AI_PROVIDERS": "openai",
            "OPENAI_API_KEY": openai.KEY,
            "OPENAI_BASE_URL": f"{painter.url}/v1",
            "LEASE_SECONDS": "2",
        }
        server.start()
        yield painter


def draft(blur: float) -> bytes:
    """A lake at dusk as a model has it halfway."""
    picture = Image.new("RGB", SIZE, "#f4a261")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((500, 250, 700, 450), "#fff1c1")
    draw.rectangle((0, 400, *SIZE), "#264653")
    draw.polygon([(0, 400), (300, 180), (560, 400)], "#3d405b")
    buffer = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(blur)).save(buffer, "PNG")
    return buffer.getvalue()


def send(page: Page, words: str) -> None:
    page.get_by_label("What should happen?").fill(words)
    page.get_by_role("button", name="Make it happen").click()


def shown(page: Page) -> Locator:
    return page.get_by_alt_text("The picture, not finished yet")


def keep(page: Page, name: str) -> None:
    if folder := os.environ.get("NB_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


@pytest.mark.parametrize("width", ["phone", "desk"])
@pytest.mark.parametrize("is_edit", [False, True])
def test_drafts_follow_each_other_and_nothing_moves(
    chromium: Browser, own_server: Server, tmp_path: Path, width: str, is_edit: bool
) -> None:
    size: ViewportSize = PHONE if width == "phone" else DESK
    first, second = Pause(), Pause()
    kind = "image_edit" if is_edit else "image_generation"
    with painted(own_server) as painter:
        painter.script = [
            streamed(
                first,
                partial(draft(24), kind=kind),
                second,
                partial(png("teal", SIZE), 1, kind=kind),
                Hanging(),
            )
        ]
        with visiting(chromium, own_server.url, size) as person:
            page = person.open("/editor")
            if is_edit:
                photo = tmp_path / "photo.png"
                photo.write_bytes(png("olive", (600, 800)))
                page.locator("#id_image").set_input_files(photo)
            send(page, "a lake at dusk with a boat")
            assert first.reached.wait(20)
            box = page.locator("nb-progress")
            expect(box).to_be_visible()
            expect(shown(page)).to_be_hidden()
            before = box.evaluate(PLACES)
            first.go.set()
            expect(shown(page)).to_be_visible()
            assert shown(page).evaluate(DECODED) == [768, 512]
            keep(page, f"glimpse-{kind}-{width}")
            assert box.evaluate(PLACES) == before
            seen = shown(page).get_attribute("src")
            second.go.set()
            expect(shown(page)).not_to_have_attribute("src", str(seen))
            expect(page.locator("[data-part=glimpse]")).to_have_count(1)
            assert box.evaluate(PLACES) == before
            page.get_by_role("button", name="Stop").click()
            expect(page.get_by_role("button", name="Stop")).to_be_hidden()


def test_dead_worker_leaves_nothing_to_see_and_the_work_is_done(
    chromium: Browser, own_server: Server
) -> None:
    again = Pause()
    with painted(own_server) as painter:
        painter.script = [
            streamed(partial(png("red", SIZE)), Hanging()),
            streamed(again, completed(png("gold", SIZE))),
        ]
        with visiting(chromium, own_server.url, DESK) as person:
            page = person.open("/editor")
            send(page, "a lake at dusk")
            expect(shown(page)).to_be_visible()
            address = str(shown(page).get_attribute("src"))
            for worker in own_server.children("worker"):
                worker.kill()
            assert again.reached.wait(20)
            expect(shown(page)).to_be_hidden()
            assert page.request.get(address).status == 404
            page.reload()
            expect(page.locator("nb-progress h2")).to_be_visible()
            expect(shown(page)).to_be_hidden()
            again.go.set()
            expect(page.get_by_role("heading", name="Here it is")).to_be_visible()
        with own_server.database() as database:
            assert database.execute("SELECT count(*) FROM generation_glimpse").fetchone() == (0,)
