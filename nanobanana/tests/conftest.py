"""Fixtures for what is truly about HTTP as a whole."""

import pytest
from django.test import Client

# Its assertions, too, show what they compared.
pytest.register_assert_rewrite("nanobanana.tests.answers")


@pytest.fixture
def visitor_client() -> Client:
    """Somebody to whom a broken server answers, as it would outside of tests."""
    return Client(raise_request_exception=False)
