"""Copies whose bytes or rows are not as they were left, and a disk that is full."""

import errno
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from files.models import StoredFile, StoredVariant
from files.tests.conftest import Caller, body, errors
from files.tests.test_variants import made, rows, stored_size

__all__ = ("made",)
pytestmark = pytest.mark.django_db


def test_copies_from_before_there_were_rows_are_taken_as_they_are(
    caller: Caller, file: StoredFile, made: list[str]
) -> None:
    default_storage.save(f"{file.blob.folder}/full.jpeg", ContentFile(b"made long ago"))
    assert body(caller.get(f"/api/files/{file.pk}?format=jpeg")) == b"made long ago"
    assert (made, rows(file)["full.jpeg"]) == ([], 13)


def test_a_copy_whose_bytes_are_gone_is_made_anew(
    caller: Caller, file: StoredFile, made: list[str]
) -> None:
    path = f"/api/files/{file.pk}?format=jpeg"
    data = body(caller.get(path))
    default_storage.delete(f"{file.blob.folder}/full.jpeg")
    assert body(caller.get(path)) == data
    assert made == ["jpeg", "jpeg"]
    assert rows(file)["full.jpeg"] == stored_size(file, "full.jpeg")


def test_a_picture_whose_bytes_are_gone_is_404_in_every_form(
    caller: Caller, file: StoredFile
) -> None:
    default_storage.delete(file.blob.original)
    for query in ("", "?format=jpeg"):
        response = caller.get(f"/api/files/{file.pk}{query}")
        assert (response.status_code, errors(response)) == (404, [("not_found", None)])
    assert "full.jpeg" not in rows(file)


def test_rows_go_with_their_picture(caller: Caller, file: StoredFile) -> None:
    body(caller.get(f"/api/files/{file.pk}?format=jpeg"))
    assert set(rows(file)) == {"full.webp", "full.jpeg"}
    assert caller.delete(f"/api/files/{file.pk}").status_code == 204
    assert not StoredVariant.objects.exists()


def test_on_a_full_disk_a_copy_is_507_and_can_be_made_later(
    caller: Caller, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = f"/api/files/{file.pk}?format=jpeg"
    with monkeypatch.context() as patched:
        patched.setattr(default_storage, "save", full)
        response = caller.get(path)
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])
    assert "full.jpeg" not in rows(file)
    assert body(caller.get(path))
