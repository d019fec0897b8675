import pytest
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db
HEADER = "Content-Security-Policy"


def directives(client: Client, path: str) -> dict[str, str]:
    parts = client.get(path)[HEADER].split("; ")
    return {name: value for name, _, value in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/no/such/page/"])
def test_admin_has_a_policy_of_its_own(path: str) -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("c@example.com", "x"))
    found = directives(client, path) if path != "/admin/login/" else directives(Client(), path)
    assert found["script-src"] == "'self' 'unsafe-inline' 'unsafe-eval'"
    assert found["default-src"] == "'self'"
    assert found["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("path", ["/", "/gallery", "/api/features", "/adminer", "/healthz"])
def test_all_else_has_the_strict_one(client: Client, path: str) -> None:
    found = directives(client, path)
    assert (found["default-src"], found["script-src"], found["style-src"]) == (
        "'none'",
        "'self'",
        "'self'",
    )
