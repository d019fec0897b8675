import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import User, Visitor
from accounts.storage import StorageUse, storage_use_of
from accounts.tests.conftest import PASSWORD
from accounts.visitors import COOKIE, visitor_for_user

pytestmark = pytest.mark.django_db


def picture(color: str = "teal", size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, color).save(buffer, "JPEG")
    return SimpleUploadedFile("me.jpg", buffer.getvalue(), "image/jpeg")


def upload(client: Client) -> str:
    return str(client.post("/api/upload", {"file": picture()}).json()["id"])


@pytest.mark.parametrize("path", ["/account", "/account/update", "/account/delete"])
def test_strangers_are_asked_to_sign_in(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={path}"


def test_account_shows_plan_and_allowance(member: Client, user: User) -> None:
    response = member.get("/account")
    assert response.status_code == 200
    assert response.context["plan"] == "free"
    assert (response.context["allowance"].used, response.context["allowance"].limit) == (0, 100)
    assert response.context["profile_form"].initial == {"name": "Ada"}
    assert "no-store" in response["Cache-Control"]


def test_account_shows_what_is_taken_up(member: Client, user: User, settings: Settings) -> None:
    upload(member)
    used = storage_use_of(visitor_for_user(user)).used
    assert used > 0
    for limit, words in (
        (used + 1024, "1.0\xa0KB left. The trash counts, too."),
        (used, "Nothing left: delete some pictures, or empty the trash."),
        (0, "There is no limit here."),
    ):
        settings.STORAGE_LIMITS = {"free": limit}
        page = member.get("/account")
        assert page.context["storage"] == StorageUse(used, limit or None)
        assert words in page.content.decode()


def test_delete_wants_the_address_again(member: Client, user: User) -> None:
    assert member.get("/account/delete").status_code == 200
    response = member.post("/account/delete", {"email": "other@example.com"})
    assert response.status_code == 422
    assert User.objects.exists()


def test_delete_removes_everything_and_signs_out(member: Client, user: User) -> None:
    upload(member)
    response = member.post("/account/delete", {"email": "ADA@example.com"})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert not User.objects.exists()
    assert not Visitor.objects.exists()
    assert member.get("/account").status_code == 302


def test_update_changes_the_name(member: Client, user: User) -> None:
    response = member.post("/account/update", {"name": " Countess  of Lovelace"})
    user.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/account")
    assert user.name == "Countess of Lovelace"


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "This field is required."), ("\u202eevil", "Use visible characters only.")],
)
def test_update_says_what_is_wrong_with_a_name(
    member: Client, user: User, name: str, words: str
) -> None:
    response = member.post("/account/update", {"name": name})
    user.refresh_from_db()
    assert response.status_code == 422
    assert response.context["profile_form"].errors == {"name": [words]}
    assert user.name == "Ada"


def sign_up(client: Client, **change: str) -> Any:
    form = {"email": "New@Example.com", "password1": PASSWORD, "name": "New  Person", **change}
    return client.post("/account/signup/", form)


def test_signing_up_makes_an_account_that_owns_what_was_made_before(client: Client) -> None:
    file = upload(client)
    visitor = Visitor.objects.get()
    response = sign_up(client)
    user = User.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/editor")
    assert (user.email, user.name) == ("new@example.com", "New Person")
    assert Visitor.objects.get() == visitor
    assert visitor_for_user(user) == visitor
    assert client.get(f"/api/files/{file}").status_code == 200


def test_signing_up_sends_a_link_that_confirms_the_address(client: Client) -> None:
    sign_up(client)
    link = re.search(r"http://testserver(/account/confirm-email/\S+)", str(mail.outbox[0].body))
    assert link
    page = client.get(link[1])
    assert page.status_code == 200
    assert client.post(link[1]).status_code == 302
    assert EmailAddress.objects.get().verified is True


def test_signing_up_with_an_address_in_use_is_refused(client: Client, user: User) -> None:
    response = sign_up(client, email=user.email.upper())
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["email"]
    assert User.objects.get() == user


def test_signing_up_with_a_hidden_character_in_the_name_is_refused(client: Client) -> None:
    response = sign_up(client, name="\u202eevil")
    assert response.status_code == 200
    assert response.context["form"].errors == {"name": ["Use visible characters only."]}


def test_signing_in_takes_over_what_was_made_before(client: Client, user: User) -> None:
    visitor_for_user(user)
    file = upload(client)
    response = client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/editor")
    assert client.get(f"/api/files/{file}").status_code == 200
    assert Visitor.objects.get(merged_into=None).user == user


def test_signing_out_leaves_nothing_of_the_users_visible(client: Client, user: User) -> None:
    file = upload(client)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    client.post("/account/logout/")
    assert COOKIE in client.cookies
    assert client.get(f"/api/files/{file}").status_code == 404
    assert client.get("/api/history").json()["results"] == []
    assert client.get("/account").status_code == 302


def test_a_forgotten_password_is_set_by_a_link_sent_to_the_address(
    client: Client, user: User
) -> None:
    client.post("/account/password/reset/", {"email": user.email})
    link = re.search(
        r"http://testserver(/account/password/reset/key/\S+)", str(mail.outbox[0].body)
    )
    assert link
    page = client.get(link[1])
    client.post(
        page["Location"],
        {"password1": "an even longer phrase", "password2": "an even longer phrase"},
    )
    user.refresh_from_db()
    assert user.check_password("an even longer phrase")


@pytest.mark.parametrize("path", ["/account/login", "/account/signup", "/account/", "/account"])
def test_account_pages_answer_with_and_without_a_slash(
    client: Client, user: User, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == (302 if path.strip("/") == "account" else 200)


def test_an_account_page_costs_the_same_however_much_one_owns(
    member: Client, user: User, django_assert_num_queries: Callable[..., Any]
) -> None:
    member.get("/account")
    # Nothing was counted yet, so it is added up.
    with django_assert_num_queries(5):
        member.get("/account")
    for color in ("teal", "red", "blue"):
        member.post("/api/upload", {"file": picture(color)})
        with django_assert_num_queries(4):
            member.get("/account")
