"""What the API answers when something is wrong."""

import errno
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from generation.models import Generation
from nanobanana.http.limits import FORM_SLACK
from nanobanana.tests.answers import (
    HTML,
    JSON,
    NOBODYS,
    assert_tells_nothing,
    broken,
    client_error,
    problem,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{}, HTML, {"Accept": "image/png"}])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
@pytest.mark.parametrize("path", ["/api/nope", "/api/nope/", "/api/generate/not-an-id", "/api//"])
def test_unknown_api_address_is_404_in_json(
    client: Client, path: str, method: str, headers: dict[str, str]
) -> None:
    response = getattr(client, method)(path, headers=headers)
    assert problem(response) == client_error(404, "not_found")


@pytest.mark.parametrize(
    "path",
    [
        f"/api/generate/{NOBODYS}",
        f"/api/generate/{NOBODYS}/events",
        f"/api/gallery/{NOBODYS}",
        f"/api/files/{NOBODYS}",
    ],
)
def test_unknown_id_is_404_in_json(client: Client, path: str) -> None:
    assert problem(client.get(path)) == client_error(404, "not_found")


def test_method_not_allowed_is_405_and_names_those_that_are(client: Client) -> None:
    response = client.delete("/api/history")
    assert problem(response) == client_error(405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


def test_format_nobody_makes_is_406(client: Client) -> None:
    response = client.get("/api/history", headers={"Accept": "image/png"})
    assert problem(response) == client_error(406, "not_acceptable")


@pytest.mark.parametrize(
    ("path", "content_type"),
    [("/api/generate", "text/xml"), ("/api/auth/login", "text/plain"), ("/api/upload", JSON)],
)
def test_body_of_a_foreign_type_is_415(client: Client, path: str, content_type: str) -> None:
    response = client.post(path, b"<a/>", content_type=content_type)
    assert problem(response) == client_error(415, "unsupported_media_type")


@pytest.mark.parametrize("path", ["/api/generate", "/api/auth/login", "/api/reviews"])
@pytest.mark.parametrize(
    "body", [b"{", b"{'prompt': 1}", b'{"prompt": NaN}', b"\xff", b"[" * 99_999]
)
def test_broken_json_is_a_parse_error(client: Client, path: str, body: bytes) -> None:
    response = client.post(path, body, content_type=JSON)
    assert problem(response) == client_error(400, "parse_error")


def test_broken_form_is_a_parse_error(client: Client) -> None:
    response = client.post("/api/upload", b"x", content_type="multipart/form-data")
    assert problem(response) == client_error(400, "parse_error")


def test_too_many_fields_are_a_parse_error(client: Client) -> None:
    body = "&".join(f"a{number}=" for number in range(1100))
    response = client.post(
        "/api/auth/login", body, content_type="application/x-www-form-urlencoded"
    )
    assert problem(response) == client_error(400, "parse_error")


def test_invalid_fields_are_named(client: Client) -> None:
    response = client.post("/api/auth/login", {}, content_type=JSON)
    wanted = [("required", "email"), ("required", "password")]
    assert problem(response) == (400, "validation_error", wanted)


@pytest.mark.parametrize(
    ("path", "limit", "code"),
    [
        ("/api/auth/login", 1024 * 1024, "request_too_large"),
        ("/api/upload", 2048 + FORM_SLACK, "file_too_large"),
        ("/api/files/upload/", 2048 + FORM_SLACK, "file_too_large"),
        ("/api/generate", 2048 * 4 + FORM_SLACK, "file_too_large"),
    ],
)
def test_body_over_the_limit_is_413_and_one_at_it_is_not(
    client: Client, settings: Settings, path: str, limit: int, code: str
) -> None:
    settings.MAX_FILE_SIZE = 2048
    over = client.post(path, b"x" * (limit + 1), content_type=JSON)
    assert problem(over) == client_error(413, code)
    assert over["Connection"] == "close"
    assert client.post(path, b"x" * limit, content_type=JSON).status_code in {400, 415}


def test_giant_is_refused_by_its_announcement_alone(client: Client) -> None:
    response = client.post("/api/generate", b"{}", content_type=JSON, CONTENT_LENGTH=str(10**12))
    assert problem(response) == client_error(413, "file_too_large")
    assert "10 MB" in response.json()["errors"][0]["detail"]
    assert Generation.objects.count() == 0


def test_body_of_unknown_length_is_411(client: Client) -> None:
    for coding in ("chunked", "gzip, Chunked"):
        response = client.post(
            "/api/generate", b"{}", content_type=JSON, headers={"Transfer-Encoding": coding}
        )
        assert problem(response) == client_error(411, "length_required")
        assert response["Connection"] == "close"


@pytest.mark.parametrize("announced", ["many", "-1", "1e3", "1.0", "0x10", "²"])
def test_length_that_is_no_number_is_400(client: Client, announced: str) -> None:
    response = client.post("/api/generate", b"{}", content_type=JSON, CONTENT_LENGTH=announced)
    assert problem(response) == client_error(400, "bad_request")


def test_foreign_host_is_400(client: Client) -> None:
    response = client.get("/api/history", headers={"Host": "evil.example"})
    assert problem(response) == client_error(400, "bad_request")
    assert "evil" not in response.content.decode()


def test_stranger_at_a_staff_address_is_401(client: Client) -> None:
    response = client.get("/api/stats")
    assert problem(response) == client_error(401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer ")


def test_browser_without_its_token_is_403(client: Client) -> None:
    made = client.post("/api/generate", {"prompt": "a lake"}, content_type=JSON)
    assert made.status_code == 202
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client.cookies
    response = browser.post("/api/generate", {"prompt": "a hill"}, content_type=JSON)
    assert problem(response) == client_error(403, "permission_denied")
    assert Generation.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "path"),
    [("generation.api.history_of", "/api/history"), ("nanobanana.pages.reverse", "/api")],
)
def test_what_breaks_under_api_is_500_in_json_and_tells_nothing(
    visitor_client: Client, monkeypatch: pytest.MonkeyPatch, place: str, path: str
) -> None:
    monkeypatch.setattr(place, broken)
    response = visitor_client.get(path)
    assert problem(response) == (500, "server_error", [("error", None)])
    assert_tells_nothing(response)


def test_what_breaks_in_the_browsable_api_tells_nothing(
    visitor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generation.api.history_of", broken)
    response = visitor_client.get("/api/history", headers=HTML)
    assert response.status_code == 500
    assert_tells_nothing(response)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OperationalError("database or disk is full"),
    ],
)
def test_full_disk_is_507(
    visitor_client: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def full(*args: Any, **kwargs: Any) -> Any:
        raise error

    monkeypatch.setattr("generation.api.submit_generation", full)
    response = visitor_client.post("/api/generate", {"prompt": "a lake"}, content_type=JSON)
    assert problem(response) == (507, "server_error", [("storage_full", None)])
