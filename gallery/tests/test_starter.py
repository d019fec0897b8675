from datetime import timedelta
from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageChops

from accounts.models import Visitor
from accounts.pruning import prune_visitors
from accounts.visitors import hash_key
from files.models import StoredFile
from files.pruning import prune_blobs, prune_files
from gallery import starter
from gallery.access import showcase
from gallery.models import GalleryItem, SeededItem
from gallery.services import delete_item
from gallery.starter import NEVER_PRUNED, OWNER_KEY, STARTERS, choose_sample, seed_showcase
from gallery.tests.conftest import Caller
from generation.studio import understand

pytestmark = pytest.mark.django_db
EDITS = [each for each in STARTERS if each.is_edit]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit and one sample: enough where the pictures do not matter."""
    monkeypatch.setattr(starter, "STARTERS", (EDITS[0], STARTERS[1]))


def opened(file: StoredFile) -> Image.Image:
    with default_storage.open(file.blob.original) as stored, Image.open(stored) as image:
        return image.convert("RGB")


def test_starters_are_distinct_and_choose_distinct_samples() -> None:
    assert len({each.key for each in STARTERS}) == len(STARTERS)
    assert len({choose_sample(each).file for each in STARTERS}) == len(STARTERS)
    assert len(EDITS) >= 4


def test_every_scene_has_its_sample() -> None:
    for each in STARTERS:
        assert set(each.scene.split()) <= choose_sample(each).keywords


def test_every_sentence_is_understood_whole() -> None:
    plans = {each.key: understand(each.prompt) for each in EDITS}
    assert {key: plan.unmatched for key, plan in plans.items() if plan.unmatched} == {}
    named = {key: [type(step).__name__ for step in plan.operations] for key, plan in plans.items()}
    assert named == {
        "lake-noir": ["Grayscale", "Crop"],
        "winter-warm": ["Warmth", "Brightness", "Vignette"],
        "forest-sepia": ["Sepia", "Vignette"],
        "desert-wide": ["Brightness", "Saturation", "Crop"],
        "postcard": ["Saturation", "Text"],
    }


def test_showcase_shows_true_edits(nobody: Caller) -> None:
    assert seed_showcase() == len(STARTERS)
    items = showcase(None)
    assert [item.starter_key for item in items] == [each.key for each in STARTERS]
    assert {item.author_name for item in items} == {"Nano Banana"}
    for item, each in zip(items, STARTERS, strict=True):
        assert (item.before is not None) == each.is_edit
        if item.before:
            before, after = opened(item.before), opened(item.image)
            assert before.size != after.size or ImageChops.difference(before, after).getbbox()
    noir = opened(items[0].image)
    assert noir.width == noir.height
    assert noir.convert("L").convert("RGB").tobytes() == noir.tobytes()
    body = nobody.send("get", "/api/gallery").json()
    assert [row["author"] for row in body["results"]] == [None] * len(STARTERS)


@pytest.mark.usefixtures("few")
def test_seeding_again_adds_nothing_and_changes_nothing() -> None:
    assert seed_showcase() == 2
    GalleryItem.objects.update(title="A curator's title")
    assert seed_showcase() == 0
    assert set(GalleryItem.objects.values_list("title", flat=True)) == {"A curator's title"}


@pytest.mark.usefixtures("few")
def test_deleted_starter_stays_away() -> None:
    seed_showcase()
    for item in GalleryItem.objects.with_files():
        delete_item(item)
    assert (StoredFile.objects.count(), seed_showcase(), GalleryItem.objects.count()) == (0, 0, 0)


@pytest.mark.usefixtures("few")
def test_interrupted_seeding_neither_loses_nor_doubles() -> None:
    seed_showcase()
    SeededItem.objects.update(is_done=False)
    assert (seed_showcase(), GalleryItem.objects.count()) == (0, 2)
    SeededItem.objects.update(is_done=False)
    for item in GalleryItem.objects.with_files():
        delete_item(item)
    assert (seed_showcase(), GalleryItem.objects.count()) == (2, 2)


@pytest.mark.usefixtures("few")
def test_second_process_leaves_nothing_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process publishes between our look and our item."""
    make = starter._publish

    def twice(owner: Visitor, each: starter.StarterItem, item_id: UUID) -> bool:
        return [make(owner, each, item_id), make(owner, each, item_id)][1]

    monkeypatch.setattr(starter, "_publish", twice)
    assert (seed_showcase(), GalleryItem.objects.count()) == (0, 2)
    used = sum(1 if item.before is None else 2 for item in GalleryItem.objects.all())
    assert StoredFile.objects.count() == used


@pytest.mark.usefixtures("few")
def test_nobody_can_claim_the_showcase_by_its_key() -> None:
    seed_showcase()
    owner = Visitor.objects.get()
    assert (owner.key_hash, owner.user, owner.seen_at) == (OWNER_KEY, None, NEVER_PRUNED)
    assert hash_key(OWNER_KEY) != owner.key_hash
    item = GalleryItem.objects.all()[0]
    response = Caller(key=OWNER_KEY).send("delete", f"/api/gallery/{item.pk}")
    assert response.status_code == 404


@pytest.mark.usefixtures("few")
def test_pruning_spares_the_showcase() -> None:
    seed_showcase()
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=9000))
    pruned = [prune(dry_run=False) for prune in (prune_visitors, prune_files, prune_blobs)]
    assert (pruned, GalleryItem.objects.count()) == ([0, 0, 0], 2)
