import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.merging import merge_visitors, sweep_merged
from accounts.models import User, Visitor
from accounts.services import delete_visitor
from accounts.visitors import visitor_for_user
from files import storing
from files.accounting.models import Usage
from files.accounting.usage import (
    charge,
    check_room,
    credit,
    storage_limit,
    true_usage,
    used_by,
)
from files.decoding import CleanPicture
from files.errors import StorageLimit
from files.models import Blob, StoredFile
from files.storing import open_upload, release_all, release_file, store_picture
from files.tests.conftest import Caller, errors, kept, picture

Store = Callable[..., StoredFile]
KIND = StoredFile.Kind


def limit_to(settings: Settings, size: int) -> None:
    settings.STORAGE_LIMITS = {"anonymous": size, "free": size, "pro": size}


def counted(visitor: Visitor) -> int:
    return Usage.objects.get(owner=visitor).bytes


def coloured(number: int) -> CleanPicture:
    """Sixty-four pictures of one size, all different."""
    image = Image.new("RGB", (8, 8), (number, 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=0)
    return CleanPicture(
        data=buffer.getvalue(), content_type="image/png", width=8, height=8, provenance={}
    )


@pytest.mark.django_db
def test_each_file_counts_though_its_bytes_are_stored_once(
    store: Store, visitor: Visitor, other: Caller, media: Path
) -> None:
    first, second, third = store(), store(), store(owner=other.visitor)
    assert other.visitor is not None
    assert (Blob.objects.count(), len(kept(media))) == (1, 2)
    assert (counted(visitor), counted(other.visitor)) == (2 * first.size, first.size)
    release_file(first)
    release_file(third)
    assert (counted(visitor), counted(other.visitor)) == (second.size, 0)


@pytest.mark.django_db
def test_removing_ones_copy_leaves_the_others(
    caller: Caller, other: Caller, media: Path, settings: Settings
) -> None:
    mine, theirs = caller.upload(picture()).json(), other.upload(picture()).json()
    assert mine["sha256"] == theirs["sha256"]
    assert [name for name in kept(media) if name.endswith("original")] == [
        Blob.objects.get().original
    ]
    assert caller.delete(mine["url"]).status_code == 204
    assert caller.get(mine["url"]).status_code == 404
    answer = other.get(theirs["url"])
    assert answer.status_code == 200
    assert len(b"".join(answer.streaming_content)) == theirs["size"]
    assert other.delete(theirs["url"]).status_code == 204
    assert kept(media) == []


@pytest.mark.django_db
def test_an_upload_past_the_limit_is_refused_and_leaves_nothing(
    caller: Caller, visitor: Visitor, media: Path, settings: Settings
) -> None:
    size = caller.upload(picture()).json()["size"]
    before = kept(media)
    limit_to(settings, size + 1)
    answer = caller.upload(picture(color="red"))
    assert (answer.status_code, errors(answer)) == (413, [("storage_limit", None)])
    assert "empty the trash" in answer.json()["errors"][0]["detail"]
    assert (kept(media), counted(visitor), StoredFile.objects.count()) == (before, size, 1)
    limit_to(settings, 2 * size)
    assert caller.upload(picture()).status_code == 201
    assert counted(visitor) == 2 * size


@pytest.mark.django_db
def test_no_limit_is_none(caller: Caller, settings: Settings) -> None:
    limit_to(settings, 0)
    assert caller.upload(picture()).status_code == 201
    assert caller.visitor is not None
    check_room(caller.visitor, 10**15)


@pytest.mark.django_db
def test_the_limit_is_the_plans(visitor: Visitor, user: User, settings: Settings) -> None:
    settings.STORAGE_LIMITS = {"anonymous": 1, "free": 2, "pro": 3}
    member = visitor_for_user(user)
    assert (storage_limit(visitor), storage_limit(member), storage_limit(None)) == (1, 2, 1)
    user.plan = User.Plan.PRO
    assert storage_limit(member) == 3


@pytest.mark.django_db
def test_room_is_asked_for_without_taking_it(
    store: Store, visitor: Visitor, settings: Settings
) -> None:
    size = store().size
    limit_to(settings, size + 10)
    check_room(visitor, 10)
    with pytest.raises(StorageLimit):
        check_room(visitor, 11)
    assert used_by(visitor) == size


@pytest.mark.django_db
def test_what_was_worked_for_is_kept_past_the_limit(visitor: Visitor, settings: Settings) -> None:
    limit_to(settings, 1)
    file = store_picture(visitor, coloured(1), name="x", kind=KIND.OUTPUT)
    assert counted(visitor) == file.size > 1


@pytest.mark.django_db
def test_an_older_database_begins_with_the_true_sum(
    store: Store, visitor: Visitor, django_assert_num_queries: Any
) -> None:
    first = store()
    Usage.objects.all().delete()
    assert used_by(visitor) == first.size
    second = store(picture(color="red"))
    assert counted(visitor) == first.size + second.size
    Usage.objects.all().delete()
    release_file(first)
    assert counted(visitor) == second.size


@pytest.mark.django_db
def test_a_failed_store_is_counted_off(
    visitor: Visitor, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(name: str, data: bytes) -> None:
        raise PermissionError

    monkeypatch.setattr(storing, "write_bytes", fail)
    with pytest.raises(PermissionError):
        store()
    assert counted(visitor) == 0


@pytest.mark.django_db(transaction=True)
def test_nobody_is_charged_who_is_gone() -> None:
    gone = Visitor(key_hash="gone")
    with pytest.raises(IntegrityError):
        charge(gone, 5)
    credit(gone.pk, 5)
    assert not Usage.objects.exists()


@pytest.mark.django_db
def test_merging_moves_the_count_and_again_what_comes_late(
    store: Store, visitor: Visitor, user: User, settings: Settings
) -> None:
    member = visitor_for_user(user)
    first, second = store(), store(owner=member)
    limit_to(settings, first.size)
    merge_visitors(source=visitor, target=member)
    assert (counted(visitor), counted(member)) == (0, first.size + second.size)
    late = store_picture(
        Visitor.objects.get(pk=visitor.pk), coloured(3), name="x", kind=KIND.OUTPUT
    )
    sweep_merged()
    sweep_merged()
    assert counted(member) == first.size + second.size + late.size == true_usage(member.pk)
    assert (counted(visitor), true_usage(visitor.pk)) == (0, 0)


@pytest.mark.django_db
def test_merging_counts_where_nothing_was_counted_yet(
    store: Store, visitor: Visitor, user: User
) -> None:
    member = visitor_for_user(user)
    first, second = store(), store(owner=member)
    Usage.objects.all().delete()
    merge_visitors(source=visitor, target=member)
    assert counted(member) == first.size + second.size


@pytest.mark.django_db
def test_releasing_all_counts_to_nothing(store: Store, visitor: Visitor, media: Path) -> None:
    store()
    store()
    store(picture(color="red"))
    release_all(visitor)
    assert (counted(visitor), kept(media)) == (0, [])


@pytest.mark.django_db
def test_the_count_goes_with_its_visitor(store: Store, visitor: Visitor, media: Path) -> None:
    store()
    delete_visitor(visitor)
    assert (Usage.objects.count(), kept(media)) == (0, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_opened", [True, False])
def test_fifty_uploads_at_once_stop_at_the_limit(
    visitor: Visitor, settings: Settings, media: Path, *, is_opened: bool
) -> None:
    pictures = [coloured(number) for number in range(50)]
    size = len(pictures[0].data)
    assert {len(each.data) for each in pictures} == {size}
    limit_to(settings, 5 * size)
    if is_opened:
        charge(visitor, 0)
    gate = threading.Barrier(50)

    def fire(one: CleanPicture) -> bool:
        own = Visitor.objects.get(pk=visitor.pk)
        gate.wait()
        try:
            store_picture(own, one, name="x", kind=KIND.UPLOAD)
        except StorageLimit:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(50) as threads:
        accepted = list(threads.map(fire, pictures))
    assert (accepted.count(True), StoredFile.objects.count(), Blob.objects.count()) == (5, 5, 5)
    assert counted(visitor) == true_usage(visitor.pk) == 5 * size
    assert len([name for name in kept(media) if name.endswith("original")]) == 5


@pytest.mark.django_db(transaction=True)
def test_coming_going_and_merging_at_once_counts_right(
    visitor: Visitor, user: User, media: Path
) -> None:
    member = visitor_for_user(user)
    pictures = [open_upload(io.BytesIO(picture(color=color))) for color in ("red", "blue")]
    gate = threading.Barrier(7)

    def come_and_go(number: int) -> None:
        own = Visitor.objects.get(pk=visitor.pk)
        gate.wait()
        try:
            for turn in range(6):
                file = store_picture(own, pictures[turn % 2], name=str(number), kind=KIND.OUTPUT)
                if turn % 2:
                    release_file(file)
        finally:
            connection.close()

    def merge() -> None:
        gate.wait()
        try:
            merge_visitors(source=visitor, target=member)
            for _ in range(20):
                sweep_merged()
        finally:
            connection.close()

    with ThreadPoolExecutor(7) as threads:
        running = [threads.submit(come_and_go, number) for number in range(6)]
        running.append(threads.submit(merge))
        for done in running:
            done.result()
    sweep_merged()
    assert StoredFile.objects.filter(owner=member).count() == 18
    assert (counted(visitor), counted(member)) == (0, true_usage(member.pk))
