"""The OpenAPI document: valid, whole, and true of what is answered."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from jsonschema import Draft202012Validator

from accounts.keys.services import create_key
from accounts.models import User
from generation.models import Generation
from generation.tests.streaming import in_thread
from generation.tests.test_v1 import run_next_soon

UNSHOWN = {
    "api/schema": "the document itself",
    "api/docs": "its pages",
    "api/redoc": "its pages",
    "api/providers/http/callbacks/{callback_id}": "for image APIs alone (docs/http-provider.md)",
    "api/{rest}": "what is at no address",
    "v1/{rest}": "what is at no address",
    "v1/files/{token}": "addresses that are given out, not built",
}


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("reference") / "schema.json"
    told = {"validate": True, "fail_on_warn": True, "format": "openapi-json"}
    call_command("spectacular", file=str(path), **told)
    read: dict[str, Any] = json.loads(Path(path).read_text())
    return read


def routes(resolver: Any, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        elif isinstance(each, URLPattern):
            yield path


def shape(path: str) -> str:
    """A route as the document writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)


def test_every_route_of_the_apis_is_shown(document: dict[str, Any]) -> None:
    served = {shape(each) for each in routes(get_resolver())}
    served = {each for each in served if each.startswith(("api/", "v1/"))}
    shown = {path.removeprefix("/") for path in document["paths"]}
    assert shown <= served
    assert served - shown == set(UNSHOWN)


def test_errors_of_v1_are_openais_alone(document: dict[str, Any]) -> None:
    told = json.dumps([ways for path, ways in document["paths"].items() if path.startswith("/v1")])
    assert "OpenAIErrorBody" in told
    assert "client_error" not in told


def test_every_operation_has_a_title(document: dict[str, Any]) -> None:
    untitled = [
        f"{method} {path}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if not operation.get("summary")
    ]
    assert untitled == []


def answered(document: dict[str, Any], path: str, method: str, response: Any) -> None:
    """Holds an answer against what the document says of it."""
    operation = document["paths"][path][method]
    content = operation["responses"][str(response.status_code)]["content"]
    schema = content["application/json"]["schema"]
    Draft202012Validator({**schema, "components": document["components"]}).validate(response.json())


@pytest.mark.django_db(transaction=True)
def test_answers_of_v1_are_as_shown(document: dict[str, Any]) -> None:
    user = User.objects.create_user("ada@example.com", "a long pass phrase", name="Ada")
    told = {"Authorization": f"Bearer {create_key(user, name='test')[1]}"}
    client = Client(headers=told)
    answered(document, "/v1/models", "get", client.get("/v1/models"))
    answered(document, "/v1/models/{model_id}", "get", client.get("/v1/models/studio"))
    answered(document, "/v1/models/{model_id}", "get", client.get("/v1/models/none"))
    made, kind = "/v1/images/generations", "application/json"
    refused = client.post(made, {"prompt": "a lake", "n": 9}, content_type=kind)
    assert refused.status_code == 400
    answered(document, made, "post", refused)
    unknown = Client().post(made, {"prompt": "a lake"}, content_type=kind)
    assert unknown.status_code == 401
    answered(document, made, "post", unknown)
    worker = in_thread(run_next_soon)
    pictured = client.post(made, {"prompt": "a lake", "model": "mock"}, content_type=kind)
    worker.join()
    assert pictured.status_code == 200
    answered(document, made, "post", pictured)
    one = client.get(f"/api/generate/{Generation.objects.get().pk}")
    answered(document, "/api/generate/{generation_id}", "get", one)
