"""The first page, and the page on which people say what they think."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Visitor
from accounts.throttling import VisitorRateThrottle
from content.models import FAQ, Feature, Review
from gallery.models import GalleryItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded() -> None:
    call_command("seed", verbosity=0)


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_landing_stands_without_any_content(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "What should happen?" in text_of(response)
    assert not Visitor.objects.exists()


@pytest.mark.usefixtures("seeded")
def test_landing_shows_what_curators_keep(client: Client) -> None:
    page = text_of(client.get("/"))
    for text in (Feature.objects.shown()[0].title, FAQ.objects.shown()[0].question):
        assert text in page
    Feature.objects.update(is_shown=False)
    FAQ.objects.update(is_shown=False)
    page = text_of(client.get("/"))
    assert ("Why people keep it" in page, "Questions</h2>" in page) == (False, False)


@pytest.mark.usefixtures("seeded")
def test_landing_proves_itself_by_an_edit_whose_pictures_lie_over_each_other(
    client: Client,
) -> None:
    context = client.get("/").context
    before, after = context["proof"].before, context["proof"].image
    assert (before.width, before.height) == (after.width, after.height)
    assert context["proof"] not in context["showcase"]
    assert len(context["showcase"]) == 6
    GalleryItem.objects.update(before=None)
    context = client.get("/").context
    assert (context["proof"], len(context["showcase"])) == (None, 6)


@pytest.mark.usefixtures("seeded")
def test_samples_are_marked_and_vanish_with_the_first_real_review(client: Client) -> None:
    page = text_of(client.get("/"))
    assert page.count('badge-sample">Sample</span>') == Review.objects.count()
    assert "These are samples" in page
    client.post("/review", {"rating": "4", "text": "It does what I say."})
    assert "It does what I say." not in text_of(client.get("/"))
    Review.objects.filter(is_sample=False).update(is_approved=True)
    page = text_of(client.get("/"))
    assert "It does what I say." in page
    assert "Sample</span>" not in page


@pytest.mark.usefixtures("seeded")
def test_landing_asks_few_questions_of_the_database(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_max_num_queries(4):
        client.get("/")


def test_a_review_waits_for_a_curator_under_its_authors_name(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("ada@example.com", name="Ada"))
    response = client.post("/review", {"rating": "5", "text": " Good. "}, follow=True)
    assert response.redirect_chain == [("/", 302)]
    assert "A curator will read it." in text_of(response)
    review = Review.objects.get()
    said = (review.name, review.rating, review.text, review.is_approved, review.is_sample)
    assert said == ("Ada", 5, "Good.", False, False)


@pytest.mark.parametrize(
    ("given", "at_fault"),
    [
        ({"text": "x"}, "rating"),
        ({"rating": "6", "text": "x"}, "rating"),
        ({"rating": "5", "text": " "}, "text"),
        ({"rating": "5", "text": "a\u202eb"}, "text"),
        ({"rating": "5", "text": "\u200b"}, "text"),
        ({"rating": "5", "text": "x" * 1001}, "text"),
    ],
)
def test_a_review_that_cannot_be_taken_comes_back(
    client: Client, given: dict[str, str], at_fault: str
) -> None:
    response = client.post("/review", given)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [at_fault])
    assert not Review.objects.exists()


def test_reviews_keep_to_the_rate_of_the_api(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = {**VisitorRateThrottle.THROTTLE_RATES, "write": "1/min"}
    monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", rates)
    given = {"rating": "5", "text": "x"}
    statuses = [client.post("/review", given).status_code for _ in range(2)]
    assert (statuses, Review.objects.count()) == ([302, 429], 1)


def test_pages_that_name_no_icon_get_ours(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Location"]) == (302, "/static/brand/icon-192.png")
