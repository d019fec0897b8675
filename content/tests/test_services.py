import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser

from content.models import Review
from content.services import approve_reviews, submit_review
from content.tests.conftest import make_review

pytestmark = pytest.mark.django_db


def test_review_of_a_stranger_has_no_name() -> None:
    review = submit_review(AnonymousUser(), rating=4, text="Good.")
    assert (review.name, review.author, review.is_approved) == ("A visitor", None, False)


@pytest.mark.parametrize(("name", "shown"), [("Ada", "Ada"), ("", "A visitor")])
def test_review_of_a_user_carries_the_name_and_never_the_address(name: str, shown: str) -> None:
    user = get_user_model().objects.create_user("ada@example.com", "x", name=name)
    review = submit_review(user, rating=4, text="Good.")
    assert (review.name, review.author) == (shown, user)


def test_review_goes_with_the_account() -> None:
    user = get_user_model().objects.create_user("ada@example.com", "x", name="Ada")
    submit_review(user, rating=4, text="Good.")
    user.delete()
    assert Review.objects.count() == 0


def test_approving_counts_what_changed() -> None:
    make_review()
    make_review(is_approved=False)
    assert approve_reviews(Review.objects.all(), is_approved=True) == 1
    assert approve_reviews(Review.objects.all(), is_approved=True) == 0
    assert approve_reviews(Review.objects.all(), is_approved=False) == 2
