"""What the editor does with a chosen picture: waits for it, shows it, refuses it, lets go of it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.browser import DESK, PHONE, visiting
from e2e.line import Line
from e2e.pictures import photo, photo_bytes
from e2e.server import Server
from e2e.uploading import (
    HELD,
    SECONDS,
    UPLOADS,
    Watched,
    ask,
    check_mirrored,
    choose,
    forgive_lost_requests,
    noise,
    shoot,
    under_way,
    uploaded,
)
from files.heic import IS_READ

pytestmark = pytest.mark.e2e


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
        expect(page.locator(".empty-preview img")).to_be_visible(timeout=SECONDS)
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
