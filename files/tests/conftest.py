"""Fixtures of this room: pictures of every kind, visitors, and callers of the API."""

import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import User, Visitor
from accounts.visitors import HEADER, hash_key
from files import claims
from files.decoding import CleanPicture, clean_picture
from files.models import StoredFile
from files.storing import store_upload
from files.tests.stored_paths import StoredPath


def encoded(image: Image.Image, format_name: str = "PNG", **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format_name, **options)
    return buffer.getvalue()


def picture(
    format_name: str = "PNG", size: tuple[int, int] = (40, 30), color: str = "teal", **options: Any
) -> bytes:
    return encoded(Image.new("RGB", size, color), format_name, **options)


def opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
    return image


def client() -> Client:
    """Answers 5xx as a server would, instead of raising in the test."""
    return Client(raise_request_exception=False)


def clean(data: bytes) -> CleanPicture:
    return clean_picture(io.BytesIO(data))


@dataclass
class Caller:
    """Somebody at the API: known by a session id, or not at all."""

    visitor: Visitor | None = None
    key: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {HEADER: self.key} if self.key else {}

    def upload(self, data: bytes, name: str = "photo.png", path: str = "/api/upload") -> Any:
        file = SimpleUploadedFile(name, data, "image/png")
        return client().post(path, {"file": file}, headers=self.headers)

    def get(self, path: str, **headers: str) -> Any:
        return client().get(path, headers={**self.headers, **headers})

    def head(self, path: str, **headers: str) -> Any:
        return client().head(path, headers={**self.headers, **headers})

    def delete(self, path: str) -> Any:
        return client().delete(path, headers=self.headers)


@pytest.fixture
def new_caller() -> Callable[[], Caller]:
    def new() -> Caller:
        key = secrets.token_hex(8)
        return Caller(Visitor.objects.create(key_hash=hash_key(key)), key)

    return new


@pytest.fixture
def caller(new_caller: Callable[[], Caller]) -> Caller:
    return new_caller()


@pytest.fixture
def other(new_caller: Callable[[], Caller]) -> Caller:
    return new_caller()


@pytest.fixture
def nobody() -> Caller:
    return Caller()


@pytest.fixture
def visitor(caller: Caller) -> Visitor:
    assert caller.visitor is not None
    return caller.visitor


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada@example.com", "a quite long pass phrase", name="Ada")


@pytest.fixture
def member(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def store(visitor: Visitor) -> Callable[..., StoredFile]:
    def store(data: bytes | None = None, owner: Visitor | None = None) -> StoredFile:
        source = io.BytesIO(picture() if data is None else data)
        return store_upload(owner or visitor, source, name="photo.png")

    return store


@pytest.fixture
def file(store: Callable[..., StoredFile]) -> StoredFile:
    return store()


class Claimed:
    """A room above that says what a test wants it to say."""

    def __init__(self) -> None:
        self.used: set[UUID] = set()
        self.public: set[UUID] = set()

    def in_use(self, file_ids: set[UUID]) -> set[UUID]:
        return file_ids & (self.used | self.public)

    def shown_publicly(self, file_ids: set[UUID]) -> set[UUID]:
        return file_ids & self.public


@pytest.fixture
def claimed(monkeypatch: pytest.MonkeyPatch) -> Claimed:
    told = Claimed()
    monkeypatch.setattr(claims, "_claims", [*claims._claims, told])
    return told


@pytest.fixture
def media(settings: Settings) -> Path | StoredPath:
    """Where the test's pictures are."""
    return StoredPath() if settings.TEST_STORAGE == "s3" else Path(settings.MEDIA_ROOT)


def kept(folder: Path | StoredPath) -> list[str]:
    """Every file in there."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(folder)) for path in files)  # type: ignore[arg-type]


def errors(response: Any) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


def body(response: Any) -> bytes:
    """The bytes of an answer, whether it is streamed or not; the test client closes it then."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)
