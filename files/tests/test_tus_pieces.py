"""tus 1.0.0 at the API: pieces, their checksums, and how an upload ends."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from accounts.visitors import HEADER
from files.models import StoredFile
from files.resumable import services
from files.tests.conftest import Caller, errors, kept, picture
from files.tests.uploading import (
    PIECE,
    UPLOADS,
    Tus,
    checksum,
    failed,
    new_upload,
)

pytestmark = pytest.mark.django_db

UNKNOWN = f"{UPLOADS}/01a21357-d731-732e-81be-80734ebf2f24"


@pytest.fixture
def tus(caller: Caller) -> Tus:
    return Tus(caller)


@pytest.mark.parametrize("offset", [0, 39, 41])
def test_a_piece_that_begins_elsewhere_is_409(tus: Tus, offset: int) -> None:
    path = tus.begin(90)
    tus.patch(path, b"x" * 40, 0)
    response = tus.patch(path, b"y", offset)
    assert failed(response) == (409, "wrong_offset")
    assert response["Upload-Offset"] == "40"
    assert tus.state(path) == (200, "40")


@pytest.mark.parametrize("offset", ["-1", "x", "", "0,0"])
def test_an_offset_that_is_no_number_is_400(tus: Tus, offset: str) -> None:
    response = tus.patch(tus.begin(90), b"x", 0, **{"Upload-Offset": offset})
    assert (response.status_code, errors(response)) == (400, [("invalid_header", "Upload-Offset")])


@pytest.mark.parametrize(
    "kind", ["", "image/png", "application/octet-stream", "multipart/form-data"]
)
def test_a_piece_of_another_type_is_415(tus: Tus, kind: str) -> None:
    path = tus.begin(90)
    assert failed(tus.patch(path, b"x", 0, kind)) == (415, "unsupported_media_type")
    assert tus.state(path) == (200, "0")


def test_never_a_byte_past_the_length(tus: Tus, media: Path) -> None:
    path = tus.begin(90)
    tus.patch(path, b"x" * 40, 0)
    assert failed(tus.patch(path, b"x" * 51, 40)) == (413, "past_upload_length")
    assert tus.state(path) == (200, "40")
    assert sum((media / name).stat().st_size for name in kept(media)) == 40


def test_what_follows_in_the_same_request_counts_for_the_length(tus: Tus) -> None:
    path = tus.begin(90)
    scope = {"files.to_come": 50}
    said = {"Upload-Offset": "0"}
    response = tus.ask("PATCH", path, b"x" * 41, PIECE, headers=said, **{"asgi.scope": scope})
    assert failed(response) == (413, "past_upload_length")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_holds(tus: Tus, algorithm: str) -> None:
    data = picture()
    path = tus.begin(len(data))
    response = tus.patch(path, data, 0, **{"Upload-Checksum": checksum(data, algorithm)})
    assert (response.status_code, response["X-File-Id"]) == (204, str(StoredFile.objects.get().pk))


def test_a_checksum_that_does_not_hold_drops_the_piece(tus: Tus, media: Path) -> None:
    path = tus.begin(90)
    tus.patch(path, b"x" * 10, 0)
    before = kept(media)
    response = tus.patch(path, b"y" * 10, 10, **{"Upload-Checksum": checksum(b"z" * 10)})
    assert failed(response) == (460, "checksum_mismatch")
    assert tus.state(path) == (200, "10")
    assert kept(media) == before
    again = tus.patch(path, b"z" * 10, 10, **{"Upload-Checksum": checksum(b"z" * 10)})
    assert again["Upload-Offset"] == "20"


@pytest.mark.parametrize("said", ["md5 AAAA", "sha1", "sha1 !", "sha1 YQ==", "SHA1 " + "A" * 28])
def test_a_checksum_that_is_not_known_is_400(tus: Tus, said: str) -> None:
    path = tus.begin(90)
    assert failed(tus.patch(path, b"x", 0, **{"Upload-Checksum": said})) == (
        400,
        "unknown_checksum",
    )
    assert tus.state(path) == (200, "0")


def test_an_unknown_upload_is_404(tus: Tus) -> None:
    assert failed(tus.patch(UNKNOWN, b"x", 0)) == (404, "not_found")
    assert tus.head(UNKNOWN).status_code == 404
    assert failed(tus.ask("DELETE", UNKNOWN)) == (404, "not_found")


def test_a_strangers_upload_is_404(tus: Tus, other: Caller, nobody: Caller) -> None:
    path = tus.begin(90)
    for stranger in (Tus(other), Tus(nobody)):
        assert failed(stranger.patch(path, b"x", 0)) == (404, "not_found")
        assert stranger.head(path).status_code == 404
        assert failed(stranger.ask("DELETE", path)) == (404, "not_found")
    assert tus.state(path) == (200, "0")


def test_who_is_unknown_goes_on_by_the_address_alone(nobody: Caller, other: Caller) -> None:
    data = picture()
    created = Tus(nobody).create(len(data))
    path = created["Location"].removeprefix("http://testserver")
    assert Tus(other).head(path).status_code == 404
    assert Tus(nobody).patch(path, data[:50], 0).status_code == 204
    known = Tus(Caller(key=created[HEADER]))
    assert known.patch(path, data[50:], 50)["X-File-Id"] == str(StoredFile.objects.get().pk)
    assert known.caller.get(StoredFile.objects.get().url).status_code == 200


def test_terminating_takes_the_bytes_and_is_410_from_then_on(tus: Tus, media: Path) -> None:
    path = tus.begin(90)
    tus.patch(path, b"x" * 40, 0)
    response = tus.ask("DELETE", path)
    assert (response.status_code, response.content) == (204, b"")
    assert kept(media) == []
    assert tus.head(path).status_code == 410
    assert failed(tus.patch(path, b"x", 40)) == (410, "upload_gone")
    assert failed(tus.ask("DELETE", path)) == (410, "upload_gone")


def test_terminating_what_is_finished_leaves_the_file(tus: Tus) -> None:
    data = picture()
    path = tus.begin(len(data))
    tus.patch(path, data, 0)
    assert tus.ask("DELETE", path).status_code == 204
    assert tus.head(path).status_code == 410
    assert StoredFile.objects.count() == 1


def test_an_upload_whose_file_was_deleted_is_410(tus: Tus) -> None:
    data = picture()
    path = tus.begin(len(data))
    tus.patch(path, data, 0)
    tus.caller.delete(StoredFile.objects.get().url)
    assert tus.head(path).status_code == 410


def test_an_expired_upload_is_410(tus: Tus, visitor: Visitor) -> None:
    past = timezone.now() - timedelta(seconds=1)
    upload = new_upload(visitor, 90, expires_at=past)
    assert tus.head(upload.url).status_code == 410
    assert failed(tus.patch(upload.url, b"x", 0)) == (410, "upload_gone")


def test_each_piece_gives_it_more_time(tus: Tus, visitor: Visitor) -> None:
    soon = timezone.now() + timedelta(minutes=1)
    upload = new_upload(visitor, 90, expires_at=soon)
    tus.patch(upload.url, b"x", 0)
    upload.refresh_from_db()
    assert upload.expires_at > soon + timedelta(hours=20)


@pytest.mark.parametrize("said", ["PATCH", "patch"])
def test_a_post_may_mean_another_method(tus: Tus, said: str) -> None:
    data = picture()
    path = tus.begin(len(data))
    headers = {"X-HTTP-Method-Override": said, "Upload-Offset": "0"}
    response = tus.ask("POST", path, data, PIECE, headers=headers)
    assert (response.status_code, response["X-File-Id"]) == (204, str(StoredFile.objects.get().pk))
    head = tus.ask("POST", path, headers={"X-HTTP-Method-Override": "HEAD"})
    assert (head.status_code, head["Upload-Offset"]) == (200, str(len(data)))
    gone = tus.ask("POST", path, headers={"X-HTTP-Method-Override": "DELETE"})
    assert gone.status_code == 204


@pytest.mark.parametrize("said", ["", "GET", "OPTIONS", "TRACE"])
def test_a_post_that_means_nothing_else_is_405(tus: Tus, said: str) -> None:
    response = tus.ask("POST", tus.begin(9), headers={"X-HTTP-Method-Override": said})
    assert failed(response) == (405, "method_not_allowed")


def test_what_came_before_a_cut_counts(tus: Tus) -> None:
    path = tus.begin(90)
    said = {"CONTENT_LENGTH": "60", "wsgi.input": Breaking(b"x" * 25)}
    tus.ask("PATCH", path, b"", PIECE, headers={"Upload-Offset": "0"}, **said)
    assert tus.state(path) == (200, "25")


def test_under_a_checksum_a_cut_costs_the_piece(tus: Tus) -> None:
    path = tus.begin(90)
    said = {"CONTENT_LENGTH": "60", "wsgi.input": Breaking(b"x" * 25)}
    headers = {"Upload-Offset": "0", "Upload-Checksum": checksum(b"x" * 60)}
    response = tus.ask("PATCH", path, b"", PIECE, headers=headers, **said)
    assert failed(response) == (400, "parse_error")
    assert tus.state(path) == (200, "0")


class Breaking:
    """A connection that breaks after `data`."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, size: int = -1) -> bytes:
        if not self._data:
            raise OSError("connection reset")
        data, self._data = self._data[:size], self._data[size:]
        return data

    readline = read


def test_a_visitor_may_have_only_so_many_under_way(
    tus: Tus, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MOST_OPEN", 2)
    first = tus.begin(90)
    tus.begin(90)
    response = tus.create(90)
    assert failed(response) == (429, "too_many_uploads")
    assert response["Retry-After"] == "60"
    assert Tus(other).create(90).status_code == 201
    tus.ask("DELETE", first)
    assert tus.create(90).status_code == 201


def test_what_is_under_way_counts_for_the_storage_limit(tus: Tus, settings: Settings) -> None:
    settings.STORAGE_LIMITS = {**settings.STORAGE_LIMITS, "anonymous": 1000}
    settings.MAX_FILE_SIZE = 700
    assert tus.create(600).status_code == 201
    assert failed(tus.create(401)) == (413, "storage_limit")
    assert failed(tus.create(None)) == (413, "storage_limit")
    assert tus.create(400).status_code == 201


def test_a_refused_creation_leaves_no_visitor(settings: Settings) -> None:
    settings.STORAGE_LIMITS = {**settings.STORAGE_LIMITS, "anonymous": 10}
    response = Tus().create(11)
    assert failed(response) == (413, "storage_limit")
    assert not Visitor.objects.exists()
    assert HEADER not in response


def test_only_beginning_counts_against_the_rate(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    from accounts.throttling import VisitorRateThrottle

    rates = {**VisitorRateThrottle.THROTTLE_RATES, "upload": "2/min", "default": "1/min"}
    monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", rates)
    path = tus.begin(90)
    for offset in range(5):
        assert tus.patch(path, b"x", offset).status_code == 204
        assert tus.head(path).status_code == 200
    assert tus.create(90).status_code == 201
    assert failed(tus.create(90)) == (429, "throttled")


def test_a_browser_that_is_known_by_its_cookie_sends_its_token(member: Client) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = member.cookies
    token = "a" * 32
    browser.cookies["csrftoken"] = token
    data = picture()
    said = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(data)), "Content-Type": PIECE}
    refused = browser.generic("POST", UPLOADS, data[:50], content_type=PIECE, headers=said)
    assert failed(refused) == (403, "permission_denied")
    said["X-CSRFToken"] = token
    created = browser.generic("POST", UPLOADS, data[:50], content_type=PIECE, headers=said)
    assert (created.status_code, created["Upload-Offset"]) == (201, "50")
    path = created["Location"].removeprefix("http://testserver")
    said["Upload-Offset"] = "50"
    last = browser.generic("PATCH", path, data[50:], content_type=PIECE, headers=said)
    assert last["X-File-Id"] == str(StoredFile.objects.get().pk)
