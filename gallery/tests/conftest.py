"""Fixtures of this room: visitors with a key, finished generations, published pictures."""

import io
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User, Visitor
from accounts.visitors import hash_key
from files.decoding import encode
from files.models import StoredFile
from files.storing import store_picture, store_upload
from gallery.models import GalleryItem
from gallery.services import publish_item
from generation.models import Generation, GenerationImage, Mode, Status


@dataclass
class Caller:
    """Somebody at the API: a visitor with its session id, or nobody known."""

    visitor: Visitor | None = None
    key: str = ""

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        session = {"X-Session-ID": self.key} if self.key else {}
        kwargs: dict[str, Any] = {"headers": {**session, **headers}}
        if body is not None:
            kwargs |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(Client(), method)(path, **kwargs)


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


def owner_of(caller: Caller) -> Visitor:
    assert caller.visitor is not None
    return caller.visitor


def give_account(caller: Caller, name: str = "Ada") -> User:
    """The caller has signed up; its session id no longer identifies it."""
    user = User.objects.create_user(f"{secrets.token_hex(4)}@example.com", "x", name=name)
    visitor = owner_of(caller)
    visitor.user = user
    visitor.save(update_fields=["user"])
    return user


def make_upload(visitor: Visitor, color: str = "orange") -> StoredFile:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(buffer, "PNG")
    buffer.seek(0)
    return store_upload(visitor, buffer, name="photo.png")


def make_generation(
    visitor: Visitor, *, outputs: int = 1, is_edit: bool = True, **fields: Any
) -> Generation:
    """A generation as a worker leaves it: finished, unless `fields` say otherwise."""
    chosen = {"status": Status.COMPLETED, "claim": "done", "prompt": "make it gray", **fields}
    mode = Mode.IMAGE if is_edit else Mode.TEXT
    generation = Generation.objects.create(owner=visitor, mode=mode, provider="studio", **chosen)
    role = GenerationImage.Role
    if is_edit:
        link = {"generation": generation, "file": make_upload(visitor)}
        GenerationImage.objects.create(role=role.INPUT, **link)
    for position in range(outputs):
        image = Image.new("RGB", (50, 30), secrets.token_hex(3).join(["#", ""]))
        file = store_picture(
            visitor, encode(image, lossy=False), name="made.png", kind=StoredFile.Kind.OUTPUT
        )
        GenerationImage.objects.create(
            generation=generation, file=file, role=role.OUTPUT, position=position, claim="done"
        )
    return Generation.objects.with_images().get(pk=generation.pk)


def make_item(visitor: Visitor, title: str = "Mine", **wish: Any) -> GalleryItem:
    return publish_item(visitor, make_generation(visitor).pk, title=title, **wish)


@pytest.fixture
def item(caller: Caller) -> GalleryItem:
    return make_item(owner_of(caller))


def codes(response: Any) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]
