"""Fixtures of tests that ask with an API key: whose it is, and the key."""

import pytest

from accounts.keys.services import create_key
from accounts.models import User


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada@example.com", "a long pass phrase", name="Ada")


@pytest.fixture
def key(user: User) -> str:
    return create_key(user, name="test")[1]
