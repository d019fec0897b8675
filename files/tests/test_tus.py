"""tus 1.0.0 at the API: every status and header that PROVIDERS.md names."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from accounts.visitors import HEADER
from files.models import StoredFile, Upload
from files.tests.conftest import Caller, body, errors, kept, opened, picture
from files.tests.uploading import (
    UPLOADS,
    Tus,
    checksum,
    failed,
    noise,
    upload_of,
)

pytestmark = pytest.mark.django_db

UNKNOWN = f"{UPLOADS}/01a21357-d731-732e-81be-80734ebf2f24"


@pytest.fixture
def tus(caller: Caller) -> Tus:
    return Tus(caller)


@pytest.mark.parametrize("path", [UPLOADS, f"{UPLOADS}/", UNKNOWN])
def test_options_say_what_is_spoken(nobody: Caller, settings: Settings, path: str) -> None:
    settings.MAX_FILE_SIZE = 12345
    response = Tus(nobody).ask("OPTIONS", path, headers={"Tus-Resumable": None})
    assert (response.status_code, response.content) == (204, b"")
    assert response["Tus-Version"] == "1.0.0"
    assert response["Tus-Max-Size"] == "12345"
    assert response["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert response["Tus-Extension"].split(",") == [
        "creation",
        "creation-with-upload",
        "creation-defer-length",
        "termination",
        "checksum",
        "expiration",
    ]


def test_an_upload_in_three_pieces_becomes_the_file(tus: Tus, media: Path) -> None:
    data = noise()
    created = tus.create(len(data), **{"Upload-Metadata": "filename c2t5LnBuZw==,private"})
    assert (created.status_code, created["Upload-Offset"]) == (201, "0")
    assert created["Location"].startswith("http://testserver/api/files/upload/")
    path = created["Location"].removeprefix("http://testserver")
    for begin in range(0, 6000, 3000):
        response = tus.patch(path, data[begin : begin + 3000], begin)
        assert (response.status_code, response["Upload-Offset"]) == (204, str(begin + 3000))
        assert "X-File-Id" not in response
        expires = parsedate_to_datetime(response["Upload-Expires"])
        assert timedelta(hours=23) < expires - timezone.now() < timedelta(hours=25)
    last = tus.patch(path, data[6000:], 6000)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(data)))
    assert "Upload-Expires" not in last
    file = StoredFile.objects.get()
    assert last["X-File-Id"] == str(file.pk)
    assert (file.name, file.owner, file.kind) == ("sky.png", tus.caller.visitor, "upload")
    assert opened(body(tus.caller.get(file.url))).tobytes() == opened(data).tobytes()
    assert [name for name in kept(media) if name.startswith("uploads")] == []


def test_head_says_how_far_it_is(tus: Tus) -> None:
    path = tus.begin(9000, **{"Upload-Metadata": "filename c2t5LnBuZw==, private"})
    tus.patch(path, b"x" * 40, 0)
    response = tus.head(path)
    assert (response.status_code, response.content) == (200, b"")
    said = {
        name: response[name]
        for name in ("Upload-Offset", "Upload-Length", "Upload-Metadata", "Cache-Control")
    }
    assert said == {
        "Upload-Offset": "40",
        "Upload-Length": "9000",
        "Upload-Metadata": "filename c2t5LnBuZw==, private",
        "Cache-Control": "no-store",
    }
    assert "Upload-Expires" in response
    assert "X-File-Id" not in response


def test_head_of_a_finished_upload_names_the_file(tus: Tus) -> None:
    data = picture()
    path = tus.begin(len(data))
    last = tus.patch(path, data, 0)
    response = tus.head(path)
    assert (response["Upload-Offset"], response["X-File-Id"]) == (str(len(data)), last["X-File-Id"])


def test_the_answer_to_the_last_piece_can_be_asked_for_again(tus: Tus) -> None:
    data = picture()
    path = tus.begin(len(data))
    tus.patch(path, data, 0)
    again = tus.patch(path, b"", len(data))
    assert (again.status_code, again["X-File-Id"]) == (204, str(StoredFile.objects.get().pk))


def test_a_creation_may_carry_the_first_bytes(tus: Tus) -> None:
    data = picture()
    response = tus.create(len(data), data[:50])
    assert (response.status_code, response["Upload-Offset"]) == (201, "50")
    path = response["Location"].removeprefix("http://testserver")
    assert tus.patch(path, data[50:], 50)["X-File-Id"]


def test_a_creation_may_carry_all_bytes(tus: Tus) -> None:
    data = picture()
    response = tus.create(len(data), data, **{"Upload-Checksum": checksum(data)})
    assert (response.status_code, response["Upload-Offset"]) == (201, str(len(data)))
    assert response["X-File-Id"] == str(StoredFile.objects.get().pk)
    path = response["Location"].removeprefix("http://testserver")
    assert tus.head(path)["X-File-Id"] == response["X-File-Id"]


@pytest.mark.parametrize(
    ("data", "length", "headers", "wanted"),
    [
        (b"x" * 90, 60, {}, (413, "past_upload_length")),
        (b"x" * 60, 60, {}, (415, "unsupported_image")),
        (picture("JPEG")[:300], 300, {}, (422, "invalid_image")),
        (b"x" * 9, 60, {"Upload-Checksum": checksum(b"y")}, (460, "checksum_mismatch")),
        (b"x" * 9, 60, {"Upload-Checksum": "crc32 AAAA"}, (400, "unknown_checksum")),
    ],
    ids=["too long", "no picture", "cut picture", "mismatch", "unknown"],
)
def test_a_creation_whose_bytes_are_refused_leaves_nothing(
    media: Path, data: bytes, length: int, headers: dict[str, str], wanted: tuple[int, str]
) -> None:
    response = Tus().create(length, data, **headers)
    assert failed(response) == wanted
    assert (Upload.objects.count(), Visitor.objects.count(), kept(media)) == (0, 0, [])
    assert HEADER not in response


def test_a_body_of_another_type_is_no_first_piece(tus: Tus) -> None:
    response = tus.ask("POST", UPLOADS, b"x", "image/png", headers={"Upload-Length": "9"})
    assert failed(response) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("headers", "attr"),
    [
        ({}, "Upload-Length"),
        ({"Upload-Length": "-1"}, "Upload-Length"),
        ({"Upload-Length": "1e3"}, "Upload-Length"),
        ({"Upload-Length": "٣"}, "Upload-Length"),
        ({"Upload-Length": "9" * 19}, "Upload-Length"),
        ({"Upload-Length": "9", "Upload-Defer-Length": "1"}, "Upload-Length"),
        ({"Upload-Defer-Length": "2"}, "Upload-Defer-Length"),
        ({"Upload-Length": "9", "Upload-Metadata": "filename !"}, "Upload-Metadata"),
        ({"Upload-Length": "9", "Upload-Metadata": "a YQ==,a YQ=="}, "Upload-Metadata"),
        ({"Upload-Length": "9", "Upload-Metadata": "a YQ==,,b YQ=="}, "Upload-Metadata"),
        ({"Upload-Length": "9", "Upload-Metadata": "a " + "YQ==" * 600}, "Upload-Metadata"),
    ],
)
def test_a_creation_that_makes_no_sense_names_the_header(
    nobody: Caller, headers: dict[str, str], attr: str
) -> None:
    response = Tus(nobody).ask("POST", UPLOADS, headers=headers)
    assert (response.status_code, errors(response)) == (400, [("invalid_header", attr)])
    assert not Visitor.objects.exists()


@pytest.mark.parametrize("metadata", ["", "filename", "filename ", "is_private,filename w7w="])
def test_metadata_may_be_empty(tus: Tus, metadata: str) -> None:
    assert tus.create(9, **{"Upload-Metadata": metadata}).status_code == 201


def test_an_empty_file_is_refused_at_once(tus: Tus) -> None:
    assert failed(tus.create(0)) == (422, "invalid_image")
    assert not Upload.objects.exists()


def test_the_limit_holds_to_the_byte(tus: Tus, settings: Settings) -> None:
    settings.MAX_FILE_SIZE = 2000
    assert tus.create(2000).status_code == 201
    assert failed(tus.create(2001)) == (413, "file_too_large")


def test_the_limit_holds_where_the_length_comes_later(
    tus: Tus, settings: Settings, media: Path
) -> None:
    settings.MAX_FILE_SIZE = 2000
    path = tus.begin(None)
    assert tus.patch(path, b"x" * 1500, 0).status_code == 204
    assert failed(tus.patch(path, b"x" * 501, 1500)) == (413, "file_too_large")
    assert failed(tus.patch(path, b"", 1500, **{"Upload-Length": "2001"})) == (
        413,
        "file_too_large",
    )
    assert tus.state(path) == (200, "1500")
    assert upload_of(path).length is None


def test_a_length_may_come_later_and_stays(tus: Tus) -> None:
    data = picture()
    path = tus.begin(None)
    assert tus.head(path)["Upload-Defer-Length"] == "1"
    tus.patch(path, data[:50], 0)
    response = tus.patch(path, data[50:80], 50, **{"Upload-Length": str(len(data))})
    assert response.status_code == 204
    head = tus.head(path)
    assert (head["Upload-Length"], "Upload-Defer-Length" in head) == (str(len(data)), False)
    changed = tus.patch(path, data[80:], 80, **{"Upload-Length": str(len(data) + 1)})
    assert failed(changed) == (400, "invalid_header")
    last = tus.patch(path, data[80:], 80, **{"Upload-Length": str(len(data))})
    assert last["X-File-Id"]


def test_a_length_below_what_is_here_is_refused(tus: Tus) -> None:
    path = tus.begin(None)
    tus.patch(path, b"x" * 50, 0)
    assert failed(tus.patch(path, b"", 50, **{"Upload-Length": "49"})) == (400, "invalid_header")


@pytest.mark.parametrize("version", ["0.2.2", "1.0.1", "", None])
@pytest.mark.parametrize("method", ["POST", "HEAD", "PATCH"])
def test_another_version_is_412_before_anything_else(
    tus: Tus, method: str, version: str | None
) -> None:
    path = UPLOADS if method == "POST" else tus.begin(9)
    headers = {"Tus-Resumable": version, "Upload-Length": "9", "Upload-Offset": "0"}
    response = tus.ask(method, path, headers=headers)
    assert (response.status_code, response["Tus-Version"]) == (412, "1.0.0")
    assert response["Tus-Resumable"] == "1.0.0"


def test_delete_takes_no_other_version(tus: Tus) -> None:
    response = tus.ask("DELETE", tus.begin(9), headers={"Tus-Resumable": "0.2.2"})
    assert failed(response) == (412, "unsupported_version")
