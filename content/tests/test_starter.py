from collections.abc import Iterator

import pytest
from django.db import models

from content.models import FAQ, Feature, Review, SeededText
from content.starter import _add, seed_content, starter_texts

pytestmark = pytest.mark.django_db
MODELS: list[tuple[type[models.Model], str]] = [
    (Feature, "features"),
    (Review, "reviews"),
    (FAQ, "faqs"),
]


def all_rows() -> Iterator[models.Model]:
    for model, _ in MODELS:
        yield from model._default_manager.all()


def test_starter_has_what_a_landing_page_needs() -> None:
    counts = {name: len(starter_texts(name)) for _, name in MODELS}
    assert counts["features"] == 6
    assert counts["reviews"] == 4
    assert counts["faqs"] >= 8
    assert seed_content() == sum(counts.values())
    assert [model._default_manager.count() for model, _ in MODELS] == list(counts.values())


def test_every_starter_text_is_one_a_curator_could_have_typed() -> None:
    seed_content()
    for row in all_rows():
        row.full_clean()


def test_starter_keeps_the_order_of_its_files() -> None:
    seed_content()
    for (model, name), field in zip(MODELS, ("title", "name", "question"), strict=True):
        shown = model._default_manager.order_by("order").values_list(field, flat=True)
        assert list(shown) == [fields[field] for fields in starter_texts(name).values()]


def test_sample_reviews_say_that_they_are_samples() -> None:
    seed_content()
    reviews = list(Review.objects.published())
    assert len(reviews) == 4
    for review in reviews:
        assert (review.is_sample, review.name[:15], review.author) == (
            True,
            "Sample reviewer",
            None,
        )


def test_seeding_again_adds_nothing_and_changes_nothing() -> None:
    seed_content()
    Feature.objects.update(title="A curator's title")
    assert seed_content() == 0
    assert set(Feature.objects.values_list("title", flat=True)) == {"A curator's title"}


def test_deleted_text_stays_away() -> None:
    seed_content()
    for row in all_rows():
        row.delete()
    assert (seed_content(), list(all_rows())) == (0, [])


def test_new_starter_text_of_a_later_release_is_added() -> None:
    seed_content()
    note = SeededText.objects.get(key="faqs:api")
    FAQ.objects.filter(pk=note.text_id).delete()
    note.delete()
    before = FAQ.objects.count()
    assert (seed_content(), FAQ.objects.count()) == (1, before + 1)


def test_interrupted_seeding_neither_loses_nor_doubles() -> None:
    """Some texts are there without the note being done, some notes without their text."""
    added = seed_content()
    SeededText.objects.update(is_done=False)
    Feature.objects.all().delete()
    features = SeededText.objects.filter(key__startswith="features:").count()
    assert (seed_content(), len(list(all_rows()))) == (features, added)


def test_second_process_adds_nothing() -> None:
    fields = {"title": "Only", "description": "One."}
    added = [_add(Feature, "features:only", fields) for _ in range(2)]
    assert (added, Feature.objects.count()) == ([True, False], 1)
