"""The cookbook and the recipes, as a person uses them."""

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from e2e.browser import DESK, PHONE, visiting
from e2e.pictures import photo_bytes
from e2e.server import Server

pytestmark = pytest.mark.e2e

SECONDS = 20_000
SIZES = pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])


def photos(count: int) -> list[dict[str, object]]:
    photo = photo_bytes()
    return [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": photo}
        for number in range(count)
    ]


@SIZES
def test_an_example_of_the_cookbook_is_tried(
    chromium: Browser, server: Server, viewport: ViewportSize
) -> None:
    with visiting(chromium, server.url, viewport) as person:
        page = person.open("/")
        page.get_by_role("link", name="Studio", exact=True).click()
        expect(page.get_by_role("heading", name="What the studio can do")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        page.get_by_label("Find an edit").fill("sky")
        expect(page.get_by_text("1 edit fits")).to_be_visible()
        expect(page.locator(".dish:visible")).to_have_count(1)
        page.get_by_label("Find an edit").fill("")
        page.get_by_role("link", name="“make it brighter”").click()
        expect(page.get_by_label("What should happen?")).to_have_value("make it brighter")


@SIZES
def test_an_edit_is_kept_done_to_other_pictures_and_handed_on(
    chromium: Browser, server: Server, viewport: ViewportSize
) -> None:
    with visiting(chromium, server.url, viewport) as person:
        page = person.open("/editor")
        page.locator("#id_image").set_input_files(photos(1)[0])  # type: ignore[arg-type]
        page.get_by_label("What should happen?").fill("make it black and white, crop it square")
        page.get_by_role("button", name="Make it happen").click()
        page.get_by_role("button", name="Keep as a recipe").click(timeout=SECONDS)
        expect(page.get_by_role("heading", name="What it does")).to_be_visible()
        page.locator("#id_images").set_input_files(photos(9))  # type: ignore[arg-type]
        expect(page.get_by_text("9 new pictures are too many")).to_be_visible()
        page.locator("#id_images").set_input_files(photos(2))  # type: ignore[arg-type]
        expect(page.get_by_text("2 pictures chosen")).to_be_visible()
        expect(page.locator(".recipe-previews img")).to_have_count(2)
        page.get_by_role("button", name="Make it happen").click()
        expect(page.locator(".recipe-results img.thumbnail")).to_have_count(2, timeout=SECONDS)
        expect(page.get_by_text("2 pictures, newest first")).to_be_visible()
        page.get_by_text("Rename, share or delete").click()
        page.get_by_label("Share it").check()
        page.get_by_role("button", name="Save").click()
        link = page.locator("#share-url").input_value()
    with visiting(chromium, server.url, viewport) as friend:
        page = friend.page()
        page.goto(link)
        expect(page.get_by_text("Rename, share or delete")).to_have_count(0)
        page.locator("#id_images").set_input_files(photos(1))  # type: ignore[arg-type]
        page.get_by_role("button", name="Make it happen").click()
        expect(page.locator(".recipe-results img.thumbnail")).to_have_count(1, timeout=SECONDS)


def test_a_recipe_goes_only_when_one_is_sure(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, PHONE) as person:
        page = person.open("/recipes")
        page.get_by_label("What should happen?").fill("make it warmer")
        page.get_by_role("button", name="Keep this recipe").click()
        page.get_by_text("Rename, share or delete").click()
        expect(page.get_by_role("button", name="Yes, delete it")).to_be_hidden()
        page.get_by_text("Delete this recipe").click()
        page.get_by_role("button", name="Yes, delete it").click()
        expect(page.get_by_text("Nothing kept yet")).to_be_visible()
