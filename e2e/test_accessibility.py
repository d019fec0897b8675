"""WCAG 2.2 AA as far as a machine can tell (axe-core), on every page and in its states."""

import secrets
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from e2e.browser import DESK, PHONE
from e2e.pictures import photo_bytes
from e2e.server import Server

pytestmark = pytest.mark.e2e

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SECONDS = 20_000
AT_WORK = ".htmx-request, .htmx-swapping, .htmx-settling, [aria-busy=true]"
SETTLED = """Promise.allSettled(
  document.getAnimations()
    .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime))
    .map((each) => each.finished)
)"""
EMPTY = (
    "/",
    "/editor",
    "/history",
    "/history/trash",
    "/studio",
    "/recipes",
    "/gallery",
    "/gallery?q=nothing-fits-this",
    "/review",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/no-such-page",
)
SIGNED_IN = (
    "/account",
    "/account/keys",
    "/account/delete",
    "/account/email/",
    "/account/password/change/",
    "/account/2fa/",
    "/account/logout/",
)


@pytest.fixture(params=["phone-dark", "desk-light"])
def tab(chromium: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page without animation or CSP, whose console is not watched: axe is not part of us."""
    is_phone = request.param == "phone-dark"
    context = chromium.new_context(
        base_url=server.url,
        viewport=PHONE if is_phone else DESK,
        color_scheme="dark" if is_phone else "light",
        reduced_motion="reduce",
        bypass_csp=True,
    )
    yield context.new_page()
    context.close()


def check(tab: Page, name: str) -> None:
    """Nothing on the page as it is now breaks a rule."""
    tab.wait_for_load_state()
    # Not in the middle of a request or of a change of colour, nor scrolled so that the bar at the
    # top covers a part of something.
    tab.wait_for_function(f"!document.querySelector('{AT_WORK}')")
    tab.evaluate(SETTLED)
    tab.evaluate("scrollTo(0, 0)")
    found = Axe().run(tab, options=RULES)
    told = [
        f"{name}: {rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in found.response["violations"]
        for node in rule["nodes"]
    ]
    assert not told, "\n".join(told)


def ask(tab: Page, words: str) -> None:
    tab.get_by_label("What should happen?").fill(words)
    tab.get_by_role("button", name="Make it happen").click()


def test_pages_at_first_sight(tab: Page) -> None:
    for path in EMPTY:
        tab.goto(path)
        check(tab, path)
    tab.goto("/gallery")
    tab.locator(".tile-title").first.click()
    check(tab, "/gallery/…")


def test_the_editor_at_work(tab: Page) -> None:
    tab.goto("/editor")
    tab.get_by_text("Settings", exact=True).click()
    check(tab, "settings")
    tab.locator("#id_image").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes()}
    )
    expect(tab.locator(".dropzone-image")).to_be_visible()
    check(tab, "picture chosen")
    ask(tab, "make it warmer")
    expect(tab.locator(".result")).to_be_visible(timeout=SECONDS)
    tab.get_by_text("Publish to the gallery").click()
    tab.get_by_text("About this picture").click()
    check(tab, "result")
    tab.get_by_role("link", name="Zoom in").click()
    expect(tab.get_by_role("dialog")).to_be_visible()
    check(tab, "viewer")
    tab.get_by_role("button", name="Close").click()
    ask(tab, "flibber the wozzle")
    expect(tab.get_by_role("heading", name="I did not get that")).to_be_visible(timeout=SECONDS)
    check(tab, "failure")
    tab.goto("/history")
    check(tab, "history")
    tab.get_by_role("button", name="Delete").first.click()
    expect(tab.get_by_role("button", name="Undo")).to_be_visible()
    check(tab, "deleted")
    tab.get_by_role("link", name="Trash").first.click()
    tab.get_by_text("Delete for good").click()
    check(tab, "trash")


def test_work_under_way(tab: Page) -> None:
    tab.goto("/editor")
    ask(tab, "a lake [hang]")
    expect(tab.get_by_text("Hanging, as told")).to_be_visible(timeout=SECONDS)
    check(tab, "progress")
    tab.get_by_role("button", name="Stop").click()
    expect(tab.get_by_role("heading", name="Stopped")).to_be_visible(timeout=SECONDS)
    check(tab, "stopped")


def test_the_account(tab: Page) -> None:
    tab.goto("/account/signup/")
    tab.get_by_label("Email").fill(f"axe-{secrets.token_hex(4)}@example.com")
    tab.get_by_label("Name").fill("Ada")
    tab.get_by_label("Password", exact=True).fill("a long enough pass phrase")
    tab.get_by_role("button", name="Sign up").click()
    tab.wait_for_url("**/editor")
    for path in SIGNED_IN:
        tab.goto(path)
        check(tab, path)
