"""Plain chunks: `PUT` with `Content-Range`, for clients that know no tus."""

import uuid
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from accounts.visitors import HEADER
from files.models import StoredFile, Upload
from files.tests.conftest import Caller, body, errors, kept, opened, picture
from files.tests.uploading import UPLOADS, Tus, new_upload, noise

pytestmark = pytest.mark.django_db

JSON = "application/json"


@pytest.fixture
def plain(caller: Caller) -> Tus:
    return Tus(caller)


def begin(plain: Tus, said: str) -> Any:
    return plain.ask("POST", UPLOADS, said.encode(), JSON, headers={"Tus-Resumable": None})


def own_id() -> str:
    return f"{UPLOADS}/{uuid.uuid4()}"


def failed(response: Any) -> tuple[int, str]:
    ((code, _),) = errors(response)
    return response.status_code, code


def test_beginning_answers_where_the_chunks_go(plain: Tus) -> None:
    response = begin(plain, '{"name": "sky.png", "size": 900}')
    upload = Upload.objects.get()
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{upload.url}"
    assert response.json() == {
        "id": str(upload.pk),
        "url": f"http://testserver{upload.url}",
        "name": "sky.png",
        "size": 900,
        "offset": 0,
        "expiresAt": upload.expires_at.isoformat().replace("+00:00", "Z"),
    }


@pytest.mark.parametrize(
    ("said", "status", "found"),
    [
        ("{}", 400, [("required", "size")]),
        ('{"size": -1}', 400, [("min_value", "size")]),
        ('{"size": "x"}', 400, [("invalid", "size")]),
        ('{"size": 0}', 422, [("invalid_image", None)]),
        ('{"size": 2001}', 413, [("file_too_large", None)]),
        ("{", 400, [("parse_error", None)]),
        ("[]", 400, [("invalid", "non_field_errors")]),
    ],
)
def test_a_beginning_that_makes_no_sense(
    settings: Settings, said: str, status: int, found: list[Any]
) -> None:
    settings.MAX_FILE_SIZE = 2000
    response = begin(Tus(), said)
    assert (response.status_code, errors(response)) == (status, found)
    assert not Visitor.objects.exists()


def test_chunks_are_202_until_the_last_is_201_with_the_file(plain: Tus) -> None:
    data = noise()
    path = begin(plain, f'{{"name": "sky.png", "size": {len(data)}}}').json()["url"]
    path = path.removeprefix("http://testserver")
    for start in range(0, 6000, 3000):
        chunk = data[start : start + 3000]
        response = plain.put(path, chunk, f"bytes {start}-{start + 2999}/{len(data)}")
        assert (response.status_code, response["Range"]) == (202, f"bytes=0-{start + 2999}")
        assert response.json()["offset"] == start + 3000
    last = plain.put(path, data[6000:], f"bytes 6000-{len(data) - 1}/{len(data)}")
    file = StoredFile.objects.get()
    assert (last.status_code, last["X-File-Id"]) == (201, str(file.pk))
    assert last["Location"] == last.json()["url"] == f"http://testserver{file.url}"
    assert (last.json()["id"], last.json()["name"]) == (str(file.pk), "sky.png")
    assert opened(body(plain.caller.get(file.url))).tobytes() == opened(data).tobytes()


def test_the_last_chunk_may_be_sent_again(plain: Tus) -> None:
    data = picture()
    path = own_id()
    first = plain.put(path, data, f"bytes 0-{len(data) - 1}/{len(data)}")
    again = plain.put(path, data, f"bytes 0-{len(data) - 1}/{len(data)}")
    asked = plain.put(path, b"", f"bytes */{len(data)}")
    assert first.status_code == again.status_code == asked.status_code == 201
    assert first.json() == again.json() == asked.json()
    assert StoredFile.objects.count() == 1


def test_asking_says_what_is_here(plain: Tus, visitor: Visitor) -> None:
    upload = new_upload(visitor, 90)
    response = plain.put(upload.url, b"", "bytes */90")
    assert (response.status_code, "Range" in response) == (202, False)
    plain.put(upload.url, b"x" * 40, "bytes 0-39/90")
    for asking in ("bytes */90", "bytes */*"):
        response = plain.put(upload.url, b"", asking)
        assert (response.status_code, response["Range"]) == (202, "bytes=0-39")


@pytest.mark.parametrize("start", [0, 39, 41])
def test_a_chunk_that_begins_elsewhere_is_409_with_what_is_here(
    plain: Tus, visitor: Visitor, start: int
) -> None:
    upload = new_upload(visitor, 90)
    plain.put(upload.url, b"x" * 40, "bytes 0-39/90")
    response = plain.put(upload.url, b"y" * 9, f"bytes {start}-{start + 8}/90")
    assert failed(response) == (409, "wrong_offset")
    assert response["Range"] == "bytes=0-39"


def test_where_nothing_is_here_409_says_no_range(plain: Tus, visitor: Visitor) -> None:
    response = plain.put(new_upload(visitor, 90).url, b"y" * 9, "bytes 5-13/90")
    assert (failed(response), "Range" in response) == ((409, "wrong_offset"), False)


@pytest.mark.parametrize("said", ["bytes 9-5/90", "bytes 0-90/90", "bytes 0-8/91", "bytes 85-93/*"])
def test_a_range_that_cannot_be_is_416(plain: Tus, visitor: Visitor, said: str) -> None:
    assert failed(plain.put(new_upload(visitor, 90).url, b"y" * 9, said)) == (416, "invalid_range")


@pytest.mark.parametrize(
    "said", ["", "bytes", "bytes 0-8", "items 0-8/90", "bytes -8/90", "0-8/90"]
)
def test_what_is_no_range_is_400(plain: Tus, visitor: Visitor, said: str) -> None:
    response = plain.put(new_upload(visitor, 90).url, b"y" * 9, said)
    assert (response.status_code, errors(response)) == (400, [("invalid_header", "Content-Range")])


@pytest.mark.parametrize("size", [8, 10])
def test_a_body_of_another_size_is_400(plain: Tus, visitor: Visitor, size: int) -> None:
    upload = new_upload(visitor, 90)
    response = plain.put(upload.url, b"y" * size, "bytes 0-8/90")
    assert (response.status_code, errors(response)) == (400, [("invalid_header", "Content-Range")])
    upload.refresh_from_db()
    assert upload.offset == 0


def test_the_total_may_come_later(plain: Tus, visitor: Visitor) -> None:
    data = picture()
    upload = new_upload(visitor, None)
    first = plain.put(upload.url, data[:50], "bytes 0-49/*")
    assert (first.status_code, first.json()["size"]) == (202, None)
    last = plain.put(upload.url, data[50:], f"bytes 50-{len(data) - 1}/{len(data)}")
    assert last.status_code == 201


def test_a_picture_that_is_refused_is_told_with_the_last_chunk(plain: Tus, media: Any) -> None:
    path = own_id()
    assert failed(plain.put(path, b"x" * 9, "bytes 0-8/9")) == (415, "unsupported_image")
    assert failed(plain.put(path, b"", "bytes */9")) == (410, "upload_gone")
    assert kept(media) == []


def test_the_first_chunk_may_begin_an_upload_under_the_clients_own_id(nobody: Caller) -> None:
    data = picture()
    path = own_id()
    first = Tus(nobody).put(path, data[:50], f"bytes 0-49/{len(data)}")
    assert (first.status_code, first["Range"]) == (202, "bytes=0-49")
    known = Tus(Caller(key=first[HEADER]))
    last = known.put(path, data[50:], f"bytes 50-{len(data) - 1}/{len(data)}")
    assert last.status_code == 201


def test_an_own_id_that_is_somebody_elses_is_404(plain: Tus, other: Caller) -> None:
    path = own_id()
    plain.put(path, b"x" * 40, "bytes 0-39/90")
    for stranger in (Tus(other), Tus()):
        assert failed(stranger.put(path, b"y" * 9, "bytes 0-8/90")) == (404, "not_found")
    assert plain.state(path) == (200, "40")
    assert Visitor.objects.count() == 2


@pytest.mark.parametrize("guessable", [uuid.UUID(int=0), uuid.UUID(int=1), uuid.uuid1()])
def test_an_own_id_that_can_be_guessed_is_404(plain: Tus, guessable: uuid.UUID) -> None:
    response = plain.put(f"{UPLOADS}/{guessable}", b"y" * 9, "bytes 0-8/90")
    assert failed(response) == (404, "not_found")


def test_a_later_chunk_begins_nothing(plain: Tus) -> None:
    assert failed(plain.put(own_id(), b"y" * 9, "bytes 9-17/90")) == (404, "not_found")
    assert failed(plain.put(own_id(), b"", "bytes */90")) == (404, "not_found")
    assert not Upload.objects.exists()


def test_beginning_by_a_chunk_counts_against_the_rate(
    plain: Tus, monkeypatch: pytest.MonkeyPatch
) -> None:
    from accounts.throttling import VisitorRateThrottle

    rates = {**VisitorRateThrottle.THROTTLE_RATES, "upload": "1/min"}
    monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", rates)
    assert plain.put(own_id(), b"y" * 9, "bytes 0-8/90").status_code == 202
    assert failed(plain.put(own_id(), b"y" * 9, "bytes 0-8/90")) == (429, "throttled")


def test_a_chunk_past_the_limit_is_413(plain: Tus, settings: Settings) -> None:
    settings.MAX_FILE_SIZE = 2000
    assert failed(plain.put(own_id(), b"y" * 9, "bytes 0-8/2001")) == (413, "file_too_large")
    assert failed(plain.put(own_id(), b"y" * 2001, "bytes 0-2000/*")) == (413, "file_too_large")
