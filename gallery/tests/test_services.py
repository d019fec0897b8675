from uuid import uuid4

import pytest
from django.core.files.storage import default_storage

from files.access import delete_file, visible_file
from files.errors import FileInUse, FileNotFound
from files.models import Blob, StoredFile
from gallery import services
from gallery.access import own_item, visible_item
from gallery.errors import ItemNotFound, NotPublishable, OutputUnknown
from gallery.models import GalleryItem, Report
from gallery.services import (
    delete_item,
    hide_items,
    publish_item,
    report_item,
    update_item,
)
from gallery.tests.conftest import Caller, make_generation, make_item, owner_of
from generation.errors import GenerationNotFound
from generation.models import Status
from generation.trash import discard_generation

pytestmark = pytest.mark.django_db


def test_publish_shows_first_output_and_the_edits_input(caller: Caller) -> None:
    generation = make_generation(owner_of(caller), outputs=2)
    item = publish_item(caller.visitor, generation.pk, title="Gray")
    assert (item.image, item.before) == (generation.outputs[0], generation.input)
    assert (item.title, item.prompt, item.generation) == ("Gray", "make it gray", generation)
    assert (item.is_public, item.is_featured, item.is_hidden, item.likes) == (True, False, False, 0)


def test_publish_takes_the_output_it_is_told(caller: Caller) -> None:
    generation = make_generation(owner_of(caller), outputs=2)
    second = generation.outputs[1]
    item = publish_item(caller.visitor, generation.pk, title="Gray", output_id=second.pk)
    assert item.image == second


def test_publish_keeps_the_input_private_on_request(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    item = publish_item(caller.visitor, generation.pk, title="Gray", show_before=False)
    assert item.before is None
    assert generation.input is not None
    with pytest.raises(FileNotFound):
        visible_file(generation.input.pk, lambda: None)


def test_publish_of_a_made_picture_has_no_before(caller: Caller) -> None:
    generation = make_generation(owner_of(caller), is_edit=False)
    assert publish_item(caller.visitor, generation.pk, title="Lake").before is None


def test_publish_refuses_strangers_generations(caller: Caller, other: Caller) -> None:
    generation = make_generation(owner_of(caller))
    for visitor, key in (
        (other.visitor, generation.pk),
        (None, generation.pk),
        (caller.visitor, uuid4()),
    ):
        with pytest.raises(GenerationNotFound):
            publish_item(visitor, key, title="Stolen")


@pytest.mark.parametrize("status", [each for each in Status if each != Status.COMPLETED])
def test_publish_refuses_unfinished_work(caller: Caller, status: Status) -> None:
    generation = make_generation(owner_of(caller), status=status)
    with pytest.raises(NotPublishable):
        publish_item(caller.visitor, generation.pk, title="Early")


def test_publish_refuses_pictures_the_generation_did_not_make(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    assert generation.input is not None
    foreign = make_generation(owner_of(caller)).outputs[0].pk
    for file_id in (generation.input.pk, foreign, uuid4()):
        with pytest.raises(OutputUnknown):
            publish_item(caller.visitor, generation.pk, title="Other", output_id=file_id)


def test_published_files_are_everybodys_until_the_item_is_private(item: GalleryItem) -> None:
    assert item.before is not None
    assert [visible_file(file.pk, lambda: None)[1] for file in (item.image, item.before)] == [
        True,
        True,
    ]
    update_item(item, is_public=False)
    for file in (item.image, item.before):
        with pytest.raises(FileNotFound):
            visible_file(file.pk, lambda: None)


def test_hidden_items_files_are_their_owners_only(item: GalleryItem) -> None:
    hide_items(GalleryItem.objects.all(), is_hidden=True)
    with pytest.raises(FileNotFound):
        visible_file(item.image.pk, lambda: None)
    assert visible_file(item.image.pk, lambda: item.owner) == (item.image, False)


def test_file_of_a_public_item_cannot_be_deleted(item: GalleryItem) -> None:
    assert item.before is not None
    for file in (item.image, item.before):
        with pytest.raises(FileInUse):
            delete_file(file)
    update_item(item, is_public=False)
    delete_file(item.image)
    assert not GalleryItem.objects.exists()


def test_update_changes_only_what_is_given(item: GalleryItem) -> None:
    update_item(item, title="New")
    update_item(item)
    fresh = GalleryItem.objects.get()
    assert (fresh.title, fresh.description, fresh.is_public) == ("New", "", True)
    assert fresh.before == item.before is not None


def test_update_takes_the_before_picture_away_and_brings_it_back(item: GalleryItem) -> None:
    before = item.before
    assert update_item(item, show_before=False).before is None
    assert GalleryItem.objects.get().before is None
    update_item(item, show_before=True)
    assert GalleryItem.objects.get().before == before is not None


def test_update_releases_a_before_picture_nothing_else_uses(item: GalleryItem) -> None:
    assert item.generation is not None
    discard_generation(item.generation)
    item = own_item(item.owner, item.pk)
    assert item.before is not None
    folder = item.before.blob.folder
    update_item(item, show_before=False)
    assert [file.kind for file in StoredFile.objects.all()] == ["output"]
    assert not default_storage.exists(folder)
    assert update_item(item, show_before=True).before is None


def test_update_of_a_deleted_item_is_not_found(item: GalleryItem) -> None:
    GalleryItem.objects.all().delete()
    with pytest.raises(ItemNotFound):
        update_item(item, title="Late")


def test_deleting_the_generation_leaves_the_item(item: GalleryItem) -> None:
    assert item.generation is not None
    discard_generation(item.generation)
    fresh = visible_item(None, item.pk)
    assert (fresh.generation, fresh.image, fresh.before) == (None, item.image, item.before)


def test_delete_leaves_what_the_generation_still_uses(item: GalleryItem) -> None:
    delete_item(item)
    assert (GalleryItem.objects.count(), StoredFile.objects.count()) == (0, 2)


def test_delete_removes_bytes_nothing_else_uses(item: GalleryItem) -> None:
    assert item.generation is not None
    discard_generation(item.generation)
    folders = [blob.folder for blob in Blob.objects.all()]
    item, stale = (own_item(item.owner, item.pk) for _ in range(2))
    delete_item(item)
    assert (StoredFile.objects.count(), Blob.objects.count(), len(folders)) == (0, 0, 2)
    assert not any(default_storage.exists(folder) for folder in folders)
    delete_item(stale)


def test_delete_keeps_a_picture_another_item_shows(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    first = publish_item(caller.visitor, generation.pk, title="One")
    second = publish_item(caller.visitor, generation.pk, title="Two")
    discard_generation(generation)
    delete_item(first)
    assert visible_item(None, second.pk).image == second.image


def test_private_and_hidden_items_are_the_owners_only(caller: Caller, other: Caller) -> None:
    private = make_item(owner_of(caller), is_public=False)
    hidden = make_item(owner_of(caller))
    hide_items(GalleryItem.objects.filter(pk=hidden.pk), is_hidden=True)
    for item in (private, hidden):
        assert visible_item(caller.visitor, item.pk) == item
        for visitor in (None, other.visitor):
            with pytest.raises(ItemNotFound):
                visible_item(visitor, item.pk)


def test_own_item_is_nobody_elses(item: GalleryItem, other: Caller) -> None:
    assert own_item(item.owner, item.pk) == item
    for visitor in (None, other.visitor):
        with pytest.raises(ItemNotFound):
            own_item(visitor, item.pk)


def test_report_of_the_same_visitor_is_replaced_while_open(
    item: GalleryItem, other: Caller
) -> None:
    for reason in ("First.", "Better said."):
        report_item(other.visitor, item, reason=reason)
    report_item(None, item, reason="Mine, too.")
    Report.objects.filter(visitor=None).update(is_resolved=True)
    report_item(None, item, reason="Again.")
    rows = Report.objects.order_by("id").values_list("reason", "is_resolved")
    assert list(rows) == [("Better said.", False), ("Mine, too.", True), ("Again.", False)]


def test_hiding_settles_open_reports_and_unhiding_shows_again(item: GalleryItem) -> None:
    report_item(None, item, reason="Not nice.")
    assert hide_items(GalleryItem.objects.all(), is_hidden=True) == 1
    assert (Report.objects.get().is_resolved, GalleryItem.objects.public().count()) == (True, 0)
    hide_items(GalleryItem.objects.all(), is_hidden=False)
    assert GalleryItem.objects.public().count() == 1


def test_reports_of_one_item_never_flood_the_queue(
    item: GalleryItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_OPEN_REPORTS", 2)
    for reason in ("first", "second", "third"):
        report_item(None, item, reason=reason)
    assert set(Report.objects.values_list("reason", flat=True)) == {"first", "third"}


def test_a_published_sample_stays_marked(caller: Caller) -> None:
    generation = make_generation(owner_of(caller), is_edit=False, is_sample=True)
    item = publish_item(caller.visitor, generation.pk, title="Lake")
    discard_generation(generation)
    item.refresh_from_db()
    assert item.is_sample


@pytest.mark.parametrize(
    ("operations", "lies_over"),
    [
        ([{"op": "grayscale"}], True),
        ([{"op": "crop", "width": 1.0, "height": 1.0, "anchor": "center"}], True),
        ([{"op": "crop", "width": 1.0, "height": 1.0, "anchor": "top"}], False),
        ([{"op": "flip", "axis": "horizontal"}], False),
    ],
)
def test_a_slider_is_only_for_pictures_that_lie_over_each_other(
    caller: Caller, operations: list[dict[str, object]], *, lies_over: bool
) -> None:
    generation = make_generation(owner_of(caller), plan={"operations": operations})
    item = publish_item(caller.visitor, generation.pk, title="Mine")
    assert (generation.lies_over_input, item.lies_over_before) == (lies_over, lies_over)
