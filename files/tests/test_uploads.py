import errno
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from files import storing
from files.crowd import Crowd
from files.models import Blob, StoredFile
from files.tests.conftest import Caller, errors, kept, picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/upload", "/api/files/upload", "/api/upload/"])
def test_an_upload_answers_the_contracts_shape(caller: Caller, path: str) -> None:
    response = caller.upload(picture("JPEG"), "holiday.jpg", path)
    file = StoredFile.objects.get()
    url = f"http://testserver/api/files/{file.pk}"
    assert response.status_code == 201
    assert response["Location"] == url
    assert response.json() == {
        "id": str(file.pk),
        "url": url,
        "thumbnailUrl": f"{url}?w=480&format=webp",
        "name": "holiday.jpg",
        "contentType": "image/jpeg",
        "size": file.blob.size,
        "width": 40,
        "height": 30,
        "sha256": file.blob.sha256,
        "createdAt": file.created_at.isoformat().replace("+00:00", "Z"),
        "kind": "upload",
    }
    assert file.owner == caller.visitor


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"hello", 415, "unsupported_image"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", 415, "unsupported_image"),
        (b"", 422, "invalid_image"),
        (picture("JPEG")[:300], 422, "invalid_image"),
    ],
    ids=["wrong type", "EPS", "empty", "cut"],
)
def test_what_is_no_sound_picture_is_refused_and_leaves_nothing(
    nobody: Caller, media: Path, data: bytes, status: int, code: str
) -> None:
    response = nobody.upload(data, "photo.jpg")
    assert (response.status_code, errors(response)) == (status, [(code, None)])
    assert response["Content-Type"] == "application/json"
    assert response.json()["type"] == "client_error"
    assert kept(media) == []
    assert not StoredFile.objects.exists()
    assert not Visitor.objects.exists()
    assert "X-Session-ID" not in response


def test_a_file_is_taken_up_to_the_last_byte_of_the_limit(
    caller: Caller, media: Path, settings: Settings
) -> None:
    data = picture("JPEG", (300, 300))
    settings.MAX_FILE_SIZE = len(data)
    assert caller.upload(data).status_code == 201
    StoredFile.objects.all().delete()
    settings.MAX_FILE_SIZE = len(data) - 1
    response = caller.upload(data)
    assert (response.status_code, errors(response)) == (413, [("file_too_large", None)])
    assert not StoredFile.objects.exists()


def sent(stream: object, length: int) -> dict[str, Any]:
    """What makes Django's test client send a form's body from `stream`."""
    return {
        "wsgi.input": stream,
        "CONTENT_TYPE": MULTIPART_CONTENT,
        "CONTENT_LENGTH": str(length),
    }


def test_a_body_that_is_clearly_too_large_is_refused_unread(settings: Settings) -> None:
    settings.MAX_FILE_SIZE = 1024

    class Unread:
        def read(self, *args: Any) -> bytes:
            raise AssertionError("not to be read")

        readline = read

    response = Client().generic(
        "POST",
        "/api/upload",
        **sent(Unread(), 1024 + 256 * 1024 + 1),
    )
    assert (response.status_code, errors(response)) == (413, [("file_too_large", None)])
    assert response["Connection"] == "close"


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({}, 400, "required"),
        ({"file": "text"}, 400, "invalid"),
        ({"other": "x"}, 400, "required"),
    ],
)
def test_a_form_without_a_file_is_a_validation_error(
    sent: dict[str, str], status: int, code: str
) -> None:
    response = Client().post("/api/upload", sent)
    assert (response.status_code, errors(response)) == (status, [(code, "file")])


def test_a_body_that_is_no_form_is_refused() -> None:
    response = Client().post("/api/upload", picture(), content_type="image/png")
    assert (response.status_code, errors(response)) == (415, [("unsupported_media_type", None)])


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary="])
def test_a_broken_form_is_a_parse_error(content_type: str) -> None:
    response = Client().generic("POST", "/api/upload", b"--x", content_type=content_type)
    assert (response.status_code, errors(response)) == (400, [("parse_error", None)])


def test_too_many_files_are_a_parse_error() -> None:
    files = {f"file{number}": io.BytesIO(b"x") for number in range(20)}
    response = Client().post("/api/upload", files)
    assert (response.status_code, errors(response)) == (400, [("parse_error", None)])


def test_a_huge_text_field_is_refused(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
    response = Client().post("/api/upload", {"file": "x" * 1_000_001})
    assert (response.status_code, errors(response)) == (413, [("request_too_large", None)])


def test_where_many_pictures_are_worked_on_the_next_is_told_to_come_back(
    caller: Caller, monkeypatch: pytest.MonkeyPatch, media: Path
) -> None:
    crowd = Crowd(1)
    monkeypatch.setattr(storing, "picture_work", crowd)
    with crowd.place():
        response = caller.upload(picture())
    assert (response.status_code, errors(response)) == (503, [("busy", None)])
    assert response["Retry-After"] == "3"
    assert kept(media) == []
    assert caller.upload(picture()).status_code == 201


@pytest.mark.parametrize("charset", ["idna", "punycode", "utf-16", "nonsense"])
def test_an_odd_charset_is_refused(charset: str) -> None:
    kind = f"multipart/form-data; boundary=b; charset={charset}"
    body = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--\r\n'
    response = Client().generic("POST", "/api/upload", body, content_type=kind)
    assert (response.status_code, errors(response)) == (415, [("unsupported_media_type", None)])


class CutPayload(io.BytesIO):
    """A connection that breaks in the middle of the body."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        if not data:
            raise OSError("connection reset")
        return data


def test_a_cut_connection_leaves_nothing(media: Path, tmp_path: Path, settings: Settings) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    whole = encode_multipart(BOUNDARY, {"file": io.BytesIO(picture("PNG", (400, 400)))})
    response = Client().generic(
        "POST",
        "/api/upload",
        **sent(CutPayload(whole[: len(whole) // 2]), len(whole)),
    )
    assert (response.status_code, errors(response)) == (400, [("parse_error", None)])
    assert kept(tmp_path) == []
    assert not Visitor.objects.exists()


def test_a_form_cut_short_leaves_nothing(media: Path) -> None:
    whole = encode_multipart(BOUNDARY, {"file": io.BytesIO(picture("JPEG", (400, 400)))})
    cut = whole[: len(whole) // 2]
    response = Client().generic("POST", "/api/upload", cut, content_type=MULTIPART_CONTENT)
    assert response.status_code in {400, 422}
    assert kept(media) == []


def test_a_full_disk_is_507_and_leaves_nothing(
    caller: Caller, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(name: str, content: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(default_storage, "save", fill_up)
    response = caller.upload(picture())
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])
    assert response.json()["type"] == "server_error"
    assert kept(media) == []
    assert not Blob.objects.exists()


def test_a_full_disk_while_the_body_is_taken_in_is_507(
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> None:
    from django.core.files import uploadhandler

    def fill_up(*args: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    monkeypatch.setattr(uploadhandler.TemporaryFileUploadHandler, "receive_data_chunk", fill_up)
    response = Caller().upload(picture("PNG", (400, 400)))
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])
    assert kept(tmp_path) == []


def test_an_upload_costs_the_same_however_many_came_before(
    caller: Caller, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for color in ("red", "green", "blue"):
        with django_assert_max_num_queries(15):
            assert caller.upload(picture(color=color)).status_code == 201


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_405(method: str) -> None:
    response = getattr(Client(), method)("/api/upload")
    assert (response.status_code, errors(response)) == (405, [("method_not_allowed", None)])
    assert response["Allow"] == "POST, OPTIONS"
