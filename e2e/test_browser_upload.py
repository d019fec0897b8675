"""The editor's own uploader in a real browser, and what can happen to the network meanwhile."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect

from e2e.browser import ARGUMENTS, DESK, PHONE, Visitor, visiting
from e2e.line import Line
from e2e.server import Server
from e2e.uploading import (
    CHUNK,
    GONE,
    HELD,
    SECONDS,
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

pytestmark = pytest.mark.e2e


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
        page.reload()
        # From here on: the page that is left may still send the piece it was about to.
        watched = Watched(page)
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
        psutil.wait_procs(everybody, timeout=30)
        line.release()
        expect(page.get_by_text(GONE)).to_be_visible(timeout=SECONDS)
        own_server.start()
        uploaded(page)
        watched.check_no_byte_twice(large.stat().st_size)
        assert len(watched.said("POST")) == 1
        ask(page)
        check_mirrored(page, noise())
        forgive_lost_requests(person)
