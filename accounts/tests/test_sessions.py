"""Who a request is from: cookies, CSRF, the session header, tokens."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client
from PIL import Image

from accounts.models import User, Visitor
from accounts.services import delete_account
from accounts.signals import account_leaving
from accounts.tests.conftest import PASSWORD, Caller, errors, sign_in
from accounts.visitors import COOKIE, HEADER, hash_key, visitor_for_user

pytestmark = pytest.mark.django_db


def upload(client: Client, **headers: str) -> Any:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 3), "teal").save(buffer, "PNG")
    file = SimpleUploadedFile("photo.png", buffer.getvalue(), "image/png")
    return client.post("/api/upload", {"file": file}, headers=headers)


def strict() -> Client:
    return Client(enforce_csrf_checks=True)


def csrf_token(client: Client, page: str = "/account/login/") -> str:
    client.get(page)
    return client.cookies["csrftoken"].value


def test_a_first_request_needs_no_token_and_is_given_a_session() -> None:
    client = strict()
    response = upload(client)
    cookie = response.cookies[COOKIE]
    key = response[HEADER]
    assert response.status_code == 201
    assert cookie.value == key
    assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
    assert Visitor.objects.get().key_hash == hash_key(key)
    assert key not in Visitor.objects.values_list("key_hash", flat=True)


def test_a_key_is_shown_once_only() -> None:
    client = strict()
    key = upload(client)[HEADER]
    again = upload(Client(), **{HEADER: key})
    assert HEADER not in again
    assert COOKIE not in again.cookies


def test_reading_makes_no_visitor() -> None:
    client = strict()
    response = client.get("/api/history")
    assert (response.status_code, HEADER in response, COOKIE in response.cookies) == (
        200,
        False,
        False,
    )
    assert not Visitor.objects.exists()


def test_a_known_cookie_wants_a_csrf_token() -> None:
    client = strict()
    upload(client)
    refused = upload(client)
    accepted = upload(client, **{"X-CSRFToken": csrf_token(client)})
    assert (refused.status_code, errors(refused)) == (403, [("permission_denied", None)])
    assert accepted.status_code == 201
    assert Visitor.objects.count() == 1


def test_a_cookie_nobody_knows_wants_no_csrf_token() -> None:
    client = strict()
    client.cookies[COOKIE] = "of another time"
    response = upload(client)
    assert response.status_code == 201
    assert response.cookies[COOKIE].value == response[HEADER]


def test_a_signed_in_browser_wants_a_csrf_token(user: User) -> None:
    client = strict()
    client.force_login(user)
    refused = client.delete("/api/auth/me")
    token = csrf_token(client, "/account")
    accepted = client.delete("/api/auth/me", headers={"X-CSRFToken": token})
    assert (refused.status_code, errors(refused)) == (403, [("permission_denied", None)])
    assert accepted.status_code == 204


def test_a_bearer_token_needs_none_whatever_cookies_come_along(
    user: User, django_user_model: type[User]
) -> None:
    other = django_user_model.objects.create_user("other@example.com", PASSWORD)
    access = sign_in(Caller())["access"]
    client = strict()
    client.force_login(other)
    response = client.delete("/api/auth/me", headers={"Authorization": f"Bearer {access}"})
    assert response.status_code == 204
    assert list(User.objects.all()) == [other]


def test_a_script_stays_the_same_visitor_by_its_header() -> None:
    key = upload(strict())[HEADER]
    again = upload(strict(), **{HEADER: key})
    assert again.status_code == 201
    assert Visitor.objects.count() == 1


def test_a_header_nobody_knows_makes_a_new_visitor() -> None:
    response = upload(strict(), **{HEADER: "guessed"})
    assert response[HEADER] != "guessed"
    assert Visitor.objects.count() == 1


def test_the_header_counts_more_than_the_cookie() -> None:
    client = strict()
    upload(client)
    key = upload(strict())[HEADER]
    first = upload(client, **{HEADER: key}).json()["id"]
    assert Client().get(f"/api/files/{first}", headers={HEADER: key}).status_code == 200


def test_a_foreign_pages_form_does_not_replace_the_cookie() -> None:
    response = upload(strict(), **{"Sec-Fetch-Site": "cross-site"})
    assert COOKIE not in response.cookies


def test_a_very_long_key_is_nobodys() -> None:
    response = strict().get("/api/history", headers={HEADER: "x" * 100_000})
    assert response.status_code == 200


def test_register_takes_over_what_was_made_before() -> None:
    client = Client()
    file = upload(client).json()["id"]
    body = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada"}
    access = client.post("/api/auth/register", body, "application/json").json()["access"]
    owner = Client().get(f"/api/files/{file}", headers={"Authorization": f"Bearer {access}"})
    former = client.get(f"/api/files/{file}")
    assert (owner.status_code, former.status_code) == (200, 404)
    assert Visitor.objects.get().user == User.objects.get()


def test_login_takes_over_what_was_made_before(user: User) -> None:
    client = Client()
    sign_in(Caller())
    file = upload(client).json()["id"]
    access = sign_in(Caller(client=client))["access"]
    owner = Client().get(f"/api/files/{file}", headers={"Authorization": f"Bearer {access}"})
    former = client.get(f"/api/files/{file}")
    assert (owner.status_code, former.status_code) == (200, 404)
    assert Visitor.objects.get(merged_into=None).user == user


def test_a_bearer_token_does_not_take_over_what_others_made(user: User) -> None:
    client = Client()
    access = sign_in(Caller())["access"]
    file = upload(client).json()["id"]
    client.get("/api/auth/me", headers={"Authorization": f"Bearer {access}"})
    assert client.get(f"/api/files/{file}").status_code == 200


def test_an_account_goes_though_rows_are_added_meanwhile(user: User) -> None:
    visitor = visitor_for_user(user)
    late: list[int] = []

    def add_a_row(visitor: Visitor, **kwargs: Any) -> None:
        if len(late) < 2:
            late.append(1)
            raise IntegrityError("a row came in between")

    account_leaving.connect(add_a_row)
    try:
        delete_account(user)
    finally:
        account_leaving.disconnect(add_a_row)
    assert len(late) == 2
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Visitor.objects.filter(pk=visitor.pk).exists()
