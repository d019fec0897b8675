"""The studio in a real browser: brush, background, caption, watercolour, a painted picture."""

import io
import re

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from e2e.browser import DESK, PHONE, Visitor, visiting
from e2e.pictures import opened
from e2e.server import Server

pytestmark = pytest.mark.e2e

SECONDS = 40_000
SIZE = (640, 480)
SKY, SPOT = (120, 170, 220), (200, 30, 30)
SPOT_BOX = (280, 200, 340, 260)


def scene() -> Image.Image:
    """A soft sky with one red spot in it."""
    rows = np.linspace(0, 40, SIZE[1])[:, np.newaxis, np.newaxis]
    noise = np.random.default_rng(7).normal(0, 2, (*SIZE[::-1], 3))
    image = Image.fromarray(np.clip(np.array(SKY) + rows + noise, 0, 255).astype(np.uint8))
    ImageDraw.Draw(image).ellipse(SPOT_BOX, fill=SPOT)
    return image


def portrait() -> Image.Image:
    """A figure in the middle before a plain wall: what GrabCut is good at."""
    noise = np.random.default_rng(3).normal(0, 4, (*SIZE[::-1], 3))
    wall = np.clip(np.array((205, 210, 200)) + noise, 0, 255).astype(np.uint8)
    image = Image.fromarray(wall)
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 90, 390, 250), fill=(150, 60, 40))
    draw.rounded_rectangle((210, 230, 430, 479), radius=60, fill=(40, 50, 110))
    return image.filter(ImageFilter.GaussianBlur(1))


def encoded(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def begin(person: Visitor, image: Image.Image, words: str) -> Page:
    page = person.open("/editor")
    page.locator("#id_image").set_input_files(
        {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": encoded(image)}
    )
    expect(page.locator(".dropzone-image")).to_be_visible()
    page.get_by_label("What should happen?").fill(words)
    return page


def finish(page: Page) -> None:
    page.get_by_role("button", name="Make it happen").click()
    expect(page).to_have_url(re.compile(r"/generations/[0-9a-f-]{36}"), timeout=SECONDS)
    expect(page.locator(".result")).to_be_visible(timeout=SECONDS)


def result(person: Visitor, page: Page) -> Image.Image:
    link = page.get_by_role("link", name="Download").first.get_attribute("href")
    return opened(person.context.request.get(f"{person.base}{link}").body())


def stroke(page: Page, points: list[tuple[float, float]]) -> None:
    """Draw with the mouse over the opened brush's canvas, in parts of the picture."""
    box = page.locator(".brush-canvas").bounding_box()
    assert box is not None
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=4)
    page.mouse.up()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_erase_with_the_brush(chromium: Browser, server: Server, viewport: ViewportSize) -> None:
    with visiting(chromium, server.url, viewport) as person:
        page = begin(person, scene(), "erase this")
        page.get_by_role("button", name="Mark a part").click()
        expect(page.locator(".brush-dialog")).to_be_visible()
        page.locator(".brush-size input").fill("24")
        stroke(page, [(0.46, 0.45), (0.51, 0.45), (0.51, 0.51), (0.46, 0.51)])
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_text("A part is marked")).to_be_visible()
        finish(page)
        erased = np.asarray(result(person, page).convert("RGB")).astype(int)
    left, top, right, bottom = SPOT_BOX
    spot = erased[top:bottom, left:right]
    # Nothing red is left, and the corners are as they were.
    assert (spot[..., 0] - spot[..., 2]).max() < 20
    assert np.abs(erased[:60, :60] - np.asarray(scene())[:60, :60]).mean() < 4


def test_remove_a_background_and_refine_it(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        page = begin(person, portrait(), "remove the background")
        finish(page)
        first = result(person, page)
        assert first.mode == "RGBA"
        alpha = np.asarray(first.getchannel("A"))
        assert alpha[300, 320] > 240
        assert alpha[20, 20] < 15
        page.get_by_role("link", name="Refine with the brush").click()
        expect(page.locator(".brush-dialog")).to_be_visible()
        page.locator(".brush-size input").fill("20")
        stroke(page, [(0.05, 0.05), (0.15, 0.1)])
        page.get_by_role("button", name="Done").click()
        before = page.url
        page.get_by_role("button", name="Make it happen").click()
        expect(page).not_to_have_url(before, timeout=SECONDS)
        expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
        alpha = np.asarray(result(person, page).getchannel("A"))
        # The corner was painted as something to keep.
        assert alpha[30, 50] > 200
        assert alpha[240, 20] < 40


def test_refining_shows_the_first_guess_and_can_be_cancelled(
    chromium: Browser, server: Server
) -> None:
    with visiting(chromium, server.url, PHONE) as person:
        page = begin(person, portrait(), "remove the background")
        finish(page)
        page.get_by_role("link", name="Refine with the brush").click()
        dialog = page.get_by_role("dialog", name="Show what to keep")
        expect(dialog.get_by_text("Without your help, what is tinted red goes.")).to_be_visible()
        # The corner is tinted, the subject is not.
        tints = """guess => {
            const {width, height} = guess;
            const {data} = guess.getContext("2d").getImageData(0, 0, width, height);
            const middle = Math.round(height * 0.7) * width + Math.round(width / 2);
            return [data[3], data[4 * middle + 3]];
        }"""
        assert page.locator(".brush-guess").evaluate(tints) == [255, 0]
        dialog.get_by_label("Show the first guess").uncheck()
        expect(page.locator(".brush-guess")).to_be_hidden()
        stroke(page, [(0.1, 0.1), (0.3, 0.3)])
        dialog.get_by_role("button", name="Cancel").click()
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Forget the marks")).to_be_hidden()
        page.get_by_role("button", name="Mark a part").click()
        expect(page.get_by_role("dialog", name="Paint over the part you mean")).to_be_visible()
        expect(page.locator(".brush-guess")).to_be_hidden()


def test_words_for_two_pictures_ask_for_the_second(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, PHONE) as person:
        page = begin(person, scene(), "blend the two pictures")
        expect(page.get_by_text("Your words need a second picture")).to_be_visible(timeout=SECONDS)
        second = FilePayload(name="figure.jpg", mimeType="image/jpeg", buffer=encoded(portrait()))
        page.locator("#id_references").set_input_files(second)
        expect(page.get_by_role("img", name="figure.jpg")).to_be_visible()
        expect(page.locator("nb-live").get_by_text("Blended")).to_be_visible(timeout=SECONDS)
        expect(page.get_by_text("Your words need a second picture")).to_be_hidden()
        page.get_by_role("button", name="Remove figure.jpg").click()
        expect(page.get_by_text("Your words need a second picture")).to_be_visible()
        finish_asking_for_more(page)
        page.locator("#id_references").set_input_files(second)
        finish(page)
        blended = np.asarray(result(person, page).convert("RGB")).astype(int)
    # Half of each: the figure's dark jacket over the light sky.
    middle = np.array((scene().getpixel((320, 400)), portrait().getpixel((320, 400)))).mean(0)
    assert np.abs(blended[400, 320] - middle).max() < 12


def finish_asking_for_more(page: Page) -> None:
    """Sent all the same, the answer leads to where the second picture goes."""
    page.get_by_role("button", name="Make it happen").click()
    expect(page.get_by_role("heading", name="One more picture, please")).to_be_visible(
        timeout=SECONDS
    )
    page.get_by_role("link", name="Add a picture").click()
    expect(page.locator("#id_references")).to_be_focused()


def test_a_caption_is_previewed_while_it_is_typed(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        page = begin(person, scene(), "write “Hello sky” at the top")
        live = page.locator("nb-live")
        expect(live).to_be_visible(timeout=SECONDS)
        # Large beside the form while there is nothing else, and in the form where that is below.
        large, small = page.locator(".empty-preview img"), live.locator("img")
        expect(large).to_be_visible()
        expect(small).to_be_hidden()
        page.set_viewport_size({"width": 390, "height": 844})
        expect(small).to_be_visible()
        expect(large).to_be_hidden()
        page.set_viewport_size({"width": 1280, "height": 900})
        # Nobody can press the button without seeing where it sends their picture.
        expect(page.get_by_role("button", name="Make it happen")).to_be_in_viewport(ratio=1)
        expect(page.locator("nb-destination")).to_be_in_viewport(ratio=1)
        expect(live.get_by_text("Hello sky")).to_be_visible()
        finish(page)
        done = np.asarray(result(person, page).convert("L")).astype(int)
        changed = np.abs(done - np.asarray(scene().convert("L")))
        assert changed[:160].max() > 60
        assert changed[300:].mean() < 4


def test_a_watercolour(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        page = begin(person, portrait(), "make it a watercolour")
        finish(page)
        expect(page.locator(".result .result-steps")).to_contain_text(
            re.compile("water", re.IGNORECASE)
        )
        assert result(person, page).size == SIZE


def test_a_painted_sunset(chromium: Browser, server: Server) -> None:
    with visiting(chromium, server.url, DESK) as person:
        page = person.open("/editor")
        page.get_by_label("What should happen?").fill("a sunset over the ocean")
        finish(page)
        painted = result(person, page).convert("RGB")
    pixels = np.asarray(painted).astype(int)
    assert min(painted.size) >= 480
    # A sunset is warm, and a picture has something in it.
    assert pixels[..., 0].mean() > pixels[..., 2].mean()
    assert pixels.std() > 25
