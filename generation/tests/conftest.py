"""Fixtures of this room: visitors, pictures, a provider that does as it is told, a hub."""

import io
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Visitor
from accounts.visitors import hash_key
from files.models import StoredFile
from files.storing import store_upload
from generation import hub as hub_module
from generation import streams
from generation.models import Generation, Mode
from generation.providers import registry
from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderRequest,
    ProviderResult,
)
from generation.tests.streaming import KEY, EndingHint, EndingHub, fresh

Act = Callable[[ProviderRequest, Progress], ProviderResult]


def picture_bytes(size: tuple[int, int] = (40, 30), color: str = "teal") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def upload(color: str = "teal") -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.png", picture_bytes(color=color), "image/png")


def one_picture(request: ProviderRequest, progress: Progress) -> ProviderResult:
    """Does what a quick and honest provider does."""
    progress.report(0.5, "Painting")
    images = tuple(Image.new("RGB", (8, 8), (i, 0, 0)) for i in range(request.count))
    return ProviderResult(images=images, model=request.model, explanation=("Painted.",))


@dataclass
class FakeProvider:
    """Stands at the Protocol; `act` is what it does, `seen` what it was asked."""

    act: Act = one_picture
    seen: list[ProviderRequest] = field(default_factory=list)
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            name="mock",
            label="Fake",
            models=("fake-1",),
            modes=frozenset({"text-to-image", "image-to-image"}),
            masks=True,
            max_references=4,
        )
    )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        self.seen.append(request)
        return self.act(request, progress)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch, settings: object) -> FakeProvider:
    fake = FakeProvider()
    monkeypatch.setitem(registry.PROVIDERS, "mock", fake)
    settings.AI_PROVIDERS = ["mock"]  # type: ignore[attr-defined]
    return fake


@pytest.fixture
def new_visitor() -> Callable[[], Visitor]:
    return lambda: Visitor.objects.create(key_hash=hash_key(secrets.token_hex(8)))


@pytest.fixture
def visitor(new_visitor: Callable[[], Visitor]) -> Visitor:
    return new_visitor()


@pytest.fixture
def photo(visitor: Visitor) -> StoredFile:
    return store_upload(visitor, upload(), name="photo.png")


@pytest.fixture
def owner() -> Visitor:
    return Visitor.objects.create(key_hash=hash_key(KEY))


@pytest.fixture
def generation(owner: Visitor) -> Generation:
    """One that waits; nothing works on it."""
    row = Generation.objects.create(owner=owner, prompt="a lake", mode=Mode.TEXT, provider="mock")
    return fresh(row)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[EndingHub]:
    """Stands where the process's own hub does."""
    hint, hub = EndingHint(), EndingHub()
    monkeypatch.setattr(hub_module, "change_hint", lambda: hint)
    monkeypatch.setattr(streams, "hub", hub)
    yield hub
    hint.is_over.set()
    hub.end()
    hint.close()


class Script:
    """A script that keeps its session id in the header, as the contract says."""

    def __init__(self) -> None:
        self.client, self.headers = Client(), dict[str, str]()

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        kwargs: dict[str, Any] = {}
        if body is not None:
            kwargs = {"data": json.dumps(body), "content_type": "application/json"}
        send = getattr(self.client, method)
        response = send(path, headers={**self.headers, **headers}, **kwargs)
        self.client.cookies.clear()
        if "X-Session-ID" in response.headers:
            self.headers["X-Session-ID"] = response.headers["X-Session-ID"]
        return response

    def upload(self, data: bytes | None = None) -> str:
        file = SimpleUploadedFile("photo.png", data, "image/png") if data else upload()
        response = self.client.post("/api/upload", {"file": file}, headers=self.headers)
        self.client.cookies.clear()
        if "X-Session-ID" in response.headers:
            self.headers["X-Session-ID"] = response.headers["X-Session-ID"]
        return str(response.json()["id"])


def codes(response: Any) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


@pytest.fixture
def script() -> Script:
    return Script()
