"""The page of API keys, as a person uses it."""

import httpx
import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from e2e.browser import DESK, PHONE, visiting
from e2e.server import Server

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_key_is_made_shown_once_used_and_revoked(
    chromium: Browser, server: Server, viewport: ViewportSize
) -> None:
    with visiting(chromium, server.url, viewport) as person:
        page = person.open("/account/signup/")
        page.get_by_label("Email").or_(page.get_by_label("E-mail")).fill(
            f"keys{viewport['width']}@example.com"
        )
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Password", exact=True).fill("a quite long pass phrase")
        page.get_by_role("button", name="Sign up").click()
        page.goto(f"{server.url}/account")
        page.get_by_role("link", name="API keys").click()
        expect(page.get_by_text("No keys yet.")).to_be_visible()
        page.get_by_label("What is it for?").fill("my laptop")
        page.get_by_role("button", name="Make the key").click()
        expect(page.get_by_role("heading", name="“my laptop” is ready")).to_be_visible()
        key = page.get_by_label("Your new API key").input_value()
        page.get_by_role("button", name="Copy").click()
        # Whether a browser lets a page copy is its own affair; it is told either way.
        expect(page.locator(".key-copied")).not_to_be_empty()
        page.reload()
        expect(page.get_by_text("This key is made already")).to_be_visible()
        expect(page.get_by_role("listitem").filter(has_text="my laptop")).to_have_count(1)
        assert key not in page.content()
        headers = {"Authorization": f"Bearer {key}"}
        assert httpx.get(f"{server.url}/v1/models", headers=headers).status_code == 200
        page.reload()
        expect(page.get_by_text("last used")).to_be_visible()
        page.get_by_text("Revoke", exact=False).first.click()
        page.get_by_role("button", name="Yes, refuse it from now on").click()
        expect(page.get_by_text("The key is revoked.")).to_be_visible()
        assert httpx.get(f"{server.url}/v1/models", headers=headers).status_code == 401
