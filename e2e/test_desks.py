"""The desks behind the shop: curators in the admin, developers in the browsable API."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from e2e.browser import DESK, PHONE, Visitor, visiting
from e2e.server import Server, wait_until

pytestmark = pytest.mark.e2e

CURATOR, PASSWORD = "curator@example.com", "a curator's pass phrase"
LISTS = (
    "generation/generation",
    "generation/recipe",
    "gallery/galleryitem",
    "gallery/report",
    "content/feature",
    "content/review",
    "content/faq",
    "accounts/user",
    "accounts/visitor",
    "files/storedfile",
)


@pytest.fixture(scope="module")
def curated(server: Server) -> Server:
    """The running product, with somebody who may use its admin."""
    server.extra["DJANGO_SUPERUSER_PASSWORD"] = PASSWORD
    server.manage("createsuperuser", "--noinput", "--email", CURATOR)
    return server


def sign_in(person: Visitor, path: str) -> Page:
    page = person.open(f"/account/login/?next={path}")
    page.get_by_label("Email").fill(CURATOR)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{person.base}{path}")
    # Forms of the browsable API are sent by its scripts.
    page.wait_for_load_state()
    return page


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_admin_shows_charts_and_every_list(
    chromium: Browser, curated: Server, viewport: ViewportSize
) -> None:
    with visiting(chromium, curated.url, viewport) as person:
        page = sign_in(person, "/admin/")
        for title in ("Jobs per day", "Failure rate", "Storage"):
            expect(page.get_by_role("heading", name=title)).to_be_visible()
        expect(page.locator("canvas")).to_have_count(4)
        for name in LISTS:
            page.goto(f"{person.base}/admin/{name}/")
            expect(page.locator("#changelist")).to_be_visible()


def test_a_curator_requeues_a_failed_job(chromium: Browser, curated: Server) -> None:
    client = curated.client()
    words = "told to fail [fail]"
    key = client.post("/api/generate", json={"prompt": words}).json()["id"]
    state = f"/api/generate/{key}"

    def failed() -> bool:
        return bool(client.get(state).json()["status"] == "failed")

    wait_until(failed, seconds=60, what="the job to fail")
    first = client.get(state).json()["completedAt"]
    with visiting(chromium, curated.url, DESK) as person:
        page = sign_in(person, "/admin/generation/generation/")
        page.goto(f"{person.base}/admin/generation/generation/?q={key}")
        page.locator("input.action-select").check()
        page.locator("select[name=action]").select_option("requeue")
        page.locator("button[name=index], button:has-text('Run')").first.click()
        expect(page.get_by_text("1 requeued.")).to_be_visible()
    wait_until(
        lambda: failed() and client.get(state).json()["completedAt"] != first,
        seconds=60,
        what="the job to run again",
    )


def test_a_developer_posts_from_the_browsable_api(chromium: Browser, curated: Server) -> None:
    with visiting(chromium, curated.url, DESK) as person:
        page = sign_in(person, "/api/reviews")
        page.locator("textarea[name=_content]").fill('{"rating": 5, "text": "From the desk."}')
        page.get_by_role("button", name="POST").click()
        expect(page.locator(".response-info")).to_contain_text("HTTP 201 Created")
        expect(page.locator(".response-info")).to_contain_text("From the desk.")


def test_swagger_tries_a_request_out(chromium: Browser, curated: Server) -> None:
    with visiting(chromium, curated.url, DESK) as person:
        page = person.open("/api/docs")
        page.locator("#operations-providers-providers_list").click()
        page.get_by_role("button", name="Try it out").click()
        page.get_by_role("button", name="Execute").click()
        expect(page.locator(".live-responses-table")).to_contain_text(
            re.compile("nano-banana-v1"), timeout=10_000
        )


def test_swagger_is_dark_where_people_like_that(chromium: Browser, curated: Server) -> None:
    with visiting(chromium, curated.url, DESK) as person:
        page = person.open("/api/docs")
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html")).to_have_css("color-scheme", "dark")
        page.emulate_media(color_scheme="light")
        expect(page.locator("html")).not_to_have_css("color-scheme", "dark")
