"""What is deleted by mistake comes back, and what is deleted for good does not."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from e2e.browser import DESK, PHONE, visiting
from e2e.server import Server

pytestmark = pytest.mark.e2e

SECONDS = 20_000


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_undo_restore_and_for_good(
    chromium: Browser, server: Server, viewport: ViewportSize
) -> None:
    with visiting(chromium, server.url, viewport) as person:
        page = person.open("/editor")
        page.locator("[name=prompt]").fill("a lake at sunset")
        page.get_by_role("button", name="Make it happen").click()
        expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
        file = page.get_by_role("link", name="Download").first.get_attribute("href")
        shown = f"{person.base}{file}"
        page.goto(f"{person.base}/history")

        delete(page)
        assert person.context.request.get(shown).status == 404
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_text("It is back in your history.")).to_be_visible()
        assert person.context.request.get(shown).status == 200

        delete(page)
        page.get_by_role("link", name="Trash", exact=True).click()
        expect(page.get_by_text("30 days left")).to_be_visible()
        page.get_by_role("button", name="Restore").click()
        expect(page.get_by_text("Nothing in the trash")).to_be_visible()
        assert person.context.request.get(shown).status == 200

        page.goto(f"{person.base}/history")
        delete(page)
        page.get_by_role("link", name="Trash", exact=True).click()
        page.get_by_text("Empty trash").click()
        page.get_by_role("button", name="Yes, delete all of it for good").click()
        expect(page.get_by_text("The trash is empty.")).to_be_visible()
        assert person.context.request.get(shown).status == 404


def delete(page: Page) -> None:
    page.get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile(r"/history\?deleted="))
