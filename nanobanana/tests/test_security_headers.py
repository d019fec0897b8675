"""What the browser may do with our answers."""

import re
from typing import Any

import pytest
from django.test import Client

from nanobanana.tests.answers import HTML, JSON

pytestmark = pytest.mark.django_db
PAGES = ["/", "/gallery", "/editor", "/history", "/account/login", "/account/signup", "/nope"]
STRICT_SOURCE = re.compile(r"'self'|'none'|'nonce-[\w+/=-]+'|data:|blob:")


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
