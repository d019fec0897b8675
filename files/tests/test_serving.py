import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client

from accounts.models import User
from accounts.visitors import HEADER
from files.models import StoredFile
from files.sending import read_range
from files.serving import download_name
from files.tests.conftest import Caller, Claimed, body, errors, opened, picture

pytestmark = pytest.mark.django_db


def path(file: StoredFile, query: str = "") -> str:
    return f"/api/files/{file.pk}{query}"


def stored(file: StoredFile) -> bytes:
    with default_storage.open(file.blob.original) as source:
        return bytes(source.read())


def test_the_owner_gets_the_bytes(caller: Caller, file: StoredFile) -> None:
    response = caller.get(path(file))
    assert response.status_code == 200
    assert body(response) == stored(file)
    assert dict(response.headers) | {"ETag": "", "Vary": ""} == {
        "Content-Type": "image/png",
        "Content-Length": str(file.size),
        "Content-Disposition": 'inline; filename="photo.png"',
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, max-age=3600, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Allow": "GET, DELETE, HEAD, OPTIONS",
        "ETag": "",
        "Vary": "",
    }
    assert {"Cookie", "Authorization", "api-key", HEADER} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("method", ["get", "head", "delete"])
def test_others_get_404(other: Caller, nobody: Caller, file: StoredFile, method: str) -> None:
    for stranger in (other, nobody):
        response = getattr(stranger, method)(path(file))
        assert response.status_code == 404
    assert errors(other.get(path(file))) == [("not_found", None)]
    assert StoredFile.objects.filter(pk=file.pk).exists()


@pytest.mark.parametrize(
    "name", ["01890a5d-ac96-774b-bcce-b302099a8057", "nonsense", "..%2f..%2fetc%2fpasswd", "%00"]
)
def test_unknown_ids_are_404_in_json(caller: Caller, name: str) -> None:
    response = caller.get(f"/api/files/{name}")
    assert (response.status_code, errors(response)) == (404, [("not_found", None)])


def test_everybody_gets_what_is_shown_publicly(
    nobody: Caller, file: StoredFile, claimed: Claimed
) -> None:
    claimed.public = {file.pk}
    response = nobody.get(path(file))
    assert (response.status_code, body(response)) == (200, stored(file))
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not {"Cookie", "Authorization"} & set(response.get("Vary", "").split(", "))


def test_curators_see_every_file(file: StoredFile, user: User) -> None:
    client = Client()
    client.force_login(user)
    before = client.get(path(file)).status_code
    User.objects.update(is_staff=True)
    response = client.get(path(file))
    assert (before, response.status_code) == (404, 200)
    body(response)


@pytest.mark.parametrize("accept", ["image/*", "image/png", "text/html", "application/json", "x/y"])
def test_the_bytes_come_whatever_the_client_accepts(
    caller: Caller, file: StoredFile, accept: str
) -> None:
    response = caller.get(path(file), Accept=accept)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    body(response)


def test_head_answers_as_get_without_the_bytes(caller: Caller, file: StoredFile) -> None:
    got, asked = caller.get(path(file)), caller.head(path(file), Range="bytes=0-1")
    body(got)
    assert (asked.status_code, asked.content) == (200, b"")
    assert dict(asked.headers) == dict(got.headers)


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=5-9", 5, 9), ("BYTES=5-9", 5, 9), ("bytes=5-", 5, None),
     ("bytes=-4", -4, None), ("bytes=3-999999999", 3, None), ("bytes=-999999", 0, None)],
)  # fmt: skip
def test_a_range_is_206(
    caller: Caller, file: StoredFile, wanted: str, first: int, last: int | None
) -> None:
    data = stored(file)
    response = caller.get(path(file), Range=wanted)
    start = first % len(data) if first < 0 else first
    end = len(data) - 1 if last is None else last
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/{len(data)}"
    assert response["Content-Length"] == str(end - start + 1)
    assert body(response) == data[start : end + 1]


@pytest.mark.parametrize("wanted", ["bytes=999999-", "bytes=-0"])
def test_a_range_past_the_end_is_416(caller: Caller, file: StoredFile, wanted: str) -> None:
    response = caller.get(path(file), Range=wanted)
    assert (response.status_code, errors(response)) == (416, [("range_not_satisfiable", None)])
    assert response["Content-Range"] == f"bytes */{file.size}"
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "wanted", ["bytes=5-3", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,4-5", "bytes=²-3", ""]
)
def test_a_range_that_makes_no_sense_gets_the_whole(
    caller: Caller, file: StoredFile, wanted: str
) -> None:
    response = caller.get(path(file), Range=wanted)
    assert (response.status_code, len(body(response))) == (200, file.size)


def test_a_range_holds_only_for_the_version_it_names(caller: Caller, file: StoredFile) -> None:
    first = caller.get(path(file))
    body(first)
    same = caller.get(path(file), Range="bytes=0-1", **{"If-Range": first["ETag"]})
    changed = caller.get(path(file), Range="bytes=0-1", **{"If-Range": '"other"'})
    date = {"If-Range": "Sat, 01 Jan 2028 00:00:00 GMT"}
    dated = caller.get(path(file), Range="bytes=0-1", **date)
    for response in (same, changed, dated):
        body(response)
    assert (same.status_code, changed.status_code, dated.status_code) == (206, 200, 200)


def test_an_unchanged_file_is_304(caller: Caller, file: StoredFile) -> None:
    first = caller.get(path(file))
    body(first)
    etag = first["ETag"]
    for header in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = caller.get(path(file), **{"If-None-Match": header})
        assert (response.status_code, response.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary"):
            assert response[name] == first[name]
        assert "Content-Type" not in response
    response = caller.get(path(file), **{"If-None-Match": '"other"'})
    assert response.status_code == 200
    body(response)


def test_a_304_is_not_given_to_strangers(other: Caller, file: StoredFile) -> None:
    assert other.get(path(file), **{"If-None-Match": "*"}).status_code == 404


@pytest.mark.parametrize("format_name", ["webp", "avif", "jpeg", "png"])
def test_variants_come_in_every_offered_format(
    caller: Caller, store: Callable[..., StoredFile], format_name: str
) -> None:
    file = store(picture("PNG", (600, 300)))
    response = caller.get(path(file, f"?w=240&format={format_name}"))
    image = opened(body(response))
    assert response["Content-Type"] == f"image/{format_name}"
    assert (image.format, image.size) == (format_name.upper(), (240, 120))


def test_variants_have_etags_of_their_own(caller: Caller, file: StoredFile) -> None:
    responses = [caller.get(path(file, query)) for query in ("", "?w=240", "?format=webp")]
    for response in responses:
        body(response)
    assert len({response["ETag"] for response in responses}) == 3


@pytest.mark.parametrize(
    ("query", "attr"),
    [("?w=1", "w"), ("?w=0480", "w"), ("?w=-240", "w"), ("?format=gif", "format"),
     ("?format=../x", "format"), ("?w=240%00", "w")],
)  # fmt: skip
def test_other_variants_are_refused(
    caller: Caller, file: StoredFile, query: str, attr: str
) -> None:
    response = caller.get(path(file, query))
    assert (response.status_code, errors(response)) == (400, [("invalid", attr)])


def test_a_download_is_an_attachment_named_for_what_is_sent(
    caller: Caller, file: StoredFile
) -> None:
    StoredFile.objects.update(name='Äpfel "1".png')
    response = caller.get(path(file, "?download=1&format=jpeg"))
    body(response)
    assert response["Content-Disposition"] == (
        "attachment; filename*=utf-8''%C3%84pfel%20%221%22.jpg"
    )


@pytest.mark.parametrize("query", ["", "?w=240&format=webp", "?format=avif"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_missing_bytes_are_404(
    caller: Caller, file: StoredFile, media: Path, query: str, method: str
) -> None:
    for found in (media / file.blob.folder).iterdir():
        found.unlink()
    response = getattr(caller, method)(path(file, query))
    assert response.status_code == 404


def test_a_full_disk_under_a_variant_is_507(
    caller: Caller, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_up(name: str, content: Any) -> str:
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(default_storage, "save", fill_up)
    response = caller.get(path(file, "?format=avif"))
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])


def test_an_owner_deletes_a_file(caller: Caller, file: StoredFile, media: Path) -> None:
    response = caller.delete(path(file))
    assert (response.status_code, response.content) == (204, b"")
    assert caller.get(path(file)).status_code == 404
    assert caller.delete(path(file)).status_code == 404
    assert list(media.rglob("original")) == []


def test_a_file_that_is_shown_publicly_is_in_use(
    caller: Caller, file: StoredFile, claimed: Claimed
) -> None:
    claimed.public = {file.pk}
    response = caller.delete(path(file))
    assert (response.status_code, errors(response)) == (409, [("in_use", None)])
    claimed.public = set()
    assert caller.delete(path(file)).status_code == 204


@pytest.mark.parametrize(
    ("header", "expected"),
    [("bytes=0-9", (0, 9)), ("bytes=90-200", (90, 99)), ("bytes=100-", ()), ("bytes=-200", (0, 99)),
     ("bytes=" + "9" * 16 + "-", None)],
)  # fmt: skip
def test_ranges_are_read_against_the_size(header: str, expected: Any) -> None:
    assert read_range(header, 100) == expected


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("a.png", "image/jpeg", "a.jpg"),
        ("a", "image/webp", "a.webp"),
        ("a.b.png", "image/png", "a.b.png"),
    ],
)
def test_a_downloads_name_ends_as_its_bytes_are(name: str, kind: str, expected: str) -> None:
    assert download_name(name, kind) == expected
