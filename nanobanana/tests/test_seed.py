from typing import Any

import pytest
from pytest_django.fixtures import Settings

from content.models import FAQ, Feature, Review
from gallery import starter
from gallery.models import GalleryItem
from gallery.services import delete_item
from nanobanana.tests.commanding import run, stored

pytestmark = pytest.mark.django_db


@pytest.fixture
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit and one sample: enough where the pictures do not matter."""
    monkeypatch.setattr(starter, "STARTERS", starter.STARTERS[:2])


def rows() -> list[tuple[Any, ...]]:
    texts = [*Feature.objects.values_list(), *Review.objects.values_list()]
    return [*texts, *FAQ.objects.values_list(), *GalleryItem.objects.values_list()]


@pytest.mark.usefixtures("few_pictures")
def test_seed_adds_the_starter_content_once(settings: Settings) -> None:
    (first,) = run("seed")
    before, kept = rows(), stored(settings)
    texts = Feature.objects.count() + Review.objects.count() + FAQ.objects.count()
    assert first == f"Starter content: {texts} texts and 2 pictures added."
    assert (Feature.objects.count(), GalleryItem.objects.count()) == (6, 2)
    assert run("seed") == ["Starter content: 0 texts and 0 pictures added."]
    assert (rows(), stored(settings)) == (before, kept)


@pytest.mark.usefixtures("few_pictures")
def test_seed_never_undoes_a_curators_work() -> None:
    run("seed")
    Feature.objects.update(title="A curator's title")
    FAQ.objects.all().delete()
    gone, kept = GalleryItem.objects.with_files()
    delete_item(gone)
    GalleryItem.objects.update(title="A curator's picture", is_featured=False)
    before = rows()
    assert run("seed") == ["Starter content: 0 texts and 0 pictures added."]
    assert rows() == before
    assert GalleryItem.objects.get().pk == kept.pk
