import errno
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from files.tests.conftest import kept


class Breaking(ContentFile[bytes]):
    """Content whose second chunk finds the disk full."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"first"
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.on_disk
def test_what_is_saved_can_be_read(media: Path) -> None:
    assert default_storage.save("a/b/one", ContentFile(b"bytes")) == "a/b/one"
    assert (media / "a/b/one").read_bytes() == b"bytes"
    assert (media / "a/b/one").stat().st_mode & 0o777 == 0o640


@pytest.mark.on_disk
def test_saving_again_replaces_and_readers_keep_what_they_opened() -> None:
    default_storage.save("one", ContentFile(b"old"))
    with default_storage.open("one") as reader:
        assert default_storage.save("one", ContentFile(b"new")) == "one"
        assert reader.read() == b"old"
    with default_storage.open("one") as reader:
        assert reader.read() == b"new"


def test_a_write_that_breaks_off_leaves_nothing(media: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("a/one", Breaking(b""))
    assert kept(media) == []


def test_a_write_that_breaks_off_leaves_what_was_there(media: Path) -> None:
    default_storage.save("a/one", ContentFile(b"old"))
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("a/one", Breaking(b""))
    assert kept(media) == ["a/one"]
    assert (media / "a/one").read_bytes() == b"old"


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_names_stay_within_the_storage(name: str) -> None:
    from django.core.exceptions import SuspiciousOperation

    with pytest.raises(SuspiciousOperation):
        default_storage.save(name, ContentFile(b"x"))
