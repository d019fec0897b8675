"""Fixtures of this room: people with accounts, and callers of the API."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User, Visitor
from accounts.visitors import hash_key

PASSWORD = "a quite long pass phrase"
NEW = {"email": "Grace@Example.com", "password": PASSWORD, "name": " Grace  Hopper "}
REFUSED = {
    "type": "client_error",
    "errors": [
        {
            "code": "token_not_valid",
            "detail": "This token is expired, used up or not ours. Sign in again.",
            "attr": None,
        }
    ],
}


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass
class Caller:
    """A script at the API: sends JSON, with the headers it was given."""

    headers: dict[str, str] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        kwargs: dict[str, Any] = {"headers": self.headers}
        if body is not None:
            kwargs |= {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(self.client, method)(path, **kwargs)


@pytest.fixture
def caller() -> Caller:
    return Caller()


@pytest.fixture
def new_user() -> Callable[..., User]:
    def new(email: str = "ada@example.com", **fields: Any) -> User:
        user = User.objects.create_user(email, PASSWORD, **{"name": "Ada", **fields})
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        return user

    return new


@pytest.fixture
def user(new_user: Callable[..., User]) -> User:
    return new_user()


@pytest.fixture
def stranger(new_user: Callable[..., User]) -> User:
    return new_user("bob@example.com", name="Bob")


@pytest.fixture
def visitor() -> Visitor:
    """Somebody anonymous whose session id is `its key`."""
    return Visitor.objects.create(key_hash=hash_key("its key"))


@pytest.fixture
def member(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def errors(response: Any) -> list[tuple[str, str | None]]:
    """Code and field of each error in an answer."""
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


def sign_in(caller: Caller, email: str = "ada@example.com") -> Any:
    return caller.send("post", "/api/auth/login", {"email": email, "password": PASSWORD}).json()
