from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from accounts.context import allowance
from accounts.models import Visitor
from accounts.visitors import HEADER, RequestVisitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(visitor: Visitor) -> dict[str, Any]:
    request = RequestFactory().get("/", headers={HEADER: "its key"})
    request.user = AnonymousUser()
    request.visitor = RequestVisitor(request)  # type: ignore[attr-defined]
    return allowance(request)


def test_a_page_that_names_no_allowance_pays_for_none(
    named: dict[str, Any], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert Template("page").render(Context(named)) == "page"


def test_a_page_that_names_it_pays_once(
    named: dict[str, Any], django_assert_num_queries: Any
) -> None:
    page = Template("{{ allowance.used }} of {{ allowance.limit }}, {{ allowance.left }} left")
    with django_assert_num_queries(1):
        assert page.render(Context(named)) == "0 of 20, 20 left"


def test_an_error_page_before_the_visitor_is_known_has_none() -> None:
    assert allowance(RequestFactory().get("/")) == {}
