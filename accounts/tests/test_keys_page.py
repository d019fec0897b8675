"""The page of API keys, and the admin's list of them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.keys.models import ApiKey
from accounts.keys.services import create_key, key_of
from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_list_asks_the_database_no_more_for_many_keys(
    user: User,
) -> None:
    client = Client()
    client.force_login(user)
    for number in range(2):
        create_key(user, name=str(number))
    with CaptureQueriesContext(connection) as few:
        assert client.get("/account/keys").status_code == 200
    for number in range(20):
        create_key(user, name=str(number))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/account/keys").status_code == 200
    assert len(many) == len(few)


def test_page_makes_shows_once_and_revokes(user: User) -> None:
    client = Client()
    client.force_login(user)
    assert b"No keys yet." in client.get("/account/keys").content
    made = client.post("/account/keys", {"name": "laptop", "scopes": ["generate", "read"]})
    assert made.status_code == 201
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert key_of(secret) is not None
    page = client.get("/account/keys").content.decode()
    assert secret not in page
    assert "laptop" in page
    key = ApiKey.objects.get()
    gone = client.post(f"/account/keys/{key.pk}/revoke", follow=True)
    assert "The key is revoked." in gone.content.decode()
    assert key_of(secret) is None


def test_page_sent_again_makes_no_second_key(user: User) -> None:
    client = Client()
    client.force_login(user)
    form = client.get("/account/keys").context["form"]
    wish = {"key_id": str(form["key_id"].value()), "name": "laptop", "scopes": ["read"]}
    made = client.post("/account/keys", wish)
    again = client.post("/account/keys", wish, follow=True)
    assert again.redirect_chain == [("/account/keys", 302)]
    assert "This key is made already" in again.content.decode()
    assert ApiKey.objects.count() == 1
    assert key_of(made.context["secret"]) is not None


def test_page_with_a_broken_id_says_so(user: User) -> None:
    client = Client()
    client.force_login(user)
    wish = {"key_id": "x", "name": "laptop", "scopes": ["read"]}
    refused = client.post("/account/keys", wish)
    assert refused.status_code == 422
    assert "load it again" in refused.content.decode()
    assert not ApiKey.objects.exists()


def test_page_says_what_is_missing(user: User) -> None:
    client = Client()
    client.force_login(user)
    refused = client.post("/account/keys", {"name": " "})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Say what the key is for" in page
    assert "Choose at least one thing" in page


def test_page_of_others_keys_revokes_nothing(user: User, stranger: User) -> None:
    key, _ = create_key(user, name="laptop")
    client = Client()
    client.force_login(stranger)
    client.post(f"/account/keys/{key.pk}/revoke")
    assert ApiKey.objects.filter(pk=key.pk).exists()


def test_page_wants_a_sign_in_and_a_token_of_the_form(user: User) -> None:
    assert Client().get("/account/keys").status_code == 302
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    assert client.post("/account/keys", {"name": "x", "scopes": ["read"]}).status_code == 403


def test_admin_shows_no_secret(user: User) -> None:
    _, secret = create_key(user, name="laptop")
    boss = User.objects.create_superuser("boss@example.com", "a long pass phrase")
    client = Client()
    client.force_login(boss)
    key = ApiKey.objects.get()
    for path in ("/admin/accounts/apikey/", f"/admin/accounts/apikey/{key.pk}/change/"):
        page = client.get(path).content.decode()
        assert "laptop" in page
        assert "Make and change, Look" in page
        assert key.secret_hash not in page
        assert secret not in page


def test_admin_revokes(user: User) -> None:
    _, secret = create_key(user, name="laptop")
    boss = User.objects.create_superuser("boss@example.com", "a long pass phrase")
    client = Client()
    client.force_login(boss)
    key = ApiKey.objects.get()
    client.post(f"/admin/accounts/apikey/{key.pk}/delete/", {"post": "yes"})
    assert key_of(secret) is None
    assert User.objects.filter(pk=user.pk).exists()
