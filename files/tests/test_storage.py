import errno
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django.fixtures import Settings

from files.models import Blob, StoredFile
from files.storage import WholeFileStorage
from files.tests.conftest import Caller, encoded, errors, kept, picture


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


def test_bytes_and_names_are_on_the_disk_before_the_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    replace, sync = Path.replace, os.fsync

    def noted_sync(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        done.append("bytes" if path.is_file() else str(path.relative_to(tmp_path)))
        sync(handle)

    def noted_replace(self: Path, target: Path) -> Path:
        done.append("renamed")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noted_sync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    storage = WholeFileStorage(location=str(tmp_path))
    storage.save("a/b/one", ContentFile(b"bytes"))
    assert done == ["bytes", "renamed", "a/b", "a", "."]
    done.clear()
    storage.save("a/b/two", ContentFile(b"bytes"))
    assert done == ["bytes", "renamed", "a/b"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["fsync", "fdopen", "mkdir"])
@pytest.mark.on_disk
@pytest.mark.django_db
def test_a_full_disk_is_507_wherever_it_is_noticed(
    caller: Caller, media: Path, monkeypatch: pytest.MonkeyPatch, code: int, call: str
) -> None:
    media.mkdir()

    def full(*args: object, **kwargs: object) -> None:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, full)
        response = caller.upload(picture())
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])
    assert kept(media) == []
    assert not StoredFile.objects.exists()
    assert not Blob.objects.exists()


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 192 KB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    command = ["/bin/mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True, timeout=10).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["/bin/umount", str(folder)], check=True, timeout=10)


@pytest.mark.on_disk
@pytest.mark.django_db
def test_a_disk_that_is_really_full_is_507_and_has_its_room_again(
    caller: Caller, tiny_disk: Path, settings: Settings
) -> None:
    settings.MEDIA_ROOT = tiny_disk
    free = os.statvfs(tiny_disk).f_bavail
    noise = Image.frombytes("RGB", (300, 300), os.urandom(270_000))
    response = caller.upload(encoded(noise))
    assert (response.status_code, errors(response)) == (507, [("storage_full", None)])
    assert kept(tiny_disk) == []
    assert not StoredFile.objects.exists()
    # A page each for the shelf's two folders, at the most.
    assert free - os.statvfs(tiny_disk).f_bavail <= 2
    assert caller.upload(picture()).status_code == 201


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_names_stay_within_the_storage(name: str) -> None:
    from django.core.exceptions import SuspiciousOperation

    with pytest.raises(SuspiciousOperation):
        default_storage.save(name, ContentFile(b"x"))
