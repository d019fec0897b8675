import pytest
from django.test import Client

from accounts.allowance import reserve
from accounts.models import User, Visitor
from accounts.tests.conftest import PASSWORD
from accounts.visitors import visitor_for_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.com", PASSWORD))
    return client


def test_users_are_listed_with_plan_and_allowance(admin: Client, user: User) -> None:
    reserve(visitor_for_user(user), 3)
    response = admin.get("/admin/accounts/user/?q=ada")
    assert [row.email for row in response.context["cl"].result_list] == ["ada@example.com"]
    assert "3 of 100" in response.content.decode()


def test_the_list_of_users_costs_the_same_for_one_and_for_many(
    admin: Client, user: User, django_assert_max_num_queries: type
) -> None:
    for number in range(10):
        visitor_for_user(User.objects.create_user(f"u{number}@example.com"))
    with django_assert_max_num_queries(8):
        admin.get("/admin/accounts/user/")


def test_a_users_plan_can_be_changed(admin: Client, user: User) -> None:
    page = admin.get(f"/admin/accounts/user/{user.pk}/change/")
    assert page.status_code == 200
    form = {"email": "ADA@example.com", "name": "Ada", "plan": "pro", "is_active": "on"}
    response = admin.post(f"/admin/accounts/user/{user.pk}/change/", form)
    user.refresh_from_db()
    assert response.status_code == 302
    assert (user.plan, user.email) == ("pro", "ada@example.com")


def test_a_user_can_be_added(admin: Client) -> None:
    assert admin.get("/admin/accounts/user/add/").status_code == 200
    form = {
        "email": "NEW@example.com",
        "name": "New",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = admin.post("/admin/accounts/user/add/", form)
    assert response.status_code == 302
    assert User.objects.get(email="new@example.com").check_password(PASSWORD)


def test_a_password_can_be_set(admin: Client, user: User) -> None:
    path = f"/admin/accounts/user/{user.pk}/password/"
    assert admin.get(path).status_code == 200
    form = {"password1": "another fine phrase", "password2": "another fine phrase"}
    assert admin.post(path, form).status_code == 302
    user.refresh_from_db()
    assert user.check_password("another fine phrase")


@pytest.mark.parametrize("path", ["delete", "list"])
@pytest.mark.django_db(transaction=True)
def test_deleting_a_user_removes_what_it_owns(admin: Client, user: User, path: str) -> None:
    visitor_for_user(user)
    if path == "delete":
        admin.post(f"/admin/accounts/user/{user.pk}/delete/", {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": str(user.pk), "post": "yes"}
        admin.post("/admin/accounts/user/", chosen)
    assert not User.objects.filter(pk=user.pk).exists()
    assert not Visitor.objects.filter(user=user.pk).exists()


def test_visitors_can_be_looked_at_and_nothing_else(admin: Client, visitor: Visitor) -> None:
    path = f"/admin/accounts/visitor/{visitor.pk}/change/"
    page = admin.get(path)
    assert page.status_code == 200
    assert visitor.key_hash not in page.content.decode()
    assert "0\xa0bytes of 500.0\xa0MB" in page.content.decode()
    assert admin.get("/admin/accounts/visitor/?user__isempty=1").status_code == 200
    statuses = [
        admin.post(path, {}).status_code,
        admin.post(f"/admin/accounts/visitor/{visitor.pk}/delete/", {"post": "yes"}).status_code,
        admin.get("/admin/accounts/visitor/add/").status_code,
    ]
    assert statuses == [403, 403, 403]


def test_the_admin_is_entered_by_the_sign_in_page_with_its_second_factor(client: Client) -> None:
    response = client.get("/admin/login/")
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def test_the_admin_is_closed_to_others(client: Client, user: User) -> None:
    client.force_login(user)
    assert client.get("/admin/accounts/user/").status_code in {302, 403}
