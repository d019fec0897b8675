"""Stored pictures on a slow line: a blur of each at once, and nothing moves when they are here."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from e2e.browser import DESK, PHONE, Visitor, visiting
from e2e.pictures import photo_bytes
from e2e.server import Server

pytestmark = pytest.mark.e2e

SECONDS = 20_000
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) {
      const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? "a text");
      window.shifts.push(`${entry.value.toFixed(4)}: ${moved.join(" | ")}`);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""
SEEN = """(image) => {
  const box = image.getBoundingClientRect();
  return box.bottom > 0 && box.top < innerHeight && box.width > 0;
}"""
UPGRADED = "!document.querySelector(':not(:defined)')"
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def held_pictures(page: Page) -> Iterator[None]:
    """No stored picture arrives in the block; all do after it."""
    held: list[Route] = []
    is_open = False

    def hold(route: Route) -> None:
        if is_open:
            route.continue_()
        else:
            held.append(route)

    page.route("**/api/files/**", hold)
    yield
    is_open = True
    for route in held:
        route.continue_()


def look(person: Visitor, path: str) -> None:
    """Opens a page whose pictures are late, and checks it before and after they come."""
    page = person.page()
    page.add_init_script(WATCH)
    with held_pictures(page):
        page.goto(f"{person.base}{path}", wait_until="domcontentloaded")
        page.wait_for_function(UPGRADED)
        # On a phone some pages begin with words.
        page.locator(".picture:visible").first.scroll_into_view_if_needed()
        page.evaluate(FRAMES)
        pictures = [each for each in page.locator(".picture").all() if each.evaluate(SEEN)]
        assert pictures, path
        for picture in pictures:
            blur, real = picture.locator(".picture-blur"), picture.locator(".picture-real")
            assert blur.evaluate("(image) => image.complete && image.naturalWidth > 0")
            assert not real.evaluate("(image) => image.complete")
            assert blur.bounding_box() == real.bounding_box()
    page.wait_for_load_state("networkidle")
    page.evaluate(FRAMES)
    for picture in page.locator(".picture").all():
        if picture.evaluate(SEEN):
            real = picture.locator(".picture-real")
            assert real.evaluate("(image) => image.complete && image.naturalWidth > 0")
    assert page.evaluate("window.shifts") == [], path
    page.close()


def edit(person: Visitor, words: str) -> str:
    """The path of a result's page."""
    page = person.open("/editor")
    page.locator("#id_image").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes()}
    )
    page.get_by_label("What should happen?").fill(words)
    page.get_by_role("button", name="Make it happen").click()
    expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
    path = page.url.removeprefix(person.base)
    page.close()
    return path


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_pages_do_not_move_when_their_pictures_come(
    chromium: Browser, server: Server, viewport: ViewportSize
) -> None:
    with visiting(chromium, server.url, viewport) as person:
        over = edit(person, "make it black and white and crop it square")
        beside = edit(person, "rotate it 90 degrees")
        page = person.open("/gallery")
        item = page.locator(".tile-title").first.get_attribute("href")
        page.close()
        for path in ("/", "/gallery", item or "", "/history", over, beside):
            look(person, path)


def test_a_picture_comes_no_larger_than_it_is_shown(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, PHONE) as person:
        page = person.page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{person.base}/gallery", wait_until="networkidle")
        widths = {
            int(width) for url in asked for width in re.findall(r"/api/files/.*\?w=(\d+)", url)
        }
        assert widths == {480}


def test_without_javascript_both_pictures_of_a_comparison_are_seen(
    chromium: Browser, server: Server
) -> None:
    with visiting(chromium, server.url, DESK, java_script_enabled=False) as person:
        page = person.open("/")
        before, after = page.locator(".hero-proof .picture-real").all()
        left, right = before.bounding_box(), after.bounding_box()
        assert left is not None
        assert right is not None
        assert left["width"] > 100
        assert left["x"] + left["width"] <= right["x"]
        assert left["y"] == right["y"]
        assert left["height"] == right["height"] > 100


def test_the_viewer_opens_the_whole_picture(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        page = person.open("/editor")
        page.get_by_label("What should happen?").fill("a lake")
        page.get_by_role("button", name="Make it happen").click()
        expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
        page.locator(".output-link").click()
        shown = page.locator(".viewer img")
        expect(shown).to_have_attribute("alt", "a lake")
        expect(shown).to_have_attribute("src", re.compile(r"/api/files/[0-9a-f-]{36}$"))
