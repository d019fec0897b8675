"""The editor's own uploader in a real browser: cut off, offline, reloaded, refused, waited for."""

import base64
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import psutil
import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, Request, expect

from e2e.browser import ARGUMENTS, DESK, PHONE, Visitor, visiting
from e2e.line import Line
from e2e.pictures import distance, opened, photo, photo_bytes
from e2e.server import Server
from files.heic import IS_READ

pytestmark = pytest.mark.e2e

SECONDS = 40_000
SIDE = 1200
CHUNK = 1024 * 1024
HELD = 2_500_000
"""In the middle of the third chunk."""

UPLOADS = "/api/files/upload"
GONE = "The network is gone. It goes on by itself when it is back."
LOST = re.compile(r"console error: Failed to load resource: (net::ERR_|the server responded with)")
FETCH = """async (link) => {
  const blob = await (await fetch(link)).blob();
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.split(",")[1]);
    reader.readAsDataURL(blob);
  });
}"""
SETTLED = "Promise.allSettled(document.getAnimations().map((each) => each.finished))"
SHOTS = os.environ.get("NB_SHOTS", "")
"""A folder to leave pictures of the states in, for a person to judge."""


def noise() -> Image.Image:
    """A picture that no format makes small: its PNG has a good 4 MB."""
    levels = np.random.default_rng(4).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    return Image.fromarray(levels)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pictures") / "noise.png"
    noise().save(path, compress_level=1)
    assert path.stat().st_size > 4 * CHUNK
    return path


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    with Line(server.port) as line:
        yield line


@pytest.fixture
def abroad(chromium: Browser, own_server: Server) -> Iterator[Visitor]:
    """A visitor of a server that is not on the visitor's own machine, by its name."""
    own_server.extra = {"ALLOWED_HOSTS": "nano.test,127.0.0.1"}
    own_server.start()
    base = f"http://nano.test:{own_server.port}"
    browser = chromium.browser_type.launch(
        executable_path=os.environ.get("NB_BROWSER"),
        args=[
            *ARGUMENTS,
            "--host-resolver-rules=MAP nano.test 127.0.0.1",
            f"--unsafely-treat-insecure-origin-as-secure={base}",
        ],
    )
    try:
        with visiting(browser, base, DESK) as person:
            yield person
    finally:
        browser.close()


@dataclass
class Watched:
    """What a page asks of the upload addresses, in order."""

    page: Page
    requests: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)

    def _note(self, request: Request) -> None:
        if UPLOADS in request.url:
            self.requests.append(request)

    def said(self, method: str) -> list[Request]:
        return [request for request in self.requests if request.method == method]

    def check_no_byte_twice(self, size: int) -> None:
        """Each piece begins where the server said that it stands, and the whole is there once."""
        at = 0
        for request in self.requests:
            response = None if request.failure else request.response()
            if request.method == "PATCH":
                assert int(request.headers["upload-offset"]) == at
            if response is not None and "upload-offset" in response.headers:
                assert int(response.headers["upload-offset"]) >= at
                at = int(response.headers["upload-offset"])
        assert at == size


def choose(page: Page, picture: Path) -> None:
    page.locator("#id_image").set_input_files(picture)


def under_way(page: Page) -> None:
    """The upload stands still where the line holds it."""
    expect(page.locator("nb-upload [data-part=percent]")).to_have_text(re.compile(r"[4-9]\d %"))


def uploaded(page: Page) -> None:
    expect(page.get_by_text("Uploaded", exact=True)).to_be_visible(timeout=SECONDS)


def forgive_lost_requests(person: Visitor) -> None:
    """The browser itself notes requests that failed, as they had to here; nothing else passes."""
    left = [trouble for trouble in person.troubles if not LOST.match(trouble)]
    assert not left, "\n".join(left)
    person.troubles.clear()


def shoot(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.evaluate(SETTLED)
        width = page.viewport_size["width"] if page.viewport_size else 0
        page.screenshot(path=f"{SHOTS}/{name}-{width}-{scheme}.png")
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def check_mirrored(page: Page, original: Image.Image) -> None:
    expect(page.locator(".result")).to_be_visible(timeout=SECONDS)
    link = page.get_by_role("link", name="Download").first.get_attribute("href")
    # By the page itself: only the browser knows where nano.test is.
    picture = opened(base64.b64decode(page.evaluate(FETCH, link)))
    assert distance(picture, ImageOps.mirror(original)) < 1.0


def ask(page: Page, words: str = "mirror it") -> None:
    page.get_by_label("What should happen?").fill(words)
    page.get_by_role("button", name="Make it happen").click()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_cut_line_costs_at_most_a_chunk(
    chromium: Browser, line: Line, large: Path, viewport: object
) -> None:
    with visiting(chromium, line.url, viewport) as person:  # type: ignore[arg-type]
        page = person.open("/editor")
        watched = Watched(page)
        line.hold(HELD)
        choose(page, large)
        under_way(page)
        bar = page.get_by_role("progressbar", name="Upload of your picture")
        assert 40 <= bar.evaluate("bar => bar.value") < 100
        shoot(page, "uploading")
        line.cut()
        expect(page.get_by_text(GONE)).to_be_visible()
        shoot(page, "gone")
        line.mend()
        uploaded(page)
        shoot(page, "uploaded")
        watched.check_no_byte_twice(large.stat().st_size)
        assert page.evaluate("document.querySelector('#id_image').files.length") == 0
        forgive_lost_requests(person)
        ask(page)
        check_mirrored(page, noise())


def test_nothing_is_asked_while_the_browser_is_offline(abroad: Visitor, large: Path) -> None:
    page = abroad.open("/editor")
    watched = Watched(page)
    abroad.context.set_offline(True)
    choose(page, large)
    expect(page.get_by_text(GONE)).to_be_visible()
    assert watched.requests == []
    abroad.context.set_offline(False)
    uploaded(page)
    watched.check_no_byte_twice(large.stat().st_size)
    assert [request.method for request in watched.requests] == ["POST", *["PATCH"] * 5]
    # The browser may come late for the page's icon.
    forgive_lost_requests(abroad)


def test_the_network_goes_off_and_on_in_mid_upload(abroad: Visitor, large: Path) -> None:
    page = abroad.open("/editor")
    watched = Watched(page)
    with page.expect_request(lambda request: request.headers.get("upload-offset") == str(CHUNK)):
        choose(page, large)
    abroad.context.set_offline(True)
    expect(page.get_by_text(GONE)).to_be_visible()
    asked = len(watched.requests)
    page.wait_for_timeout(1500)
    assert len(watched.requests) == asked
    abroad.context.set_offline(False)
    uploaded(page)
    assert watched.requests[asked].method == "HEAD"
    assert len(watched.said("POST")) == 1
    watched.check_no_byte_twice(large.stat().st_size)
    ask(page)
    check_mirrored(page, noise())
    forgive_lost_requests(abroad)


def test_a_reload_in_mid_upload_goes_on(chromium: Browser, line: Line, large: Path) -> None:
    with visiting(chromium, line.url, DESK) as person:
        page = person.open("/editor")
        line.hold(HELD)
        choose(page, large)
        under_way(page)
        watched = Watched(page)
        page.reload()
        line.release()
        # This browser leaves file inputs empty then; the same file is known again.
        choose(page, large)
        uploaded(page)
        first = watched.requests[0]
        assert (first.method, watched.said("POST")) == ("HEAD", [])
        assert int(watched.said("PATCH")[0].headers["upload-offset"]) >= 2 * CHUNK
        page.reload()
        # What was uploaded is still chosen, without a byte of it being sent again.
        image = page.locator(".dropzone-image")
        expect(image).to_have_attribute("src", re.compile(r"^/api/files/[0-9a-f-]{36}\?w=960"))
        assert page.evaluate("document.querySelector('#id_image').files.length") == 0
        ask(page)
        check_mirrored(page, noise())
        forgive_lost_requests(person)


def test_a_killed_server_is_waited_for(chromium: Browser, own_server: Server, large: Path) -> None:
    own_server.start()
    with Line(own_server.port) as line, visiting(chromium, line.url, DESK) as person:
        page = person.open("/editor")
        watched = Watched(page)
        line.hold(HELD)
        choose(page, large)
        under_way(page)
        everybody = own_server.everybody()
        for process in everybody:
            process.kill()
        psutil.wait_procs(everybody, timeout=10)
        line.release()
        expect(page.get_by_text(GONE)).to_be_visible(timeout=SECONDS)
        own_server.start()
        uploaded(page)
        watched.check_no_byte_twice(large.stat().st_size)
        assert len(watched.said("POST")) == 1
        ask(page)
        check_mirrored(page, noise())
        forgive_lost_requests(person)


def test_what_is_sent_too_early_waits(chromium: Browser, line: Line, large: Path) -> None:
    with visiting(chromium, line.url, PHONE) as person:
        page = person.open("/")
        line.hold(HELD)
        choose(page, large)
        under_way(page)
        ask(page)
        waiting = page.get_by_text("Your picture is still uploading.")
        expect(waiting).to_be_visible()
        shoot(page, "waiting")
        page.get_by_role("button", name="Do not send it yet").click()
        expect(waiting).to_be_hidden()
        page.get_by_label("What should happen?").press("Enter")
        expect(waiting).to_be_visible()
        assert page.url == f"{person.base}/"
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url.removeprefix(person.base)))
        line.release()
        check_mirrored(page, noise())
        assert sent.count("/editor") == 1


def test_a_refusal_is_told_in_the_servers_words(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    broken = tmp_path / "holiday.jpg"
    broken.write_bytes(photo_bytes()[:20_000])
    for viewport in (PHONE, DESK):
        with visiting(chromium, server.url, viewport) as person:
            page = person.open("/editor")
            choose(page, broken)
            words = page.get_by_text("This picture is damaged or cut short and cannot be opened.")
            expect(words).to_be_visible(timeout=SECONDS)
            expect(page.locator("nb-upload")).to_be_hidden()
            shoot(page, "refused")
            # The form itself still says the same.
            with page.expect_response("**/editor") as answer:
                ask(page)
            assert answer.value.status == 422
            expect(words).to_have_count(2)
            good = tmp_path / "good.jpg"
            good.write_bytes(photo_bytes())
            choose(page, good)
            uploaded(page)
            expect(words.first).to_be_hidden()
            forgive_lost_requests(person)


def test_a_full_storage_is_told_before_the_bytes_are_sent(
    chromium: Browser, own_server: Server, large: Path
) -> None:
    own_server.extra = {"ANONYMOUS_STORAGE_MB": "1"}
    own_server.start()
    with visiting(chromium, own_server.url, DESK) as person:
        page = person.open("/editor")
        watched = Watched(page)
        choose(page, large)
        expect(page.get_by_text(re.compile("Your storage of .* is full."))).to_be_visible()
        assert [request.method for request in watched.requests] == ["POST"]
        forgive_lost_requests(person)


@pytest.mark.parametrize("how", ["another", "remove"])
def test_what_is_not_wanted_any_more_is_ended(
    chromium: Browser, server: Server, line: Line, large: Path, how: str
) -> None:
    small = large.with_name("small.png")
    photo().save(small)
    with visiting(chromium, line.url, DESK) as person:
        page = person.open("/editor")
        watched = Watched(page)
        line.hold(HELD)
        choose(page, large)
        under_way(page)
        key = watched.said("PATCH")[0].url.rpartition("/")[2].replace("-", "")
        with page.expect_response(lambda answer: answer.request.method == "DELETE") as ended:
            if how == "remove":
                page.get_by_role("button", name="Remove").click()
                expect(page.locator("nb-upload")).to_be_hidden()
            else:
                choose(page, small)
        assert ended.value.status == 204
        line.release()
        with server.database() as database:
            row = "SELECT state, pieces FROM files_upload WHERE id = ?"
            assert database.execute(row, (key,)).fetchone() == ("refused", "[]")
        if how == "another":
            uploaded(page)
            ask(page)
            check_mirrored(page, photo())
        forgive_lost_requests(person)


def test_preview_and_brush_work_in_mid_upload(chromium: Browser, line: Line, large: Path) -> None:
    with visiting(chromium, line.url, DESK) as person:
        page = person.open("/editor")
        line.hold(HELD)
        choose(page, large)
        under_way(page)
        page.get_by_label("What should happen?").fill("make it black and white")
        expect(page.locator(".live-picture")).to_be_visible(timeout=SECONDS)
        page.get_by_role("button", name="Mark a part").click()
        page.locator(".brush-canvas").press("Space")
        page.get_by_role("button", name="Done").click()
        marked = page.get_by_text("A part is marked: only that will change.")
        expect(marked).to_be_visible()
        line.release()
        uploaded(page)
        expect(marked).to_be_visible()
        page.get_by_label("What should happen?").fill("make it darker")
        with page.expect_response("**/api/studio/preview") as answer:
            pass
        assert answer.value.status == 200
        assert '"inputImage":"01' in (answer.value.request.post_data or "")
        page.get_by_role("button", name="Make it happen").click()
        expect(page.locator(".result")).to_be_visible(timeout=SECONDS)


def test_a_picture_that_the_browser_cannot_show(
    chromium: Browser, line: Line, tmp_path: Path
) -> None:
    """A tile stands for it until the server's copy can be shown."""
    tiff = tmp_path / "scan.tiff"
    photo().save(tiff)
    with visiting(chromium, line.url, PHONE) as person:
        page = person.open("/editor")
        line.hold(300_000)
        choose(page, tiff)
        expect(page.get_by_text("This browser cannot show this kind of picture.")).to_be_visible()
        shoot(page, "tile")
        line.release()
        check_shown_by_the_server(page)
        ask(page)
        check_mirrored(page, photo())


@pytest.mark.skipif(not IS_READ, reason="needs requirements-heic.txt")
def test_a_heic_picture(chromium: Browser, server: Server, tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    heic = tmp_path / "IMG_1.HEIC"
    pillow_heif.from_pillow(photo()).save(heic, quality=95)
    with visiting(chromium, server.url, PHONE) as person:
        page = person.open("/editor")
        choose(page, heic)
        check_shown_by_the_server(page)
        ask(page)
        expect(page.locator(".result")).to_be_visible(timeout=SECONDS)


def check_shown_by_the_server(page: Page) -> None:
    uploaded(page)
    image = page.locator(".dropzone-image")
    expect(image).to_have_attribute("src", re.compile(r"^/api/files/[0-9a-f-]{36}\?w=960"))
    expect(image).to_be_visible()
    page.wait_for_function("document.querySelector('.dropzone-image').naturalWidth === 640")


def test_without_scripts_the_form_carries_the_picture(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    picture = tmp_path / "small.png"
    photo().save(picture)
    with visiting(chromium, server.url, DESK, java_script_enabled=False) as person:
        page = person.open("/editor")
        expect(page.locator("nb-upload")).to_be_hidden()
        expect(page.locator("nb-send-later")).to_be_hidden()
        choose(page, picture)
        ask(page)
        expect(page).to_have_url(re.compile(r"/generations/[0-9a-f-]{36}"))
        expect(page.locator("body")).to_contain_text("mirror it")


def test_where_uploads_are_turned_away_the_form_carries_the_picture(
    chromium: Browser, server: Server, tmp_path: Path
) -> None:
    picture = tmp_path / "small.png"
    photo().save(picture)
    with visiting(chromium, server.url, DESK) as person:
        page = person.open("/editor")
        page.route(f"**{UPLOADS}", lambda route: route.fulfill(status=403))
        choose(page, picture)
        expect(
            page.get_by_text("Your picture goes along when you press the button.")
        ).to_be_visible()
        ask(page)
        check_mirrored(page, photo())
        forgive_lost_requests(person)
