import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.utils import timezone

from accounts import services
from accounts.allowance import resets_at
from accounts.models import RevokedToken, User, Visitor
from accounts.tests.conftest import NEW, PASSWORD, REFUSED, Caller, errors, iso, sign_in

pytestmark = pytest.mark.django_db


def test_register_answers_the_contracts_shape(caller: Caller) -> None:
    response = caller.send("post", "/api/auth/register", NEW)
    user = User.objects.get()
    body = response.json()
    assert response.status_code == 201
    assert set(body) == {"user", "access", "refresh"}
    assert body["user"] == {
        "id": str(user.pk),
        "email": "grace@example.com",
        "name": "Grace Hopper",
        "avatar": None,
        "createdAt": iso(user.created_at),
        "subscription": {"type": "free", "expiresAt": None},
        "usage": {
            "imagesGenerated": 0,
            "monthlyLimit": 100,
            "resetsAt": iso(resets_at(timezone.now())),
            "storage": {"used": 0, "limit": 5_000 * 1024 * 1024},
        },
    }
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_register_hashes_the_password_and_notes_the_address(caller: Caller) -> None:
    caller.send("post", "/api/auth/register", NEW)
    user = User.objects.get()
    address = EmailAddress.objects.get()
    assert user.check_password(PASSWORD)
    assert PASSWORD not in user.password
    assert (address.email, address.primary, address.verified) == ("grace@example.com", True, False)


def test_register_refuses_an_address_in_use_whatever_its_case(caller: Caller, user: User) -> None:
    response = caller.send("post", "/api/auth/register", {**NEW, "email": "ADA@example.com"})
    assert response.status_code == 400
    assert errors(response) == [("email_taken", "email")]
    assert User.objects.count() == 1


def test_register_refuses_another_accounts_second_address(caller: Caller, user: User) -> None:
    EmailAddress.objects.create(user=user, email="grace@example.com", verified=True)
    response = caller.send("post", "/api/auth/register", NEW)
    assert errors(response) == [("email_taken", "email")]


def test_register_survives_a_race_for_the_address(
    caller: Caller, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "_is_taken", lambda _email: False)
    response = caller.send("post", "/api/auth/register", {**NEW, "email": user.email})
    assert errors(response) == [("email_taken", "email")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"password": "short"}, [("password_too_short", "password")]),
        ({"password": "8263917405268"}, [("password_entirely_numeric", "password")]),
        ({"password": "grace@example.com"}, [("password_too_similar", "password")]),
        ({"email": "nobody"}, [("invalid", "email")]),
        (
            {"email": "a\0b@example.com"},
            [("null_characters_not_allowed", "email"), ("invalid", "email")],
        ),
        ({"name": ""}, [("blank", "name")]),
        ({"name": "x" * 81}, [("max_length", "name")]),
        ({"name": "\u202eevil"}, [("invalid", "name")]),
        ({"name": "a\0b"}, [("null_characters_not_allowed", "name")]),
        ({"name": "\u200d"}, [("blank", "name")]),
        ({"name": None}, [("null", "name")]),
        ({"name": {"a": 1}}, [("invalid", "name")]),
    ],
)
def test_register_names_the_field_at_fault(
    caller: Caller, change: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    response = caller.send("post", "/api/auth/register", {**NEW, **change})
    assert response.status_code == 400
    assert response.json()["type"] == "validation_error"
    assert errors(response) == expected
    assert not User.objects.exists()
    assert not Visitor.objects.exists()


def test_register_explains_a_password_in_plain_words(caller: Caller) -> None:
    response = caller.send("post", "/api/auth/register", {**NEW, "password": "short"})
    detail = response.json()["errors"][0]["detail"]
    assert detail == "This password is too short. It must contain at least 8 characters."


def test_login_answers_user_and_tokens(caller: Caller, user: User) -> None:
    response = caller.send(
        "post", "/api/auth/login", {"email": " ADA@example.com", "password": PASSWORD}
    )
    body = response.json()
    assert response.status_code == 200
    assert set(body) == {"user", "access", "refresh"}
    assert body["user"]["id"] == str(user.pk)


@pytest.mark.parametrize(
    ("email", "password"), [("ada@example.com", "wrong"), ("nobody@example.com", PASSWORD)]
)
def test_login_answers_alike_for_wrong_password_and_unknown_address(
    caller: Caller, user: User, email: str, password: str
) -> None:
    response = caller.send("post", "/api/auth/login", {"email": email, "password": password})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'
    assert response.json() == {
        "type": "client_error",
        "errors": [
            {
                "code": "invalid_credentials",
                "detail": "That e-mail address and password do not match.",
                "attr": None,
            }
        ],
    }


def test_login_hashes_once_for_an_unknown_address_too(
    caller: Caller, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counting(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    for email in (user.email, "nobody@example.com"):
        caller.send("post", "/api/auth/login", {"email": email, "password": "wrong"})
    assert hashed == ["wrong", "wrong"]


def test_login_refuses_a_user_who_is_switched_off(
    caller: Caller, new_user: Callable[..., User]
) -> None:
    new_user(is_active=False)
    response = caller.send(
        "post", "/api/auth/login", {"email": "ada@example.com", "password": PASSWORD}
    )
    assert errors(response) == [("invalid_credentials", None)]


def test_login_wants_the_second_factor_where_there_is_one(caller: Caller, user: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    body = {"email": user.email, "password": PASSWORD}
    wanted = caller.send("post", "/api/auth/login", body)
    wrong = caller.send("post", "/api/auth/login", {**body, "code": "000000x"})
    code = totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))
    right = caller.send("post", "/api/auth/login", {**body, "code": code})
    again = caller.send("post", "/api/auth/login", {**body, "code": code})
    assert (wanted.status_code, errors(wanted)) == (401, [("second_factor_required", "code")])
    assert (wrong.status_code, errors(wrong)) == (401, [("invalid_credentials", None)])
    assert right.status_code == 200
    assert (again.status_code, errors(again)) == (401, [("invalid_credentials", None)])


def test_login_says_nothing_of_a_second_factor_to_a_wrong_password(
    caller: Caller, user: User
) -> None:
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    response = caller.send(
        "post", "/api/auth/login", {"email": user.email, "password": "wrong", "code": "1"}
    )
    assert errors(response) == [("invalid_credentials", None)]


def test_login_takes_no_notice_of_an_expired_access_token(user: User) -> None:
    caller = Caller({"Authorization": "Bearer expired"})
    assert set(sign_in(caller)) == {"user", "access", "refresh"}


def test_refresh_rotates_and_refuses_the_old_token(caller: Caller, user: User) -> None:
    first = sign_in(caller)
    answer = caller.send("post", "/api/auth/refresh", {"refresh": first["refresh"]})
    second = answer.json()
    again = caller.send("post", "/api/auth/refresh", {"refresh": first["refresh"]})
    third = caller.send("post", "/api/auth/refresh", {"refresh": second["refresh"]})
    assert answer.status_code == 200
    assert set(second) == {"access", "refresh"}
    assert (again.status_code, again.json()) == (401, REFUSED)
    assert third.status_code == 200


def test_refresh_works_while_the_expired_access_token_comes_along(user: User) -> None:
    refresh = sign_in(Caller())["refresh"]
    caller = Caller({"Authorization": "Bearer expired"})
    assert caller.send("post", "/api/auth/refresh", {"refresh": refresh}).status_code == 200


def test_refresh_refuses_an_access_token_and_nonsense(caller: Caller, user: User) -> None:
    access = sign_in(caller)["access"]
    for token in (access, "nonsense", "a.b.c"):
        response = caller.send("post", "/api/auth/refresh", {"refresh": token})
        assert (response.status_code, response.json()) == (401, REFUSED)


def test_refresh_is_refused_after_the_password_changed(caller: Caller, user: User) -> None:
    tokens = sign_in(caller)
    user.set_password("another long pass phrase")
    user.save()
    caller.headers["Authorization"] = f"Bearer {tokens['access']}"
    refreshed = caller.send("post", "/api/auth/refresh", {"refresh": tokens["refresh"]})
    assert (refreshed.status_code, refreshed.json()) == (401, REFUSED)
    assert caller.send("get", "/api/auth/me").json() == REFUSED


def test_refresh_is_refused_to_a_user_who_is_switched_off(caller: Caller, user: User) -> None:
    refresh = sign_in(caller)["refresh"]
    User.objects.update(is_active=False)
    assert caller.send("post", "/api/auth/refresh", {"refresh": refresh}).json() == REFUSED


def test_logout_refuses_the_refresh_token_from_then_on(caller: Caller, user: User) -> None:
    refresh = sign_in(caller)["refresh"]
    out = caller.send("post", "/api/auth/logout", {"refresh": refresh})
    again = caller.send("post", "/api/auth/logout", {"refresh": refresh})
    refreshed = caller.send("post", "/api/auth/refresh", {"refresh": refresh})
    assert (out.status_code, out.content) == (204, b"")
    assert (again.status_code, refreshed.status_code) == (401, 401)
    assert RevokedToken.objects.count() == 1


@pytest.mark.parametrize("path", ["refresh", "logout"])
def test_a_missing_refresh_token_is_a_validation_error(caller: Caller, path: str) -> None:
    response = caller.send("post", f"/api/auth/{path}", {})
    assert (response.status_code, errors(response)) == (400, [("required", "refresh")])
