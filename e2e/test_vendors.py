"""A vendor in the served product: what is said before, what is sent, what comes back."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.browser import DESK, visiting
from e2e.server import Server
from generation.tests.vendors import gemini, openai
from generation.tests.vendors.gemini import parts_of
from generation.tests.vendors.openai import partial, streamed
from generation.tests.vendors.server import Hanging, Vendor

pytestmark = pytest.mark.e2e
WORDS = "What should happen?"


@pytest.fixture(scope="module")
def vendor() -> Iterator[Vendor]:
    with Vendor(gemini.answer) as vendor:
        yield vendor


@pytest.fixture(scope="module")
def served(vendor: Vendor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    extra = {
        "AI_PROVIDERS": "auto",
        "GEMINI_API_KEY": gemini.KEY,
        "GEMINI_BASE_URL": f"{vendor.url}/v1beta",
    }
    server = Server(tmp_path_factory.mktemp("vendors"), extra=extra)
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    path.write_bytes(gemini.png("teal", (320, 240)))
    return path


@pytest.fixture
def editor(chromium: Browser, served: Server, vendor: Vendor, photo: Path) -> Iterator[Page]:
    vendor.asked.clear()
    vendor.script.clear()
    with visiting(chromium, served.url, DESK) as person:
        page = person.open("/editor")
        page.locator("#id_image").set_input_files(photo)
        yield page


def send(page: Page, words: str) -> None:
    page.get_by_label(WORDS).fill(words)
    page.get_by_role("button", name="Make it happen").click()


def test_what_the_studio_understands_is_said_to_stay_and_stays(
    editor: Page, vendor: Vendor
) -> None:
    editor.get_by_label(WORDS).fill("make it black and white")
    expect(editor.get_by_text("This stays on this machine: the studio does it.")).to_be_visible()
    send(editor, "make it black and white")
    expect(editor.get_by_role("heading", name="Here it is")).to_be_visible()
    assert vendor.asked == []


def test_what_needs_a_model_is_said_to_go_and_goes_on_as_a_conversation(
    editor: Page, vendor: Vendor
) -> None:
    editor.get_by_label(WORDS).fill("let the dog fly a kite")
    said = editor.get_by_text("Your picture and your words go to Gemini (127.0.0.1).")
    expect(said).to_be_visible()
    expect(editor.locator("nb-live")).to_be_hidden()
    send(editor, "let the dog fly a kite")
    expect(editor.get_by_role("heading", name="Here it is")).to_be_visible()
    assert parts_of(vendor.asked[0])[0] == "let the dog fly a kite"
    editor.get_by_role("link", name="Edit further").click()
    send(editor, "now let it wear a hat")
    expect(editor.get_by_role("heading", name="Here it is")).to_be_visible()
    roles = [each["role"] for each in json.loads(vendor.asked[1].body)["contents"]]
    assert roles == ["user", "model", "user"]


def test_kept_on_this_machine_nothing_is_sent(editor: Page, vendor: Vendor) -> None:
    editor.get_by_label("Keep it on this machine").check()
    editor.get_by_label(WORDS).fill("make it warmer and let the dog fly")
    said = "This stays on this machine: the studio does what it understands of it."
    expect(editor.get_by_text(said)).to_be_visible()
    send(editor, "make it warmer and let the dog fly")
    expect(editor.get_by_role("heading", name="Here it is")).to_be_visible()
    assert vendor.asked == []


def test_refusal_is_told_and_nothing_of_the_key_is_shown(editor: Page, vendor: Vendor) -> None:
    vendor.script = [gemini.withheld(promptFeedback={"blockReason": "SAFETY"})]
    send(editor, "let the dog fly a kite")
    expect(editor.get_by_text("Gemini refused this: it goes against its rules.")).to_be_visible()
    vendor.script = [gemini.error(403, "PERMISSION_DENIED")]
    editor.get_by_role("button", name="Try again").click()
    expect(editor.get_by_text("Gemini does not accept this site's key.")).to_be_visible()
    assert gemini.KEY not in editor.content()


def test_unfinished_picture_is_seen_and_stop_hangs_up(
    chromium: Browser, own_server: Server
) -> None:
    hanging = Hanging()
    with Vendor(openai.answer) as painter:
        own_server.extra |= {
            "AI_PROVIDERS": "openai",
            "OPENAI_API_KEY": openai.KEY,
            "OPENAI_BASE_URL": f"{painter.url}/v1",
        }
        own_server.start()
        painter.script = [streamed(partial(gemini.png("orange", (320, 240))), hanging)]
        with visiting(chromium, own_server.url, DESK) as person:
            page = person.open("/editor")
            send(page, "a lake at dusk")
            glimpse = page.get_by_alt_text("The picture, not finished yet")
            expect(glimpse).to_be_visible(timeout=30_000)
            assert glimpse.evaluate("image => image.naturalWidth") == 320
            page.reload()
            expect(glimpse).to_be_visible(timeout=30_000)
            width = "image => image.decode().then(() => image.naturalWidth)"
            assert glimpse.evaluate(width) == 320
            if folder := os.environ.get("NB_SHOTS"):
                page.screenshot(path=f"{folder}/glimpse.png")
            page.get_by_role("button", name="Stop").click()
            expect(page.get_by_role("button", name="Stop")).to_be_hidden()
        assert hanging.hung_up.wait(10)
