import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from content.models import FAQ, Feature, Review
from content.tests.conftest import make_faq, make_feature, make_review

pytestmark = pytest.mark.django_db
LISTS: list[tuple[str, Callable[[], Any]]] = [
    ("features", make_feature),
    ("reviews", make_review),
    ("faqs", make_faq),
]


def post(body: Any, client: Client | None = None, **headers: str) -> Any:
    chosen = client or Client()
    data = body if isinstance(body, str) else json.dumps(body)
    kwargs: dict[str, Any] = {"content_type": "application/json", "headers": headers}
    return chosen.post("/api/reviews", data, **kwargs)


def codes(response: Any) -> list[tuple[str, str | None]]:
    return [(error["code"], error["attr"]) for error in response.json()["errors"]]


def test_shapes_are_the_contracts(client: Client) -> None:
    feature: Feature = make_feature(title="Fast", description="Very.", icon="bolt", order=3)
    review: Review = make_review(role="Painter", rating=4)
    faq: FAQ = make_faq(question="Why?", answer="Because.", category="Basics", order=2)
    assert client.get("/api/features").json() == [
        {
            "id": str(feature.pk),
            "title": "Fast",
            "description": "Very.",
            "icon": "bolt",
            "order": 3,
        }
    ]
    assert client.get("/api/reviews").json() == [
        {
            "id": str(review.pk),
            "name": "Ada",
            "role": "Painter",
            "avatar": None,
            "rating": 4,
            "text": "Lovely.",
            "createdAt": review.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        }
    ]
    assert client.get("/api/faqs").json() == [
        {
            "id": str(faq.pk),
            "question": "Why?",
            "answer": "Because.",
            "category": "Basics",
            "order": 2,
        }
    ]


@pytest.mark.parametrize(("name", "make"), LISTS)
def test_list_is_304_until_it_changes(client: Client, name: str, make: Callable[[], Any]) -> None:
    make()
    first = client.get(f"/api/{name}")
    assert (first.status_code, first["Cache-Control"]) == (200, "no-cache")
    tag = first["ETag"]
    again = client.get(f"/api/{name}", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Cache-Control"] == "no-cache"
    weak = client.get(f"/api/{name}/", headers={"If-None-Match": f'"other", W/{tag}'})
    assert weak.status_code == 304
    make()
    changed = client.get(f"/api/{name}", headers={"If-None-Match": tag})
    assert (changed.status_code, changed["ETag"] != tag, len(changed.json())) == (200, True, 2)


@pytest.mark.parametrize(("name", "make"), LISTS)
def test_head_answers_the_same_tag(client: Client, name: str, make: Callable[[], Any]) -> None:
    make()
    head = client.head(f"/api/{name}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == client.get(f"/api/{name}")["ETag"]


@pytest.mark.parametrize(("name", "make"), LISTS)
def test_browsable_page_is_no_304(client: Client, name: str, make: Callable[[], Any]) -> None:
    make()
    tag = client.get(f"/api/{name}")["ETag"]
    page = client.get(f"/api/{name}", headers={"Accept": "text/html", "If-None-Match": tag})
    assert (page.status_code, page["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "ETag" not in page


@pytest.mark.parametrize(("name", "make"), LISTS)
def test_list_is_bounded_and_takes_one_query(
    client: Client,
    name: str,
    make: Callable[[], Any],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make()
    with django_assert_num_queries(1):
        assert len(client.get(f"/api/{name}").json()) == 1
    for _ in range(100):
        make()
    with django_assert_num_queries(1):
        assert len(client.get(f"/api/{name}").json()) == 100


@pytest.mark.parametrize("name", ["features", "faqs"])
def test_curated_lists_take_no_post(client: Client, name: str) -> None:
    response = client.post(f"/api/{name}", "{}", content_type="application/json")
    assert (response.status_code, codes(response)) == (405, [("method_not_allowed", None)])


def test_review_waits_for_approval(client: Client) -> None:
    response = post({"rating": 5, "text": "  Works offline.  "})
    assert response.status_code == 201
    body = response.json()
    kept = Review.objects.get()
    assert body == {
        "id": str(kept.pk),
        "name": "A visitor",
        "role": "",
        "avatar": None,
        "rating": 5,
        "text": "Works offline.",
        "createdAt": kept.created_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    assert client.get("/api/reviews").json() == []
    kept.is_approved = True
    kept.save(update_fields=["is_approved"])
    assert client.get("/api/reviews").json() == [body]


def test_review_cannot_publish_or_rename_itself() -> None:
    wish = {"isApproved": True, "is_approved": True, "name": "The Queen", "isSample": True}
    assert post({"rating": 5, "text": "Fine.", **wish}).status_code == 201
    kept = Review.objects.get()
    assert (kept.is_approved, kept.is_sample, kept.name) == (False, False, "A visitor")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("required", "rating"), ("required", "text")]),
        ({"rating": 0, "text": "Bad."}, [("min_value", "rating")]),
        ({"rating": 6, "text": "Great."}, [("max_value", "rating")]),
        ({"rating": 4.5, "text": "Good."}, [("invalid", "rating")]),
        ({"rating": None, "text": "Good."}, [("null", "rating")]),
        ({"rating": 5, "text": "   "}, [("blank", "text")]),
        ({"rating": 5, "text": "\u200d"}, [("blank", "text")]),
        ({"rating": 5, "text": "a\u202eb"}, [("invalid_characters", "text")]),
        ({"rating": 5, "text": "a\x07b"}, [("invalid_characters", "text")]),
        ({"rating": 5, "text": "a\x00b"}, [("invalid_characters", "text")]),
        ({"rating": 5, "text": "x" * 1001}, [("max_length", "text")]),
        ({"rating": 5, "text": ["list"]}, [("invalid", "text")]),
        ([], [("invalid", "non_field_errors")]),
        ("{", [("parse_error", None)]),
    ],
)
def test_bad_review_is_refused_and_leaves_nothing(body: Any, expected: list[Any]) -> None:
    response = post(body)
    assert (response.status_code, codes(response)) == (400, expected)
    assert Review.objects.count() == 0


@pytest.mark.parametrize("text", ["Zwei\nZeilen", "👨\u200d👩\u200d👧 liked it", "می\u200cخواهم"])
def test_line_ends_emoji_and_joiners_are_kept(text: str) -> None:
    assert post({"rating": 5, "text": text}).json()["text"] == text


def test_signed_in_browser_needs_its_csrf_token() -> None:
    user = get_user_model().objects.create_user("ada@example.com", "x", name="Ada")
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user)
    refused = post({"rating": 5, "text": "Fine."}, strict)
    assert (refused.status_code, Review.objects.count()) == (403, 0)
    plain = Client()
    plain.force_login(user)
    assert post({"rating": 5, "text": "Fine."}, plain).json()["name"] == "Ada"


def test_first_request_without_a_cookie_needs_no_csrf_token() -> None:
    response = post({"rating": 5, "text": "Fine."}, Client(enforce_csrf_checks=True))
    assert response.status_code == 201
