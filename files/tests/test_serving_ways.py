"""Bytes that others send: the web server in front, or the storage itself."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django.fixtures import Settings

from files.models import StoredFile
from files.storage import CHUNK
from files.tests.conftest import Caller, Claimed, body, encoded, errors, opened, picture
from files.tests.s3_server import ServedBucket, own_bucket

pytestmark = pytest.mark.django_db
SANDBOX = "default-src 'none'; sandbox"


def path(file: StoredFile, query: str = "") -> str:
    return f"/api/files/{file.pk}{query}"


@pytest.fixture
def bucket(settings: Settings, s3_endpoint: str, request: pytest.FixtureRequest) -> ServedBucket:
    """The storage is a bucket, and sends its files itself."""
    bucket = own_bucket(s3_endpoint, request.node.name)
    settings.STORAGES = {**settings.STORAGES, "default": bucket.storage}
    settings.STORAGE_REDIRECT = True
    return bucket


@pytest.fixture
def shown(bucket: ServedBucket, store: Callable[..., StoredFile]) -> StoredFile:
    return store(picture("PNG", (600, 300)))


def fetched(response: Any) -> tuple[bytes, dict[str, str]]:
    """What is at the address that the answer points to."""
    answer = httpx.get(response["Location"], timeout=10)
    assert answer.status_code == 200
    return answer.content, dict(answer.headers)


def test_a_browser_is_sent_to_the_bucket(
    caller: Caller, shown: StoredFile, bucket: ServedBucket
) -> None:
    response = caller.get(path(shown))
    assert (response.status_code, response.content) == (302, b"")
    address = urlsplit(response["Location"])
    assert f"{address.scheme}://{address.netloc}" == bucket.endpoint
    assert address.path == f"/{bucket.name}/{bucket.prefix}/{shown.blob.original}"
    data, headers = fetched(response)
    with default_storage.open(shown.blob.original) as stored:
        assert data == stored.read()
    assert headers["content-type"] == "image/png"
    assert headers["content-disposition"] == 'inline; filename="photo.png"'
    assert headers["cache-control"] == "private, max-age=3600, immutable"


def test_the_redirect_is_kept_for_less_time_than_the_address_holds(
    caller: Caller, shown: StoredFile
) -> None:
    response = caller.get(path(shown))
    signed = parse_qs(urlsplit(response["Location"]).query)
    scope, age = response["Cache-Control"].split(", max-age=")
    assert scope == "private"
    assert 0 < int(age) < int(signed["X-Amz-Expires"][0]) <= 15 * 60
    assert signed["X-Amz-SignedHeaders"] == ["host"]
    assert response["Content-Security-Policy"] == SANDBOX
    assert {"Cookie", "Authorization"} <= set(response["Vary"].split(", "))


def test_a_public_picture_is_redirected_for_everybody(
    nobody: Caller, shown: StoredFile, claimed: Claimed
) -> None:
    claimed.public = {shown.pk}
    response = nobody.get(path(shown))
    assert response.status_code == 302
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_strangers_are_not_sent_there(other: Caller, nobody: Caller, shown: StoredFile) -> None:
    for stranger in (other, nobody):
        response = stranger.get(path(shown))
        assert (response.status_code, errors(response)) == (404, [("not_found", None)])
        assert "Location" not in response


def test_variants_and_downloads_are_sent_there(caller: Caller, shown: StoredFile) -> None:
    StoredFile.objects.update(name='Äpfel "1".png')
    data, headers = fetched(caller.get(path(shown, "?w=240&format=webp&download=1")))
    image = opened(data)
    assert (image.format, image.size) == ("WEBP", (240, 120))
    assert headers["content-type"] == "image/webp"
    assert headers["content-disposition"] == (
        "attachment; filename*=utf-8''%C3%84pfel%20%221%22.webp"
    )


def test_head_is_answered_without_the_bucket_sending(caller: Caller, shown: StoredFile) -> None:
    response = caller.head(path(shown))
    assert (response.status_code, response["Content-Length"]) == (200, str(shown.size))
    assert (response["Content-Type"], response["Accept-Ranges"]) == ("image/png", "bytes")
    again = caller.get(path(shown), **{"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_browsers_may_know_the_bucket_by_another_name(
    caller: Caller, bucket: ServedBucket, store: Callable[..., StoredFile], settings: Settings
) -> None:
    known = replace(bucket, public="https://pictures.example:9000")
    settings.STORAGES = {**settings.STORAGES, "default": known.storage}
    response = caller.get(path(store()))
    assert response["Location"].startswith(f"https://pictures.example:9000/{bucket.name}/")


@pytest.fixture
def asked(bucket: ServedBucket, settings: Settings) -> Iterator[list[str]]:
    """The ranges that are asked of the bucket, through which we stream now."""
    settings.STORAGE_REDIRECT = False
    ranges: list[str] = []

    def note(params: Any, **kwargs: Any) -> None:
        ranges.append(params["headers"].get("Range", "all"))

    events = default_storage.client.meta.events  # type: ignore[attr-defined]
    events.register("before-call.s3.GetObject", note)
    yield ranges
    events.unregister("before-call.s3.GetObject", note)


def test_a_range_asks_the_bucket_for_no_more(
    asked: list[str], caller: Caller, store: Callable[..., StoredFile]
) -> None:
    file = store(picture("PNG", (600, 300)))
    with default_storage.open(file.blob.original) as stored:
        data = stored.read()
    asked.clear()
    response = caller.get(path(file), Range="bytes=5-9")
    assert (response.status_code, body(response)) == (206, data[5:10])
    assert asked == ["bytes=5-9"]
    whole = caller.get(path(file))
    assert (whole.status_code, body(whole)) == (200, data)
    assert asked == ["bytes=5-9", f"bytes=0-{len(data) - 1}"]
    assert caller.head(path(file)).status_code == 200
    assert len(asked) == 2


@pytest.mark.on_disk
def test_nginx_is_told_what_to_send(caller: Caller, file: StoredFile, settings: Settings) -> None:
    settings.SENDFILE = "nginx:/protected/"
    for response in (
        caller.get(path(file)),
        caller.head(path(file)),
        caller.get(path(file), Range="bytes=0-3"),
    ):
        assert (response.status_code, response.content) == (200, b"")
        assert not response.streaming
        assert response["X-Accel-Redirect"] == f"/protected/{file.blob.original}"
        assert response["Content-Type"] == "image/png"
        assert response["Content-Disposition"] == 'inline; filename="photo.png"'
        assert response["Cache-Control"] == "private, max-age=3600, immutable"
        assert response["Content-Security-Policy"] == SANDBOX


@pytest.mark.on_disk
def test_apache_and_lighttpd_are_told_what_to_send(
    caller: Caller, file: StoredFile, settings: Settings, media: Path
) -> None:
    settings.SENDFILE = "x-sendfile"
    response = caller.get(path(file, "?w=240&format=jpeg"))
    assert (response.status_code, response.content) == (200, b"")
    sent = Path(response["X-Sendfile"])
    assert sent.is_relative_to(media)
    assert opened(sent.read_bytes()).format == "JPEG"
    assert response["Content-Type"] == "image/jpeg"


@pytest.mark.on_disk
@pytest.mark.parametrize("sendfile", ["nginx:/protected/", "x-sendfile"])
def test_others_send_nothing_that_is_gone_or_private(
    caller: Caller, other: Caller, file: StoredFile, settings: Settings, sendfile: str
) -> None:
    settings.SENDFILE = sendfile
    stranger = other.get(path(file))
    default_storage.delete(file.blob.original)
    gone = caller.get(path(file))
    for response in (stranger, gone):
        assert response.status_code == 404
        assert not {"X-Sendfile", "X-Accel-Redirect"} & set(response.headers)


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({}, "", 200),
        ({"Range": "bytes=0-1"}, "", 206),
        ({"If-None-Match": "*"}, "", 304),
        ({"Range": "bytes=99999-"}, "", 416),
        ({}, "?w=1", 400),
    ],
)
def test_every_answer_is_sandboxed(
    caller: Caller, file: StoredFile, headers: dict[str, str], query: str, status: int
) -> None:
    response = caller.get(path(file, query), **headers)
    body(response) if response.streaming else None
    assert response.status_code == status
    assert response["Content-Security-Policy"] == SANDBOX
    assert response["X-Content-Type-Options"] == "nosniff"


def test_refusals_are_sandboxed_too(
    caller: Caller, other: Caller, file: StoredFile, claimed: Claimed
) -> None:
    claimed.public = {file.pk}
    in_use = caller.delete(path(file))
    claimed.public = set()
    for response, status in ((other.get(path(file)), 404), (in_use, 409)):
        assert response.status_code == status
        assert response["Content-Security-Policy"] == SANDBOX
        assert response["X-Content-Type-Options"] == "nosniff"


def test_a_large_answer_comes_in_chunks(caller: Caller, store: Callable[..., StoredFile]) -> None:
    noise = Image.frombytes("RGB", (400, 400), os.urandom(480_000))
    response = caller.get(path(store(encoded(noise))))
    chunks = list(response.streaming_content)
    assert len(chunks) > 1
    assert max(map(len, chunks)) <= CHUNK
    assert re.fullmatch(r"\d+", response["Content-Length"])
    assert sum(map(len, chunks)) == int(response["Content-Length"])
