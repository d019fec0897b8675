"""What a disk and a bucket both promise."""

import errno
import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from PIL import Image

from files.s3 import PART_BYTES, BucketStorage
from files.storage import CHUNK, WholeFileStorage
from files.tests.conftest import picture
from files.tests.s3_server import own_bucket, s3_client

NAMES = [
    "one",
    "pictures/ab/cdef/480.webp",
    "a b/ü/絵文字 😀.png",
    "a+b/100%/c&d=e#f?.txt",
    "a~'()*",
]


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, s3_endpoint: str) -> Storage:
    if request.param == "disk":
        return WholeFileStorage(location=str(tmp_path))
    bucket = own_bucket(s3_endpoint, uuid4().hex)
    return BucketStorage(**bucket.storage["OPTIONS"])


class Breaking(ContentFile[bytes]):
    """Content whose second chunk cannot be read."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"first"
        raise OSError(errno.EIO, "Input/output error")


def save(storage: Storage, name: str, data: bytes = b"bytes") -> None:
    assert storage.save(name, ContentFile(data)) == name


def read(storage: Storage, name: str) -> bytes:
    with storage.open(name) as stored:
        return bytes(stored.read())


def names_in(storage: Storage, folder: str) -> tuple[list[str], list[str]]:
    folders, files = storage.listdir(folder)
    return sorted(folders), sorted(files)


@pytest.mark.parametrize("name", NAMES)
def test_bytes_come_back_under_exactly_their_name(storage: Storage, name: str) -> None:
    save(storage, name, name.encode())
    assert storage.exists(name)
    assert storage.size(name) == len(name.encode())
    assert read(storage, name) == name.encode()
    storage.delete(name)
    assert not storage.exists(name)


@pytest.mark.parametrize("data", [b"", b"\x00\xff\r\n", b"text"])
def test_bytes_are_kept_as_they_are(storage: Storage, data: bytes) -> None:
    save(storage, "one", data)
    assert (read(storage, "one"), storage.size("one")) == (data, len(data))


def test_text_is_kept_as_utf_8(storage: Storage) -> None:
    storage.save("one", ContentFile("ü".encode()))
    assert read(storage, "one") == b"\xc3\xbc"


def test_saving_again_replaces(storage: Storage) -> None:
    save(storage, "a/one", b"old and long")
    save(storage, "a/one", b"new")
    assert (read(storage, "a/one"), storage.size("a/one")) == (b"new", 3)
    assert names_in(storage, "a") == ([], ["one"])


def test_a_reader_gets_one_version_and_no_mixture(storage: Storage) -> None:
    old, new = b"o" * 700_000, b"n" * 700_000
    save(storage, "one", old)
    with storage.open("one") as reader:
        first = reader.read(1000)
        save(storage, "one", new)
        assert first + reader.read() == old
    assert read(storage, "one") == new


def test_a_name_has_no_other_ending_if_it_is_taken(storage: Storage) -> None:
    save(storage, "one")
    assert storage.get_available_name("one") == "one"


@pytest.mark.parametrize("size", [PART_BYTES, 12 * 1024 * 1024 + 5])
def test_large_files_are_kept_whole(storage: Storage, size: int, tmp_path: Path) -> None:
    data = os.urandom(1024) * (size // 1024) + b"\x01" * (size % 1024)
    source = tmp_path / "large"
    source.write_bytes(data)
    with source.open("rb") as opened:
        storage.save("large", File(opened, "large"))
        assert not opened.closed
    assert storage.size("large") == size
    assert read(storage, "large") == data


def test_a_large_object_goes_up_in_parts(s3_endpoint: str) -> None:
    bucket = own_bucket(s3_endpoint, uuid4().hex)
    storage = BucketStorage(**bucket.storage["OPTIONS"])
    save(storage, "small", bytes(PART_BYTES))
    save(storage, "large", bytes(PART_BYTES + 1))

    def etag(name: str) -> str:
        key = f"{bucket.prefix}/{name}"
        return str(s3_client(s3_endpoint).head_object(Bucket=bucket.name, Key=key)["ETag"])

    assert re.fullmatch(r'"[0-9a-f]{32}"', etag("small"))
    assert re.fullmatch(r'"[0-9a-f]{32}-2"', etag("large"))
    uploads = s3_client(s3_endpoint).list_multipart_uploads(Bucket=bucket.name)
    assert "Uploads" not in uploads


@pytest.mark.parametrize(("first", "last"), [(0, 0), (5, 9), (CHUNK - 1, 2 * CHUNK), (0, 799_999)])
def test_a_part_is_read_alone(storage: Storage, first: int, last: int) -> None:
    data = os.urandom(1000) * 800
    save(storage, "one", data)
    with storage.open("one") as opened:
        stored: Any = opened
        chunks = list(stored.part(first, last))
        assert stored.size == len(data)
    assert b"".join(chunks) == data[first : last + 1]
    assert max(map(len, chunks)) <= CHUNK


def test_pictures_are_opened_from_it(storage: Storage) -> None:
    save(storage, "one", picture("JPEG", (300, 200)))
    with storage.open("one") as stored, Image.open(stored) as image:
        image.load()
        assert (image.size, image.format) == ((300, 200), "JPEG")


def test_a_file_is_read_in_steps(storage: Storage) -> None:
    save(storage, "one", b"0123456789")
    with storage.open("one") as stored:
        assert (stored.read(3), stored.tell()) == (b"012", 3)
        stored.seek(-2, io.SEEK_END)
        assert stored.read() == b"89"
        assert b"".join(stored.chunks(4)) == b"0123456789"
    assert stored.closed
    with pytest.raises(ValueError, match=r"closed"):
        stored.read()


def test_what_is_missing_is_not_found(storage: Storage) -> None:
    assert not storage.exists("none")
    for ask in (storage.open, storage.size, storage.get_modified_time, storage.listdir):
        with pytest.raises(FileNotFoundError):
            ask("none")
    storage.delete("none")


def test_folders_list_what_is_in_them(storage: Storage) -> None:
    for name in ("a/one", "a/two", "a/b/three", "a/c/d/four", "ab/five", "six"):
        save(storage, name)
    assert names_in(storage, "a") == (["b", "c"], ["one", "two"])
    assert names_in(storage, "a/c") == (["d"], [])
    assert names_in(storage, "") == (["a", "ab"], ["six"])


def test_a_list_of_several_pages_is_whole(storage: Storage) -> None:
    names = [f"{number:02}" for number in range(10)]
    for name in names:
        save(storage, f"many/{name}")
        save(storage, f"many/f{name}/one")
    if isinstance(storage, BucketStorage):
        events, event = storage.client.meta.events, "provide-client-params.s3.ListObjectsV2"
        pages = []

        def of_three(params: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
            pages.append(params)
            return {**params, "MaxKeys": 3}

        events.register(event, of_three)
        try:
            assert names_in(storage, "many") == ([f"f{name}" for name in names], names)
        finally:
            events.unregister(event, of_three)
        assert len(pages) == 7
    assert names_in(storage, "many") == ([f"f{name}" for name in names], names)


def test_deleting_a_folder_is_harmless(storage: Storage) -> None:
    save(storage, "a/one")
    save(storage, "a/b/two")
    storage.delete("a/b/two")
    for _ in range(2):
        storage.delete("a/b")
    assert names_in(storage, "a") == ([], ["one"])


def test_times_are_of_the_last_change(storage: Storage) -> None:
    # Servers tell whole seconds.
    before = datetime.now(UTC) - timedelta(seconds=1)
    save(storage, "one")
    assert before <= storage.get_modified_time("one") <= datetime.now(UTC) + timedelta(seconds=1)


def test_a_write_that_breaks_off_leaves_nothing(storage: Storage) -> None:
    with pytest.raises(OSError, match="Input/output error"):
        storage.save("a/one", Breaking(b""))
    assert not storage.exists("a/one")
    save(storage, "a/two", b"old")
    with pytest.raises(OSError, match="Input/output error"):
        storage.save("a/two", Breaking(b""))
    assert read(storage, "a/two") == b"old"
    assert names_in(storage, "a") == ([], ["two"])


@pytest.mark.parametrize("name", ["../outside", "a/../../outside", "/etc/outside"])
def test_names_stay_within_the_storage(storage: Storage, name: str) -> None:
    with pytest.raises(SuspiciousOperation):
        storage.save(name, ContentFile(b"x"))


def test_its_name_tells_no_secret(storage: Storage) -> None:
    assert "not-a-secret" not in repr(storage) + str(storage)
