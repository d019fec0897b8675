"""`manage.py providers`, against vendors on this machine."""

import io
import json
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django.fixtures import Settings

from generation.providers import checking
from generation.tests.vendors.server import Asked, Cut, Pause, Reply, Streamed, Vendor
from nanobanana.tests.commanding import run

KEY = "sk-only-for-tests"


def said(*options: str) -> tuple[str, str]:
    """What it prints, and the fault it ends with."""
    out = io.StringIO()
    try:
        call_command("providers", *options, stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def lists(**models: Any) -> Reply:
    data = [{"id": name.replace("_", "-"), "shutdown_date": day} for name, day in models.items()]
    return Reply(200, json.dumps({"object": "list", "data": data}).encode())


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return Reply(401, f'{{"error": {{"message": "bad key {KEY}"}}}}'.encode())
        return lists(flare=None, sunburst="2026-01-01")

    with Vendor(answer) as vendor:
        settings.AI_PROVIDERS, settings.OPENAI_API_KEY = ["openai", "studio"], KEY
        settings.OPENAI_BASE_URL = f"{vendor.url}/v1"
        settings.OPENAI_IMAGE_MODELS = ["flare"]
        yield vendor


def test_without_vendors_all_is_ready(settings: Settings) -> None:
    settings.AI_PROVIDERS = ["auto"]
    lines = run("providers")
    assert lines[0] == "Order: automatic. Fallback: off."
    assert [line for line in lines if line and line[0] != " "][1:] == [
        "studio: Studio, on this machine",
        "painter: Painter, on this machine",
        "mock: Sample pictures, on this machine",
    ]
    assert lines.count("    ok     ready: it needs nothing") == 3


def test_key_and_model_are_checked_at_the_vendor(vendor: Vendor) -> None:
    told, fault = said()
    assert fault == ""
    assert "ok     the key is accepted\n    ok     flare\n" in told
    assert (vendor.asked[0].method, vendor.asked[0].path) == ("GET", "/v1/models")


def test_bad_key_ends_with_a_fault_and_shows_none(vendor: Vendor, settings: Settings) -> None:
    settings.OPENAI_API_KEY = "sk-other"
    told, fault = said()
    assert fault == "To be mended: openai."
    assert "(provider_key_refused)" in told
    assert KEY not in told
    assert "sk-other" not in told


@pytest.mark.parametrize(
    ("days", "state", "fault"),
    [(400, "ok    ", ""), (30, "SOON  ", ""), (-3, "FAULT ", "To be mended: openai.")],
)
def test_shutdown_of_a_model_is_told(vendor: Vendor, days: int, state: str, fault: str) -> None:
    day = (timezone.now().date() + timedelta(days=days)).isoformat()
    vendor.script = [lists(flare=day)]
    told, ended = said()
    assert f"    {state} flare: shut" in told
    assert day in told
    assert ended == fault


def test_model_that_is_not_offered_is_a_fault(vendor: Vendor, settings: Settings) -> None:
    settings.OPENAI_IMAGE_MODELS = ["flare", "dall-e-2"]
    told, fault = said()
    assert "FAULT  dall-e-2: not offered to this key" in told
    assert fault == "To be mended: openai."


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(500, b"oops"), "provider_unavailable"),
        (Reply(429, b""), "provider_rate_limited"),
        (Reply(200, b"<html>"), "provider_bad_answer"),
        (Reply(200, b"[" * 200_000), "provider_bad_answer"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/"}), "provider_refused_request"),
        (Reply(404), "provider_refused_request"),
        (Reply(200, b"[]"), "provider_bad_answer"),
        (Cut(), "provider_unavailable"),
    ],
)
def test_vendor_that_is_down_is_told(vendor: Vendor, reply: Reply | Cut, code: str) -> None:
    vendor.script = [reply]
    told, fault = said()
    assert f"({code})" in told
    assert "picture" not in told.split("FAULT")[1]
    assert fault == "To be mended: openai."


def test_an_answer_without_end_is_not_waited_for(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "SECONDS", 0.3)
    dripping = Pause()
    vendor.script = [Streamed((b"{", dripping))]
    assert "(provider_timeout)" in said()[0]
    dripping.go.set()
    monkeypatch.setattr(checking, "SECONDS", 10)
    monkeypatch.setattr(checking, "MOST_BYTES", 1000)
    vendor.script = [Reply(200, b" " * 5000)]
    assert "(provider_bad_answer)" in said()[0]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("20200102", "FAULT  flare: shut down on 2020-01-02"),
        ("2020-01-02T03:04:05+09:00", "FAULT  flare: shut down on 2020-01-02"),
        ("Jan 2, 2020", "SOON   flare: shuts down, on a day that cannot be read"),
        (1577836800, "SOON   flare: shuts down, on a day that cannot be read"),
        ({"seconds": 5}, "SOON   flare: shuts down, on a day that cannot be read"),
        ("", "ok     flare\n"),
    ],
)
def test_days_may_be_written_in_any_way(vendor: Vendor, day: Any, told: str) -> None:
    vendor.script = [lists(flare=day)]
    assert told in said()[0]


def test_offline_asks_nobody(vendor: Vendor) -> None:
    told, fault = said("--offline")
    assert "models flare" in told
    assert (vendor.asked, fault) == ([], "")


def test_gemini_lists_its_models_page_by_page(settings: Settings) -> None:
    def answer(asked: Asked) -> Reply:
        if asked.headers.get("x-goog-api-key") != KEY:
            return Reply(400, b'{"error": {"status": "INVALID_ARGUMENT"}}')
        if "pageToken=next" in asked.path:
            model = {
                "name": "models/banana-3",
                "modelStatus": {"retirementTime": "2020-02-02T00:00:00Z"},
            }
            return Reply(200, json.dumps({"models": [model]}).encode())
        body = {"models": [{"name": "models/banana-2"}], "nextPageToken": "next"}
        return Reply(200, json.dumps(body).encode())

    with Vendor(answer) as vendor:
        settings.AI_PROVIDERS, settings.GEMINI_API_KEY = ["gemini"], KEY
        settings.GEMINI_BASE_URL = f"{vendor.url}/v1beta"
        settings.GEMINI_IMAGE_MODELS = ["banana-2", "banana-3"]
        told, _ = said()
        assert "ok     banana-2\n" in told
        assert "FAULT  banana-3: shut down on 2020-02-02" in told
        settings.GEMINI_API_KEY = "AIza-wrong"
        assert "(provider_key_refused)" in said()[0]


@pytest.mark.parametrize("token", ["a b#c&key=1", "\0\n", "x" * 70_000, {"a": 1}])
def test_any_token_of_a_next_page_is_asked_with(settings: Settings, token: object) -> None:
    first = {"models": [{"name": "models/banana"}, 5, {"name": 5}], "nextPageToken": token}
    with Vendor(lambda _: Reply(200, b"{}")) as vendor:
        settings.AI_PROVIDERS, settings.GEMINI_API_KEY = ["gemini"], KEY
        settings.GEMINI_BASE_URL = f"{vendor.url}/v1beta"
        settings.GEMINI_IMAGE_MODELS = ["banana"]
        vendor.script = [Reply(200, json.dumps(first).encode())]
        told, fault = said()
    if len(str(token)) > 1000:
        assert "(provider_bad_answer)" in told
        return
    assert ("ok     banana\n" in told, fault) == (True, "")
    query = parse_qs(urlsplit(vendor.asked[1].path).query)
    assert query == {"pageSize": ["1000"], "pageToken": [str(token)]}


@pytest.mark.parametrize(
    ("left", "told"),
    [("true", "credit unknown"), ("NaN", "credit unknown"), ("9" * 400, "credit unknown")],
)
def test_credit_that_is_no_number_is_unknown(settings: Settings, left: str, told: str) -> None:
    with Vendor(lambda _: Reply(200, f'{{"credits": {left}}}'.encode())) as vendor:
        settings.AI_PROVIDERS, settings.STABILITY_API_KEY = ["stability"], KEY
        settings.STABILITY_BASE_URL = vendor.url
        assert told in said()[0]


def test_stability_tells_the_credit_that_is_left(settings: Settings) -> None:
    def answer(asked: Asked) -> Reply:
        is_known = asked.headers.get("authorization") == f"Bearer {KEY}"
        return Reply(200, b'{"credits": 0.0}') if is_known else Reply(401)

    with Vendor(answer) as vendor:
        settings.AI_PROVIDERS, settings.STABILITY_API_KEY = ["stability"], KEY
        settings.STABILITY_BASE_URL = vendor.url
        told, fault = said()
    assert "0.0 credits left" in told
    assert "FAULT  no credit is left" in told
    assert fault == "To be mended: stability."


def test_local_model_without_its_folder_is_a_fault(settings: Settings, tmp_path: Path) -> None:
    settings.AI_PROVIDERS, settings.LOCAL_MODEL = ["diffusers"], str(tmp_path / "none")
    assert said()[1] == "To be mended: diffusers."


def test_own_api_whose_answer_never_begins_is_not_waited_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.AI_PROVIDERS = ["http"]
        settings.HTTP_PROVIDER_URL = f"http://127.0.0.1:{listening.getsockname()[1]}"
        hung_up, given_up = threading.Event(), threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                # As often as keeps its client waiting, for half a minute at most.
                for _ in range(300):
                    connection.sendall(b"x")
                    if hung_up.wait(0.1):
                        return
                given_up.set()

        threading.Thread(target=drip, daemon=True).start()
        told = said()[0]
        hung_up.set()
    assert "(provider_timeout)" in told
    assert not given_up.is_set()


def test_no_address_of_an_own_api_is_written_down(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with Vendor(lambda _: Reply(200)) as vendor:
        settings.AI_PROVIDERS = ["http"]
        settings.HTTP_PROVIDER_URL = f"{vendor.url}/hook?token=secret"
        with caplog.at_level(logging.INFO):
            said()
    assert vendor.asked[0].path == "/hook?token=secret"
    assert "secret" not in caplog.text


def test_own_api_is_asked_whether_it_listens(settings: Settings) -> None:
    with Vendor(lambda _: Reply(405, b"?", {"Content-Encoding": "gzip"})) as vendor:
        settings.AI_PROVIDERS, settings.HTTP_PROVIDER_URL = ["http"], vendor.url
        assert "it answers (status 405)" in said()[0]
    place = vendor.url.removeprefix("http://")
    told = said()[0]
    assert f"Own API cannot be reached at {place}: " in told
    assert "(provider_unavailable)" in told


def test_neither_path_nor_password_of_an_address_is_told(settings: Settings) -> None:
    settings.AI_PROVIDERS = ["http"]
    settings.HTTP_PROVIDER_URL = "http://me:secret@127.0.0.1:1/hook?token=secret"
    told = said()[0]
    assert "cannot be reached at 127.0.0.1:1: " in told
    assert "secret" not in told
