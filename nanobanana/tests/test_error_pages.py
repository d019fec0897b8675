"""What a person sees when something is wrong."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from generation.models import Generation
from nanobanana.http.limits import FORM_SLACK
from nanobanana.tests.answers import NOBODYS, assert_tells_nothing, broken

pytestmark = pytest.mark.django_db


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


def test_a_page_that_only_takes_forms_says_so(client: Client) -> None:
    response = client.get("/gallery/publish")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert b"Go back" in response.content
    assert b"<html" in response.content
