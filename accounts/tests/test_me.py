from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken

from accounts.allowance import month_of
from accounts.models import User, Visitor
from accounts.tests.conftest import NEW, REFUSED, Caller, errors, iso, sign_in
from accounts.visitors import visitor_for_user

pytestmark = pytest.mark.django_db


def test_me_wants_a_signed_in_user(caller: Caller) -> None:
    for method in ("get", "patch", "delete"):
        response = caller.send(method, "/api/auth/me", {} if method == "patch" else None)
        assert (response.status_code, errors(response)) == (401, [("not_authenticated", None)])
        assert response["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_schemes_name_may_be_spelt_in_any_case(caller: Caller, scheme: str) -> None:
    tokens = caller.send("post", "/api/auth/register", NEW).json()
    caller = Caller({"Authorization": f"{scheme} {tokens['access']}"})
    assert caller.send("get", "/api/auth/me").status_code == 200


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer", "Bearer a b", "Bearer a.b.c"])
def test_a_wrong_token_is_refused_even_where_none_is_needed(header: str) -> None:
    caller = Caller({"Authorization": header})
    response = caller.send("get", "/api/gallery")
    assert (response.status_code, errors(response)) == (401, [("token_not_valid", None)])
    assert response["WWW-Authenticate"] == 'Bearer realm="api"'


def test_a_wrong_token_is_refused_to_a_browser_too() -> None:
    caller = Caller({"Authorization": "Bearer nonsense", "Accept": "text/html"})
    response = caller.send("get", "/api/auth/me")
    assert response.status_code == 401


def test_an_expired_token_is_refused(user: User) -> None:
    token = AccessToken.for_user(user)
    token.set_exp(lifetime=-timedelta(seconds=1))
    response = Caller({"Authorization": f"Bearer {token}"}).send("get", "/api/auth/me")
    assert (response.status_code, response.json()) == (401, REFUSED)


def test_a_token_of_a_deleted_user_is_refused(caller: Caller, user: User) -> None:
    caller.headers["Authorization"] = f"Bearer {sign_in(caller)['access']}"
    user.delete()
    response = caller.send("get", "/api/auth/me")
    assert (response.status_code, response.json()) == (401, REFUSED)


def test_me_shows_plan_and_usage(caller: Caller, user: User) -> None:
    expires = timezone.now() + timedelta(days=3)
    User.objects.update(plan="pro", plan_expires_at=expires)
    Visitor.objects.filter(pk=visitor_for_user(user).pk).update(
        allowance_month=month_of(timezone.now()), allowance_taken=5, allowance_used=3
    )
    caller.headers["Authorization"] = f"Bearer {sign_in(caller)['access']}"
    shown = caller.send("get", "/api/auth/me").json()
    assert shown["subscription"] == {"type": "pro", "expiresAt": iso(expires)}
    assert shown["usage"]["imagesGenerated"] == 3
    assert shown["usage"]["monthlyLimit"] == 2000
    assert shown["usage"]["storage"] == {"used": 0, "limit": 50_000 * 1024 * 1024}


def test_me_shows_an_expired_plan_as_free(caller: Caller, user: User) -> None:
    User.objects.update(plan="pro", plan_expires_at=timezone.now())
    caller.headers["Authorization"] = f"Bearer {sign_in(caller)['access']}"
    shown = caller.send("get", "/api/auth/me").json()
    assert shown["subscription"] == {"type": "free", "expiresAt": None}
    assert shown["usage"]["monthlyLimit"] == 100


def test_me_patch_changes_the_name_and_nothing_else(caller: Caller, user: User) -> None:
    caller.headers["Authorization"] = f"Bearer {sign_in(caller)['access']}"
    body = {"name": "Countess", "email": "x@example.com", "plan": "pro"}
    response = caller.send("patch", "/api/auth/me", body)
    user.refresh_from_db()
    assert (response.status_code, response.json()["name"]) == (200, "Countess")
    assert (user.name, user.email, user.plan) == ("Countess", "ada@example.com", "free")


@pytest.mark.parametrize(
    ("avatar", "code"),
    [("nonsense", "invalid"), ("018f0000-0000-7000-8000-000000000000", "file_not_found")],
)
def test_me_patch_refuses_an_avatar_that_is_no_picture_of_ones_own(
    caller: Caller, user: User, avatar: str, code: str
) -> None:
    caller.headers["Authorization"] = f"Bearer {sign_in(caller)['access']}"
    response = caller.send("patch", "/api/auth/me", {"avatar": avatar})
    assert (response.status_code, errors(response)) == (400, [(code, "avatar")])


def test_me_delete_removes_the_account_and_its_rows(caller: Caller, user: User) -> None:
    tokens = sign_in(caller)
    caller.headers["Authorization"] = f"Bearer {tokens['access']}"
    response = caller.send("delete", "/api/auth/me")
    assert (response.status_code, response.content) == (204, b"")
    assert not User.objects.exists()
    assert not Visitor.objects.exists()
    assert not EmailAddress.objects.exists()
    refreshed = Caller().send("post", "/api/auth/refresh", {"refresh": tokens["refresh"]})
    assert (refreshed.status_code, refreshed.json()) == (401, REFUSED)
