import pytest
from pytest_django.fixtures import Settings

from files.models import StoredFile
from gallery.models import GalleryItem
from gallery.services import delete_item, publish_item
from gallery.tests.conftest import Caller, make_generation, owner_of
from generation.errors import GenerationNotFound
from generation.hiding import hide_pictures
from generation.trash import discard_generation, restore_generation, trash_generation

pytestmark = pytest.mark.django_db


def hidden() -> int:
    return StoredFile.objects.exclude(trashed_at=None).count()


def test_what_is_published_stays_when_its_generation_goes_to_the_trash(
    caller: Caller, nobody: Caller, item: GalleryItem, settings: Settings
) -> None:
    assert item.generation is not None
    trash_generation(item.generation)
    assert hidden() == 0
    shown = nobody.send("get", f"/api/gallery/{item.pk}").json()
    for picture in (shown["image"], shown["before"]):
        assert nobody.send("get", picture["url"]).status_code == 200
    discard_generation(item.generation)
    assert nobody.send("get", shown["image"]["url"]).status_code == 200
    assert StoredFile.objects.filter(pk=item.image_id).exists()


def test_an_item_taken_out_leaves_its_picture_to_the_trash(item: GalleryItem) -> None:
    assert item.generation is not None
    trash_generation(item.generation)
    delete_item(item)
    assert StoredFile.objects.filter(pk=item.image_id).exists()
    restore_generation(item.generation)
    assert hidden() == 0


def test_nothing_is_published_from_the_trash(caller: Caller) -> None:
    made = make_generation(owner_of(caller))
    trash_generation(made)
    assert hidden() == 1
    with pytest.raises(GenerationNotFound):
        publish_item(owner_of(caller), made.pk, title="Mine")


def test_what_was_published_as_it_went_to_the_trash_is_shown(
    caller: Caller, nobody: Caller, item: GalleryItem
) -> None:
    """The item came in between the look for uses and the hiding."""
    StoredFile.objects.filter(pk=item.image_id).update(trashed_at="2026-01-01T00:00:00Z")
    assert nobody.send("get", item.image.url).status_code == 200
    assert item.generation is not None
    trash_generation(item.generation)
    hide_pictures(item.generation)
    assert nobody.send("get", item.image.url).status_code == 200
