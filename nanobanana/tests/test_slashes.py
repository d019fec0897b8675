import json
import re
from typing import Any

import pytest
from django.test import Client

from generation.models import Generation
from nanobanana.tests.answers import JSON, NOBODYS, problem

pytestmark = pytest.mark.django_db


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
