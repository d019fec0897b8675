"""What the site answers when something is wrong, and what all its answers have in common."""

import errno
import json
import re
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from generation.models import Generation
from nanobanana.http.limits import FORM_SLACK

pytestmark = pytest.mark.django_db
JSON = "application/json"
HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOBODYS = UUID(int=0)
STRICT_SOURCE = re.compile(r"'self'|'none'|'nonce-[\w+/=-]+'|data:|blob:")


@pytest.fixture
def visitor_client() -> Client:
    """Somebody to whom a broken server answers, as it would outside of tests."""
    return Client(raise_request_exception=False)


def broken(*args: Any, **kwargs: Any) -> Any:
    raise ZeroDivisionError("the secret of the house")


def problem(response: Any) -> tuple[int, str, list[tuple[str, str | None]]]:
    """Status, type, and each error's code and field, of an answer in the contract's shape."""
    assert response["Content-Type"].split(";")[0] == JSON
    body = response.json()
    assert list(body) == ["type", "errors"]
    for error in body["errors"]:
        assert list(error) == ["code", "detail", "attr"]
        assert isinstance(error["detail"], str)
        assert error["detail"]
    found = [(error["code"], error["attr"]) for error in body["errors"]]
    return response.status_code, body["type"], found


def client_error(status: int, code: str, attr: str | None = None) -> Any:
    return status, "client_error", [(code, attr)]


# --- under /api ---------------------------------------------------------------------------------


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


# --- the pages ----------------------------------------------------------------------------------


def assert_tells_nothing(response: Any) -> None:
    """No traceback, no exception, no name of our modules."""
    shown = response.content.decode()
    for inside in ("Traceback", "ZeroDivisionError", "the secret of the house", "generation.api"):
        assert inside not in shown


def assert_is_page(client: Client, response: Any, status: int, heading: str) -> None:
    """A page for a person, with a way on that works."""
    page = response.content.decode()
    assert (response.status_code, response["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert page.lstrip().startswith("<!DOCTYPE html>")
    assert f"<h1>{heading}</h1>" in page
    ways_on = re.findall(r'<a class="button[^"]*" href="([^"]+)"', page)
    assert "/" in ways_on
    for address in ways_on:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nope", "/nope/", "/apiary", f"/gallery/{NOBODYS}", f"/generations/{NOBODYS}"]
)
def test_page_that_is_not_there_is_404_for_a_person(client: Client, path: str) -> None:
    assert_is_page(client, client.get(path), 404, "There is nothing here")


def test_page_that_breaks_is_500_for_a_person(
    visitor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("nanobanana.pages.showcase", broken)
        response = visitor_client.get("/")
    assert_tells_nothing(response)
    assert_is_page(visitor_client, response, 500, "Something broke on our side")


def test_500_page_needs_nothing_that_may_be_broken(
    visitor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("nanobanana.pages.showcase", broken)
        patched.setattr("accounts.visitors.RequestVisitor._look_up", broken)
        patched.setattr("accounts.context.allowance_of", broken)
        response = visitor_client.get("/", headers={"X-Session-ID": "its key"})
    assert_is_page(visitor_client, response, 500, "Something broke on our side")


def test_form_without_its_token_is_403_for_a_person(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/editor", {"prompt": "a lake"})
    assert_is_page(client, response, 403, "This form has expired")
    assert Generation.objects.count() == 0


def test_body_over_the_limit_is_413_for_a_person(client: Client, settings: Settings) -> None:
    settings.MAX_FILE_SIZE = 2048
    content_type = "multipart/form-data; boundary=x"
    response = client.post("/editor", b"x" * (2048 * 3 + FORM_SLACK + 1), content_type=content_type)
    assert response.status_code == 413
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert b"<h1>" in response.content
    assert b'href="/editor"' in response.content


def test_foreign_host_is_400_for_a_person(client: Client) -> None:
    response = client.get("/", headers={"Host": "evil.example"})
    assert (response.status_code, response["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert b"<h1>" in response.content
    assert b"evil.example" not in response.content


# --- with a slash and without -------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api/providers",
        "/api/history",
        "/api/gallery",
        "/api/features",
        "/api/faqs",
        "/api/reviews",
        "/api/auth/me",
        "/api/stats",
        f"/api/generate/{NOBODYS}",
        "/api/nope",
        "/gallery",
        "/account/login",
        "/healthz",
    ],
)
def test_get_answers_alike_with_a_slash_and_without(client: Client, path: str) -> None:
    bare, slashed = client.get(path), client.get(f"{path}/")
    assert bare.status_code == slashed.status_code
    assert bare.status_code not in {301, 302, 307, 308}
    assert unsalted(bare) == unsalted(slashed)


def unsalted(response: Any) -> str:
    """The body without the CSRF token, which is masked anew each time."""
    return re.sub(
        r'(name="csrfmiddlewaretoken" value=|"X-CSRFToken": )"\w+"', "", response.content.decode()
    )


@pytest.mark.parametrize(
    "path",
    ["/api/auth/register", "/api/auth/login", "/api/auth/refresh", "/api/generate", "/api/reviews"],
)
def test_post_answers_alike_with_a_slash_and_without(client: Client, path: str) -> None:
    bare, slashed = (client.post(each, {}, content_type=JSON) for each in (path, f"{path}/"))
    assert problem(bare)[:2] == (400, "validation_error")
    assert slashed.json() == bare.json()


@pytest.mark.parametrize("path", ["/api/generate", "/api/generate/"])
def test_post_keeps_its_body_and_query(client: Client, path: str) -> None:
    body = json.dumps({"prompt": "a lake", "settings": {"count": 2}})
    response = client.post(f"{path}?from=here", body, content_type=JSON)
    assert (response.status_code, response.json()["prompt"]) == (202, "a lake")
    assert Generation.objects.get().count == 2


def test_only_one_slash_is_forgiven(client: Client) -> None:
    assert client.get("/api/providers//").status_code == 404


# --- what the browser may do --------------------------------------------------------------------

PAGES = ["/", "/gallery", "/editor", "/history", "/account/login", "/account/signup", "/nope"]


def directives(response: Any) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.mark.parametrize("path", [*PAGES, "/api/docs", "/api/redoc", "/api/providers"])
def test_policy_is_strict_and_names_no_other_host(client: Client, path: str) -> None:
    found = directives(client.get(path, headers=HTML))
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == ["'self'"]
    assert found["frame-ancestors"] == found["base-uri"] == ["'none'"]
    sources = {source for each in found.values() for source in each}
    assert [source for source in sources if not STRICT_SOURCE.fullmatch(source)] == []


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_nothing_the_policy_forbids(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", page) == []
    loaded = re.findall(r'<(?:script|img|iframe|source)[^>]*\ssrc="([^"]*)"', page)
    loaded += re.findall(r'<link[^>]*\shref="([^"]*)"', page)
    assert len(loaded) > 3
    assert [
        address for address in loaded if not address.startswith(("/", "http://testserver/"))
    ] == []
    assert [address for address in loaded if address.startswith("//")] == []


@pytest.mark.parametrize(
    "path", [*PAGES, "/api/providers", "/api/nope", "/healthz", "/admin/login/"]
)
def test_every_answer_has_the_security_headers(client: Client, path: str) -> None:
    response = client.get(path, follow=path.startswith("/admin"))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in response.headers


def test_cookies_are_out_of_scripts_reach(client: Client) -> None:
    client.get("/account/login")
    client.post("/api/generate", {"prompt": "a lake"}, content_type=JSON)
    assert set(client.cookies) == {"csrftoken", "nb_session"}
    for cookie in client.cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
