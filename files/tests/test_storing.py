import errno
import io
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import OperationalError, connection

from accounts.errors import OwnerGone
from accounts.models import Visitor
from files import storing
from files.errors import InvalidImage, StorageFull
from files.models import Blob, StoredFile
from files.storing import clean_name, delete_folder, release_file, store_picture, store_upload
from files.tests.conftest import kept, opened, picture

Store = Callable[..., StoredFile]


@pytest.mark.django_db
def test_a_picture_is_kept_with_its_thumbnail_under_an_unguessable_name(
    store: Store, media: Path
) -> None:
    file = store(picture("JPEG", (1000, 500)))
    folder = file.blob.folder
    assert kept(media) == [f"{folder}/480.webp", f"{folder}/original"]
    assert (len(folder), folder[:9]) == (len("pictures/") + 41, "pictures/")
    thumbnail = opened((media / folder / "480.webp").read_bytes())
    assert (thumbnail.format, thumbnail.size) == ("WEBP", (480, 240))
    assert (file.width, file.height, file.content_type) == (1000, 500, "image/jpeg")
    assert file.size == (media / file.blob.original).stat().st_size


@pytest.mark.django_db
@pytest.mark.parametrize("size", [(1, 30_000), (30_000, 1), (300, 20_000)])
def test_very_long_pictures_get_a_thumbnail_too(
    store: Store, media: Path, size: tuple[int, int]
) -> None:
    file = store(picture("PNG", size))
    names = [name for name in kept(media) if name.endswith(".webp")]
    assert len(names) == 1
    thumbnail = opened((media / names[0]).read_bytes())
    assert max(thumbnail.size) <= 16_383
    assert file.height == size[1]


@pytest.mark.django_db
def test_equal_bytes_are_kept_once(store: Store, other: Any, media: Path) -> None:
    first, second = store(), store(owner=other.visitor)
    blob = Blob.objects.get()
    assert (first.blob, second.blob, blob.refs) == (blob, blob, 2)
    assert first.pk != second.pk
    assert len(kept(media)) == 2


@pytest.mark.django_db
def test_bytes_go_with_the_last_file_that_shows_them(store: Store, media: Path) -> None:
    first, second = store(), store()
    release_file(first)
    assert Blob.objects.get().refs == 1
    assert len(kept(media)) == 2
    release_file(first)
    assert Blob.objects.get().refs == 1
    release_file(second)
    assert not Blob.objects.exists()
    assert list(media.rglob("original")) == []
    assert kept(media) == []


@pytest.mark.django_db
def test_bytes_that_are_just_going_are_not_shared(store: Store) -> None:
    blob = store().blob
    Blob.objects.update(refs=0)
    assert store().blob != blob
    assert Blob.objects.share("unknown") is None


@pytest.mark.django_db
@pytest.mark.parametrize("call", [0, 1], ids=["original", "thumbnail"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing(
    store: Store, media: Path, monkeypatch: pytest.MonkeyPatch, call: int, code: int
) -> None:
    save, calls = default_storage.save, iter(range(9))

    def fill_up(name: str, content: Any) -> str:
        if next(calls) == call:
            raise OSError(code, "full")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", fill_up)
    with pytest.raises(StorageFull) as refused:
        store()
    assert (refused.value.status, refused.value.code) == (507, "storage_full")
    assert kept(media) == []
    assert not Blob.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_full_disk_under_the_database_leaves_nothing(
    store: Store, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(self: Blob, **kwargs: Any) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(Blob, "save", fill_up)
    with pytest.raises(StorageFull):
        store()
    assert kept(media) == []


@pytest.mark.django_db
def test_another_error_of_the_storage_stays_itself(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(name: str, content: Any) -> str:
        raise PermissionError(errno.EACCES, "denied")

    monkeypatch.setattr(default_storage, "save", refuse)
    with pytest.raises(PermissionError):
        store()


@pytest.mark.django_db
def test_a_broken_picture_leaves_nothing(visitor: Visitor, media: Path) -> None:
    with pytest.raises(InvalidImage):
        store_upload(visitor, io.BytesIO(picture("JPEG")[:200]), name="x")
    assert kept(media) == []
    assert not StoredFile.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [False, True])
def test_an_owner_who_is_gone_leaves_nothing(
    visitor: Visitor, other: Any, store: Store, media: Path, *, is_known: bool
) -> None:
    if is_known:
        store(owner=other.visitor)
    before = kept(media)
    gone = Visitor(pk=visitor.pk)
    visitor.delete()
    with pytest.raises(OwnerGone):
        store_upload(gone, io.BytesIO(picture()), name="x")
    assert kept(media) == before
    assert list(Blob.objects.values_list("refs", flat=True)) == ([1] if is_known else [])


@pytest.mark.django_db(transaction=True)
def test_sharing_and_releasing_at_once_counts_right(visitor: Visitor, media: Path) -> None:
    picture_bytes = storing.open_upload(io.BytesIO(picture()))
    start = threading.Barrier(8)

    def come_and_go(number: int) -> None:
        start.wait()
        try:
            for _ in range(6):
                kind = StoredFile.Kind.UPLOAD
                file = store_picture(visitor, picture_bytes, name=str(number), kind=kind)
                assert default_storage.exists(file.blob.original)
                if number % 2:
                    release_file(file)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(come_and_go, number) for number in range(8)]:
            done.result()
    assert StoredFile.objects.count() == 24
    for blob in Blob.objects.all():
        assert blob.refs == blob.files.count() > 0
        assert default_storage.exists(blob.original)
    assert len(kept(media)) == 2 * Blob.objects.count()


@pytest.mark.on_disk
def test_a_folder_that_is_gone_or_written_to_does_no_harm(
    media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delete_folder("pictures/aa/none")
    (media / "pictures/aa/one").mkdir(parents=True)
    (media / "pictures/aa/one/late").write_bytes(b"x")
    monkeypatch.setattr(default_storage, "listdir", lambda _path: ([], []))
    delete_folder("pictures/aa/one")
    assert kept(media) == ["pictures/aa/one/late"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\photo.jpg", "photo.jpg"),
        ("a\0b\r\nc.jpg", "abc.jpg"),
        ("gpj.\u202eexe", "gpj.exe"),
        ("a\u2028b\u200bc", "abc"),
        ("  ", "picture"),
        ("", "picture"),
        ("\u202e\u202e", "picture"),
        ("x" * 300, "x" * 120),
        ("Äpfel 🍎.png", "Äpfel 🍎.png"),
        ("\ud800.png", ".png"),
    ],
)
def test_names_are_cleaned(given: str, shown: str) -> None:
    assert clean_name(given) == shown
