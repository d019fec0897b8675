"""The whole story, in a real browser: one's own photo, gray and square, kept, shown and liked."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from e2e.browser import DESK, PHONE, Visitor, visiting
from e2e.pictures import distance, gray_square, is_gray, opened, photo_bytes
from e2e.server import Server

pytestmark = pytest.mark.e2e

WORDS = "make it black and white and crop it square"
SECONDS = 20_000
LEVELS = 6.0
"""JPEG and two grayscale formulas differ by a few levels; another picture by dozens."""


@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed-in"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_whole_story(
    chromium: Browser, server: Server, viewport: ViewportSize, signed_in: bool
) -> None:
    title = f"Gray {viewport['width']} {signed_in}"
    with visiting(chromium, server.url, viewport) as person:
        if signed_in:
            sign_up(person, f"story{viewport['width']}@example.com")
        page = edit_photo(person)
        check_pixels(person, page)
        check_history(person)
        item = publish(page, title)
    with visiting(chromium, server.url, viewport) as somebody:
        like(somebody, item, title)


def sign_up(person: Visitor, email: str) -> None:
    page = person.open("/account/signup/")
    page.get_by_label("E-mail").or_(page.get_by_label("Email")).fill(email)
    page.get_by_label("Name").fill("Ada Story")
    page.get_by_label("Password", exact=True).fill("a long enough pass phrase")
    page.get_by_role("button", name="Sign up").click()
    expect(page).to_have_url(re.compile(r"/editor$"))


def edit_photo(person: Visitor) -> Page:
    """From the landing page to the finished picture."""
    page = person.open("/")
    page.locator("#id_image").set_input_files(
        {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes()}
    )
    expect(page.locator(".dropzone-image")).to_be_visible()
    page.get_by_label("What should happen?").fill(WORDS)
    page.get_by_role("button", name="Make it happen").click()
    expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
    expect(page).to_have_url(re.compile(r"/generations/[0-9a-f-]{36}$"))
    return page


def check_pixels(person: Visitor, page: Page) -> None:
    """The download is the uploaded photo, gray and square; the slider shows both."""
    slider = page.locator(".result nb-compare input[type=range]")
    slider.fill("80")
    link = page.get_by_role("link", name="Download").first.get_attribute("href")
    picture = opened(person.context.request.get(f"{person.base}{link}").body())
    assert picture.size == (480, 480)
    assert is_gray(picture)
    assert distance(picture, gray_square()) < LEVELS


def check_history(person: Visitor) -> None:
    page = person.open("/history")
    expect(page.get_by_text(WORDS).first).to_be_visible()
    page.close()


def publish(page: Page, title: str) -> str:
    """Put the result into the gallery; returns the item's path."""
    page.get_by_text("Publish to the gallery").click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    return page.url.split("/", 3)[3]


def like(somebody: Visitor, item: str, title: str) -> None:
    """Somebody else finds it in the gallery, opens it and likes it."""
    page = somebody.open("/gallery")
    page.get_by_role("link", name=title).click()
    expect(page).to_have_url(f"{somebody.base}/{item}")
    heart = page.locator(".like button")
    expect(heart).to_have_attribute("aria-pressed", "false")
    heart.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".like button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".like button")).to_be_focused()
    page.reload()
    expect(page.locator(".like button span")).to_have_text("1")


def test_a_reload_and_a_second_tab_pick_up_where_it_is(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        page = person.open("/editor")
        page.get_by_label("What should happen?").fill("a lake [hang]")
        page.get_by_role("button", name="Make it happen").click()
        stage = page.get_by_text("Hanging, as told")
        expect(stage).to_be_visible(timeout=SECONDS)
        page.reload()
        expect(page.get_by_text("Hanging, as told")).to_be_visible()
        second = person.page()
        second.goto(page.url)
        expect(second.get_by_text("Hanging, as told")).to_be_visible()
        second.get_by_role("button", name="Stop").click()
        for tab in (page, second):
            expect(tab.get_by_role("heading", name="Stopped")).to_be_visible(timeout=SECONDS)


def test_what_is_not_understood_shows_a_way_on(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, PHONE) as person:
        page = person.open("/editor")
        page.locator("#id_image").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes()}
        )
        page.get_by_label("What should happen?").fill("flibber the wozzle")
        page.get_by_role("button", name="Make it happen").click()
        expect(page.get_by_role("heading", name="I did not get that")).to_be_visible(
            timeout=SECONDS
        )
        expect(page.locator(".failed-suggestions li").first).to_be_visible()
        expect(page.get_by_label("What should happen?")).to_have_value("flibber the wozzle")


def test_enter_sends_and_shift_enter_begins_a_line(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, PHONE) as person:
        page = person.open("/editor")
        words = page.get_by_label("What should happen?")
        words.fill("a lake")
        words.press("Shift+Enter")
        expect(words).to_have_value("a lake\n")
        words.press("Enter")
        expect(page.locator(".result")).to_be_visible(timeout=SECONDS)


def test_without_event_source_the_page_polls(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        person.context.add_init_script("delete window.EventSource")
        page = edit_photo(person)
        expect(page.locator(".result")).to_be_visible()


def test_without_javascript_html_does_it(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK, java_script_enabled=False) as person:
        page = person.open("/")
        page.locator("#id_image").set_input_files(
            {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo_bytes()}
        )
        page.get_by_label("What should happen?").fill(WORDS)
        page.get_by_role("button", name="Make it happen").click()
        expect(page).to_have_url(re.compile(r"/generations/[0-9a-f-]{36}$"))
        for _ in range(50):
            if page.locator(".result").count():
                break
            page.reload()
        expect(page.locator(".result")).to_be_visible()
        publish(page, "Without JavaScript")


PAGES = (
    "/",
    "/editor",
    "/history",
    "/gallery",
    "/review",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/api/docs",
    "/api/redoc",
)


@pytest.mark.parametrize(
    ("width", "scheme"), [(360, "light"), (390, "dark"), (1280, "light"), (1600, "dark")]
)
def test_pages_fit_and_break_no_rule(
    chromium: Browser, server: Server, width: int, scheme: str
) -> None:
    viewport: ViewportSize = {"width": width, "height": 800}
    with visiting(chromium, server.url, viewport, color_scheme=scheme) as person:
        for path in PAGES:
            page = person.open(path)
            page.wait_for_load_state("networkidle")
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert needed <= width, f"{path} is {needed} px wide at {width}"
            page.close()
