"""Fixtures of this room: visitors, pictures, and a provider that does as it is told."""

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Visitor
from accounts.visitors import hash_key
from files.models import StoredFile
from files.storing import store_upload
from generation.providers import registry
from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderRequest,
    ProviderResult,
)

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
