"""What the OpenAI Images API, as we serve it, refuses, and how it says so."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.keys.services import create_key
from accounts.models import User
from generation.models import Generation
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.tests.conftest import FakeProvider
from generation.tests.test_v1 import EDITED, MADE, error, file, get, key, post, user, worker

__all__ = ("key", "user", "worker")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("moderation_blocked", 400),
        ("instruction_not_understood", 400),
        ("provider_rate_limited", 429),
        ("provider_timeout", 504),
        ("timeout", 504),
        ("provider_unavailable", 503),
        ("provider_key_refused", 502),
        ("whatever_else", 500),
    ],
)
def test_a_failure_has_its_status_and_is_not_asked_for_again(
    worker: FakeProvider, key: str, code: str, status: int
) -> None:
    def failing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise ProviderError(code, "It failed.", suggestions=("warmer",))

    worker.act = failing
    response = post(key, MADE, {"prompt": "a"})
    assert error(response) == (status, code, None)
    assert response.json()["error"]["message"] == "It failed. Try “warmer”."
    assert response["x-should-retry"] == "false"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, (400, "invalid_value", "prompt")),
        ({"prompt": "  "}, (400, "invalid_value", "prompt")),
        ({"prompt": 5}, (400, "invalid_value", "prompt")),
        ({"prompt": "x" * 8001}, (400, "invalid_value", "prompt")),
        ({"prompt": "a\u0000b"}, (400, "invalid_value", "prompt")),
        ({"prompt": "a", "n": 0}, (400, "invalid_value", "n")),
        ({"prompt": "a", "n": 5}, (400, "invalid_value", "n")),
        ({"prompt": "a", "n": True}, (400, "invalid_value", "n")),
        ({"prompt": "a", "size": "big"}, (400, "invalid_value", "size")),
        ({"prompt": "a", "size": "1x1"}, (400, "invalid_value", "size")),
        ({"prompt": "a", "model": "dall-e-2"}, (404, "model_not_found", "model")),
        ({"prompt": "a", "response_format": "xml"}, (400, "invalid_value", "response_format")),
        ({"prompt": "a", "output_format": "gif"}, (400, "invalid_value", "output_format")),
        ({"prompt": "a", "quality": "a\u0000"}, (400, "invalid_value", "quality")),
        ({"prompt": "a", "background": "x" * 33}, (400, "invalid_value", "background")),
        ({"prompt": "a", "stream": "maybe"}, (400, "invalid_value", "stream")),
        ({"prompt": "a", "partial_images": 4}, (400, "invalid_value", "partial_images")),
        ([], (400, "invalid_value", None)),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    provider: FakeProvider, key: str, body: Any, expected: tuple[int, str, str | None]
) -> None:
    response = post(key, MADE, body)
    assert error(response) == expected
    assert response["x-request-id"]
    assert Generation.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "code", "param"),
    [
        ({"prompt": "a"}, "invalid_value", "image"),
        ({"prompt": "a", "image": "text"}, "invalid_value", "image"),
        ({"prompt": "a", "image": b"no picture"}, "unsupported_image", None),
        ({"prompt": "a", "image": b"", "mask": "opaque"}, "invalid_value", "mask"),
        ({"prompt": "a", "image": b"", "mask": "text"}, "invalid_value", "mask"),
        ({"image": b""}, "invalid_value", "prompt"),
    ],
)
def test_pictures_that_cannot_be_used_are_named(
    provider: FakeProvider, key: str, given: dict[str, Any], code: str, param: str | None
) -> None:
    if isinstance(given.get("image"), bytes):
        given = {**given, "image": file(given["image"])}
    if given.get("mask") == "opaque":
        given = {**given, "mask": file()}
    response = post(key, EDITED, given)
    assert error(response)[1:] == (code, param)
    assert 400 <= response.status_code < 500
    assert Generation.objects.count() == 0


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"prompt": "a"}, (400, "invalid_value", "image")),
        ({"prompt": "a", "images": {}}, (400, "invalid_value", "images")),
        ({"prompt": "a", "images": ["data:"]}, (400, "invalid_value", "images")),
        ({"prompt": "a", "images": [{"file_id": "f"}]}, (400, "invalid_value", "images")),
        (
            {"prompt": "a", "images": [{"image_url": "http://127.0.0.1/"}]},
            (400, "invalid_value", "images"),
        ),
        ({"prompt": "a", "images": [{"image_url": "data:,x"}]}, (400, "invalid", "image")),
        ([], (400, "invalid_value", None)),
    ],
)
def test_an_edit_in_json_brings_its_pictures_along(
    provider: FakeProvider, key: str, given: Any, expected: tuple[int, str, str | None]
) -> None:
    told = {"Authorization": f"Bearer {key}"}
    response = Client().post(EDITED, given, content_type="application/json", headers=told)
    assert error(response) == expected
    assert Generation.objects.count() == 0


def test_too_many_pictures_are_refused(provider: FakeProvider, key: str) -> None:
    given = {"prompt": "a", "image[]": [file() for _ in range(10)]}
    assert error(post(key, EDITED, given)) == (400, "invalid_value", "image")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sk-other"}])
def test_without_a_key_nothing_is_made(provider: FakeProvider, headers: dict[str, str]) -> None:
    for path in ("/v1/models", "/v1/models/studio"):
        assert error(Client().get(path, headers=headers))[:2] == (401, "invalid_api_key")
    response = Client().post(MADE, "{}", content_type="application/json", headers=headers)
    assert error(response)[:2] == (401, "invalid_api_key")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_browsers_cookie_is_no_key(provider: FakeProvider, user: User) -> None:
    client = Client()
    client.force_login(user)
    assert error(client.get("/v1/models"))[:2] == (401, "invalid_api_key")


def test_scopes_hold(provider: FakeProvider, user: User) -> None:
    _, looker = create_key(user, name="r", scopes=["read"])
    _, maker = create_key(user, name="g", scopes=["generate"])
    assert error(post(looker, MADE, {"prompt": "a"}))[:2] == (403, "scope_missing")
    assert error(get(maker, "/v1/models"))[:2] == (403, "scope_missing")


def test_used_up_allowance_is_not_asked_for_again(
    provider: FakeProvider, key: str, settings: Settings
) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 0, "free": 0, "pro": 0}
    response = post(key, MADE, {"prompt": "a"})
    assert error(response)[:2] == (429, "insufficient_quota")
    assert response["x-should-retry"] == "false"
    assert int(response["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/v1/nothing", 404),
        ("post", "/v1/chat/completions", 404),
        ("get", MADE, 405),
        ("get", "/v1/files/forged", 404),
        ("get", "/v1", 404),
    ],
)
def test_whatever_else_is_answered_in_their_shape(
    key: str, method: str, path: str, status: int
) -> None:
    send = getattr(Client(), method)
    response = send(path, headers={"Authorization": f"Bearer {key}"})
    assert error(response)[0] == status
    assert response["x-request-id"]


def test_broken_json_is_told(key: str) -> None:
    told = {"Authorization": f"Bearer {key}"}
    response = Client().post(MADE, "{gar", content_type="application/json", headers=told)
    assert error(response)[:2] == (400, "invalid_body")
    large = "x" * (1024 * 1024 + 1)
    response = Client().post(MADE, large, content_type="application/json", headers=told)
    assert error(response)[:2] == (413, "request_too_large")


def test_assistants_are_told_what_a_plain_server_cannot_do() -> None:
    assert Client().post("/mcp").status_code == 501
