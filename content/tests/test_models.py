from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from content.models import FAQ, Feature, Review
from content.tests.conftest import make_faq, make_feature, make_review

ICONS = Path(__file__).resolve().parents[2] / "templates/components/_icon.html"
pytestmark = pytest.mark.django_db


def test_shown_features_stand_in_the_curators_order() -> None:
    late, early = make_feature(order=20), make_feature(order=10)
    make_feature(order=1, is_shown=False)
    assert list(Feature.objects.shown()) == [early, late]


def test_every_icon_is_drawn() -> None:
    template = ICONS.read_text("utf-8")
    assert [icon for icon in Feature.Icon.values if f'name == "{icon}"' not in template] == []


def test_samples_show_until_a_real_review_is_approved() -> None:
    sample = make_review(is_sample=True)
    real = make_review(is_approved=False)
    assert list(Review.objects.published()) == [sample]
    Review.objects.filter(pk=real.pk).update(is_approved=True)
    assert list(Review.objects.published()) == [real]
    Review.objects.filter(pk=real.pk).update(is_approved=False)
    assert list(Review.objects.published()) == [sample]


def test_published_reviews_stand_in_order_then_newest_first() -> None:
    old, new, first = make_review(order=5), make_review(order=5), make_review(order=1)
    assert list(Review.objects.published()) == [first, new, old]


def test_published_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_review()
    with django_assert_num_queries(1):
        assert len(Review.objects.published()) == 1


def test_questions_of_a_category_stand_together() -> None:
    first = make_faq(category="Privacy", order=1)
    between = make_faq(category="Accounts", order=2)
    last = make_faq(category="Privacy", order=3)
    make_faq(category="Accounts", order=0, is_shown=False)
    assert list(FAQ.objects.shown()) == [first, last, between]


def test_categories_that_start_alike_do_not_mix() -> None:
    rows = [make_faq(category=name, order=0) for name in ("B", "A", "B", "A")]
    assert list(FAQ.objects.shown()) == [rows[1], rows[3], rows[0], rows[2]]
