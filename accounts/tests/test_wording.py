import pytest
from django.test import Client

from accounts.templatetags.wording import sentence_case


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Two-Factor Authentication", "Two-factor authentication"),
        ("\n Sign In\n", "Sign in"),
        ("Download codes", "Download codes"),
        ("Your TOTP App", "Your TOTP app"),
        ("", ""),
    ],
)
def test_only_the_first_word_is_capital(title: str, written: str) -> None:
    assert sentence_case(title) == written


@pytest.mark.django_db
def test_allauths_pages_are_written_like_ours(client: Client) -> None:
    page = client.get("/account/login/").content.decode()
    assert "Sign in – Nano Banana" in page
    assert "Sign In" not in page
