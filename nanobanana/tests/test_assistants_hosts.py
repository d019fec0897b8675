"""`/mcp` is for our own names and pages alone: the defence against DNS rebinding."""

import pytest
from pytest_django.fixtures import Settings

from nanobanana.serving.assistants import FOREIGN, NO_KEY
from nanobanana.tests.mcp_asking import ask


def is_let_in(**headers: str) -> bool:
    """Whether a request without a key gets as far as being asked for one."""
    error = ask({name.replace("_", "-"): value for name, value in headers.items()})[1].error
    assert error in {(403, "permission_denied", FOREIGN), (401, "invalid_api_key", NO_KEY)}
    return error[0] == 401


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("testserver", True),
        ("TestServer", True),
        ("testserver:8000", True),
        ("testserver.", True),
        ("127.0.0.1:80", True),
        ("", False),
        ("evil.example", False),
        ("testserver.evil.example", False),
        ("eviltestserver", False),
        ("evil@testserver", False),
        ("testserver/evil", False),
        ("testserver, evil.example", False),
        ("test\xffserver", False),
    ],
)
def test_host_has_to_be_ours(host: str, is_ours: bool) -> None:
    assert is_let_in(host=host) is is_ours


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("example.com", True),
        ("a.b.example.com:8443", True),
        ("badexample.com", False),
        ("testserver", False),
    ],
)
def test_hosts_below_a_domain_are_ours(settings: Settings, host: str, is_ours: bool) -> None:
    settings.ALLOWED_HOSTS = [".example.com"]
    assert is_let_in(host=host) is is_ours
    assert is_let_in(host=host, origin=f"https://{host}") is is_ours


@pytest.mark.parametrize(
    ("host", "origin", "is_ours"),
    [
        ("testserver", "http://testserver", True),
        ("testserver", "HTTP://TestServer", True),
        # The page of SITE_URL may speak to us by another of our names.
        ("127.0.0.1:8000", "http://testserver", True),
        ("127.0.0.1:8000", "http://127.0.0.1:8000", True),
        # A proxy that ends TLS passes the name on, and not how it was asked.
        ("127.0.0.1:8000", "https://127.0.0.1:8000", True),
        # Another port is another program's page.
        ("127.0.0.1:8000", "http://127.0.0.1:3000", False),
        ("127.0.0.1:8000", "http://127.0.0.1", False),
        ("testserver", "http://testserver:8000", False),
        ("testserver:8000", "http://127.0.0.1:8000", False),
        ("testserver", "null", False),
        ("testserver", "testserver", False),
        ("testserver", "http://", False),
        ("testserver", "http://evil.example", False),
        ("testserver", "http://testserver.evil.example", False),
        ("testserver", "http://evil.example://testserver", False),
    ],
)
def test_page_has_to_be_ours(host: str, origin: str, is_ours: bool) -> None:
    assert is_let_in(host=host, origin=origin) is is_ours


@pytest.mark.parametrize(
    ("host", "origin", "is_ours"),
    [
        ("anything.example", "", True),
        ("anything.example", "http://testserver", True),
        ("testserver", "http://testserver", True),
        # A name that its owner has just made mean this machine.
        ("evil.example", "http://evil.example", False),
        ("evil.example", "null", False),
        ("", "", False),
    ],
)
def test_where_every_name_is_allowed_a_page_still_has_to_be_ours(
    settings: Settings, host: str, origin: str, is_ours: bool
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert is_let_in(host=host, origin=origin) is is_ours
