from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from content.models import FAQ, Review, SeededText
from content.statistics import pending_reviews
from content.tests.conftest import make_faq, make_feature, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("c@example.com", "x"))
    return client


def act(curator: Client, action: str, *rows: Review) -> None:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    url = reverse("admin:content_review_changelist")
    assert curator.post(url, data).status_code == 302


def test_lists_and_forms_open(curator: Client) -> None:
    rows = (make_feature(), make_review(text="<b>bold</b>", is_approved=False), make_faq())
    for row in rows:
        table = f"content_{row._meta.model_name}"
        pages: list[tuple[str, list[Any]]] = [("changelist", []), ("change", [row.pk]), ("add", [])]
        for name, args in pages:
            response = curator.get(reverse(f"admin:{table}_{name}", args=args))
            assert response.status_code == 200
            assert b"<b>bold</b>" not in response.content


def test_what_was_seeded_is_not_in_the_admin() -> None:
    assert not admin.site.is_registered(SeededText)


def test_approve_and_withdraw(curator: Client) -> None:
    review, sample = make_review(is_approved=False), make_review(is_sample=True)
    assert pending_reviews() == 1
    act(curator, "approve", review)
    assert (list(Review.objects.published()), pending_reviews()) == ([review], 0)
    act(curator, "withdraw", review)
    assert list(Review.objects.published()) == [sample]


def test_order_is_edited_in_the_list(curator: Client) -> None:
    first, second = make_faq(order=1), make_faq(order=2)
    data: dict[str, Any] = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "_save": "Save"}
    for place, (row, order) in enumerate(((first, 30), (second, 20))):
        data |= {f"form-{place}-id": str(row.pk), f"form-{place}-order": order}
        data[f"form-{place}-is_shown"] = "on"
    response = curator.post(reverse("admin:content_faq_changelist"), data)
    assert (response.status_code, list(FAQ.objects.shown())) == (302, [second, first])


def test_rating_outside_one_to_five_is_refused(curator: Client) -> None:
    data = {"name": "Ada", "role": "", "rating": 6, "text": "Hm.", "order": 0}
    response = curator.post(reverse("admin:content_review_add"), data)
    assert (response.status_code, Review.objects.count()) == (200, 0)


def test_a_sample_cannot_be_made_by_hand(curator: Client) -> None:
    data = {"name": "Ada", "role": "", "rating": 5, "text": "Hm.", "order": 0, "is_sample": "on"}
    assert curator.post(reverse("admin:content_review_add"), data).status_code == 302
    assert Review.objects.get().is_sample is False
