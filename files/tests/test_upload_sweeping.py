"""Uploads nobody went on with go, bytes first."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Visitor
from files.models import StoredFile, Upload
from files.resumable import sweeping
from files.resumable.sweeping import bytes_to_sweep, sweep_uploads
from files.tests.conftest import Caller, kept, picture
from files.tests.uploading import Tus, upload_of

pytestmark = pytest.mark.django_db

State = Upload.State


@pytest.fixture
def tus(caller: Caller) -> Tus:
    return Tus(caller)


def begun(tus: Tus, size: int = 40) -> Upload:
    path = tus.begin(90)
    tus.patch(path, b"x" * size, 0)
    return upload_of(path)


def expire(*uploads: Upload, **fields: object) -> None:
    past = timezone.now() - timedelta(seconds=1)
    keys = [upload.pk for upload in uploads]
    Upload.objects.filter(pk__in=keys).update(expires_at=past, **fields)


def test_an_expired_upload_loses_its_bytes_and_is_410_for_as_long_again(
    tus: Tus, media: Path
) -> None:
    old, young = begun(tus), begun(tus)
    expire(old)
    assert (sweep_uploads(dry_run=True), bytes_to_sweep()) == (1, 40)
    assert len(kept(media)) == 2
    assert sweep_uploads(dry_run=False) == 1
    assert (sweep_uploads(dry_run=True), bytes_to_sweep()) == (0, 0)
    assert kept(media) == young.pieces
    assert tus.head(old.url).status_code == 410
    expire(old)
    assert sweep_uploads(dry_run=False) == 0
    assert tus.head(old.url).status_code == 404
    assert tus.head(young.url).status_code == 200


def test_a_finished_uploads_row_goes_and_its_file_stays(tus: Tus) -> None:
    data = picture()
    path = tus.begin(len(data))
    tus.patch(path, data, 0)
    expire(upload_of(path))
    assert sweep_uploads(dry_run=False) == 0
    assert (Upload.objects.count(), StoredFile.objects.count()) == (0, 1)


def test_what_is_just_being_finished_stays(tus: Tus) -> None:
    upload = begun(tus)
    future, past = (timezone.now() + timedelta(minutes=sign) for sign in (1, -1))
    expire(upload, state=State.FINISHING, claimed_until=future)
    assert sweep_uploads(dry_run=False) == 0
    Upload.objects.update(claimed_until=past)
    assert sweep_uploads(dry_run=False) == 1


def test_beginning_an_upload_sweeps_a_few(
    tus: Tus, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "AT_ONCE", 2)
    expire(*(begun(tus) for _ in range(3)))
    tus.begin(90)
    assert len(kept(media)) == 1


def test_old_folders_that_no_upload_names_go(
    tus: Tus, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begun(tus)
    stray = media / "uploads" / str(uuid4())
    stray.mkdir()
    (stray / "0-abc").write_bytes(b"x")
    assert (sweep_uploads(dry_run=True), sweep_uploads(dry_run=False)) == (0, 0)
    monkeypatch.setattr(sweeping, "FRESH", timedelta(0))
    assert (sweep_uploads(dry_run=True), sweep_uploads(dry_run=False)) == (1, 1)
    assert kept(media) == upload.pieces


def test_without_any_upload_there_is_nothing_to_sweep() -> None:
    assert sweep_uploads(dry_run=False) == 0


def test_a_visitor_who_is_pruned_leaves_a_folder_that_goes(
    tus: Tus, visitor: Visitor, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(tus)
    Visitor.objects.filter(pk=visitor.pk).delete()
    monkeypatch.setattr(sweeping, "FRESH", timedelta(0))
    assert sweep_uploads(dry_run=False) == 1
    assert kept(media) == []
