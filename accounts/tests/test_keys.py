"""Personal API keys: made once, hashed at rest, scoped, revocable, never an account's master."""

import json
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.keys.errors import TooManyKeys
from accounts.keys.models import ApiKey
from accounts.keys.services import MOST_KEYS, create_key, key_of
from accounts.models import User
from accounts.services import delete_account
from accounts.tokens import issue_tokens

pytestmark = pytest.mark.django_db(transaction=True)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def signed(user: User) -> dict[str, str]:
    return bearer(issue_tokens(user)["access"])


def send(method: str, path: str, body: Any = None, **headers: str) -> Any:
    kwargs: dict[str, Any] = {}
    if body is not None:
        kwargs = {"data": json.dumps(body), "content_type": "application/json"}
    return getattr(Client(), method)(path, headers=headers, **kwargs)


def code(response: Any) -> str:
    return str(response.json()["errors"][0]["code"])


def test_secret_is_in_the_answer_that_makes_it_and_nowhere_else(user: User) -> None:
    made = send("post", "/api/auth/keys", {"name": "laptop"}, **signed(user))
    assert made.status_code == 201
    secret = made.json()["key"]
    assert secret.startswith("nb_")
    assert len(secret) > 50
    assert made["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    listed = send("get", "/api/auth/keys", **signed(user)).json()
    assert [set(each) for each in listed] == [
        {"id", "name", "prefix", "scopes", "createdAt", "lastUsedAt"}
    ]
    assert (listed[0]["name"], listed[0]["scopes"]) == ("laptop", ["generate", "read"])
    assert secret.startswith(listed[0]["prefix"])
    row = ApiKey.objects.get()
    assert secret not in json.dumps([str(value) for value in vars(row).values()])


@pytest.mark.parametrize("header", ["Authorization", "api-key"])
def test_key_signs_in_as_its_person(user: User, header: str) -> None:
    _, secret = create_key(user, name="laptop")
    told = bearer(secret) if header == "Authorization" else {"api-key": secret}
    assert send("get", "/api/auth/me", **told).json()["email"] == user.email
    made = send("post", "/api/generate", {"prompt": "a lake"}, **told)
    assert (made.status_code, made.json()["userId"]) == (202, str(user.pk))
    assert made.json()["sessionId"] is None


def test_scheme_is_read_as_rfc_9110_says(user: User) -> None:
    _, secret = create_key(user, name="laptop")
    assert send("get", "/api/auth/me", Authorization=f"bearer {secret}").status_code == 200


@pytest.mark.parametrize("token", ["nb_", "nb_00000000_no", "nb_" + "x" * 500])
def test_unknown_key_is_refused_and_not_taken_for_a_token(token: str) -> None:
    refused = send("get", "/api/history", **bearer(token))
    assert (refused.status_code, code(refused)) == (401, "invalid_api_key")
    assert refused["WWW-Authenticate"].startswith("Bearer")


def test_bearer_goes_before_the_other_header(user: User, stranger: User) -> None:
    _, mine = create_key(user, name="laptop")
    _, theirs = create_key(stranger, name="laptop")
    for token in (mine, issue_tokens(user)["access"]):
        me = send("get", "/api/auth/me", **bearer(token), **{"api-key": theirs})
        assert me.json()["email"] == user.email


@pytest.mark.parametrize("header", ["{}", "Basic {}", "Token {}"])
def test_key_under_another_scheme_signs_nobody_in(user: User, header: str) -> None:
    _, secret = create_key(user, name="laptop")
    refused = send("get", "/api/auth/me", Authorization=header.format(secret))
    assert (refused.status_code, code(refused)) == (401, "not_authenticated")


def test_revoked_key_is_refused(user: User) -> None:
    key, secret = create_key(user, name="laptop")
    gone = send("delete", f"/api/auth/keys/{key.pk}", **signed(user))
    assert gone.status_code == 204
    assert code(send("get", "/api/history", **bearer(secret))) == "invalid_api_key"


def test_keys_of_others_do_not_exist(user: User, stranger: User) -> None:
    key, _ = create_key(user, name="laptop")
    assert send("get", "/api/auth/keys", **signed(stranger)).json() == []
    refused = send("delete", f"/api/auth/keys/{key.pk}", **signed(stranger))
    assert (refused.status_code, code(refused)) == (404, "not_found")
    assert ApiKey.objects.filter(pk=key.pk).exists()


def test_scope_read_looks_and_makes_nothing(user: User) -> None:
    _, secret = create_key(user, name="looker", scopes=["read"])
    assert send("get", "/api/history", **bearer(secret)).status_code == 200
    refused = send("post", "/api/generate", {"prompt": "a lake"}, **bearer(secret))
    assert (refused.status_code, code(refused)) == (403, "scope_missing")


def test_scope_generate_makes_and_reads_nothing(user: User) -> None:
    _, secret = create_key(user, name="maker", scopes=["generate"])
    assert send("post", "/api/generate", {"prompt": "a lake"}, **bearer(secret)).status_code == 202
    refused = send("get", "/api/history", **bearer(secret))
    assert (refused.status_code, code(refused)) == (403, "scope_missing")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/api/auth/keys", None),
        ("post", "/api/auth/keys", {"name": "another"}),
        ("delete", "/api/auth/keys/00000000-0000-7000-8000-000000000000", None),
        ("patch", "/api/auth/me", {"name": "Eve"}),
        ("delete", "/api/auth/me", None),
    ],
)
def test_account_is_closed_to_keys(user: User, method: str, path: str, body: Any) -> None:
    _, secret = create_key(user, name="laptop")
    refused = send(method, path, body, **bearer(secret))
    assert (refused.status_code, code(refused)) == (403, "key_not_allowed")
    assert User.objects.filter(pk=user.pk, name="Ada", is_active=True).exists()


def test_key_of_an_operator_opens_nothing_of_the_operators(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    _, secret = create_key(user, name="laptop")
    assert send("get", "/api/stats", **signed(user)).status_code == 200
    assert send("get", "/api/stats", **bearer(secret)).status_code == 403
    key = key_of(secret)
    assert key is not None
    assert (key.user.is_staff, key.user.is_superuser) == (False, False)
    user.refresh_from_db()
    assert user.is_staff


def test_keys_go_with_the_account(user: User) -> None:
    _, secret = create_key(user, name="laptop")
    delete_account(user)
    assert key_of(secret) is None
    assert ApiKey.objects.count() == 0


def test_key_of_an_account_that_is_switched_off_is_refused(user: User) -> None:
    _, secret = create_key(user, name="laptop")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert key_of(secret) is None


def test_last_use_is_noted_to_the_minute(user: User) -> None:
    key, secret = create_key(user, name="laptop")
    key_of(secret)
    key.refresh_from_db()
    first = key.last_used_at
    assert first is not None
    key_of(secret)
    key.refresh_from_db()
    assert key.last_used_at == first
    past = timezone.now() - timedelta(minutes=5)
    ApiKey.objects.update(last_used_at=past)
    key_of(secret)
    key.refresh_from_db()
    assert key.last_used_at is not None
    assert key.last_used_at > past


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 81},
        {"name": "a\u202eb"},
        {"name": "x", "scopes": []},
        {"name": "x", "scopes": ["admin"]},
        {"name": "x", "scopes": "read"},
    ],
)
def test_bad_wish_makes_no_key(user: User, body: Any) -> None:
    assert send("post", "/api/auth/keys", body, **signed(user)).status_code == 400
    assert ApiKey.objects.count() == 0


def test_keys_are_for_those_who_signed_in() -> None:
    refused = send("post", "/api/auth/keys", {"name": "x"})
    assert (refused.status_code, code(refused)) == (401, "not_authenticated")


def test_number_of_keys_is_bounded(user: User) -> None:
    for number in range(MOST_KEYS):
        create_key(user, name=str(number))
    refused = send("post", "/api/auth/keys", {"name": "more"}, **signed(user))
    assert (refused.status_code, code(refused)) == (409, "too_many_keys")


def test_number_of_keys_holds_for_requests_at_once(user: User) -> None:
    for number in range(MOST_KEYS - 1):
        create_key(user, name=str(number))
    outcomes: list[str] = []

    def make() -> None:
        try:
            create_key(user, name="at once")
            outcomes.append("made")
        except TooManyKeys:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(outcomes) == 8
    assert ApiKey.objects.count() == MOST_KEYS - 1 + outcomes.count("made")
    assert ApiKey.objects.count() <= MOST_KEYS
