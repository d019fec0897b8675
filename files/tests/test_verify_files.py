"""Every fault between rows and bytes, on a seeded store: found, and mended where it can be."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Visitor
from files import s3, storage
from files.accounting import orphans, verifying
from files.accounting.measuring import weigh
from files.accounting.models import Usage
from files.models import Blob, StoredFile, Upload
from files.storing import release_file
from files.tests.conftest import Caller, body, kept, picture
from files.variants.choosing import Variant
from files.variants.making import variant_name

pytestmark = pytest.mark.django_db

Store = Callable[..., StoredFile]


@dataclass
class Seeded:
    """A sound store: three pictures, one of them of two owners, an upload under way."""

    mine: StoredFile
    shared: StoredFile
    theirs: StoredFile
    alone: StoredFile
    upload: Upload
    before: list[str]


@pytest.fixture
def seeded(store: Store, visitor: Visitor, other: Caller, media: Path) -> Seeded:
    mine = store(picture("JPEG", (600, 400), "red"))
    shared, theirs = store(picture(color="teal")), store(picture(color="teal"), other.visitor)
    alone = store(picture(color="blue"))
    variant_name(mine.blob, Variant(240, "webp"))
    upload = Upload.objects.create(
        owner=visitor, name="half", offset=4, expires_at=timezone.now() + timedelta(days=1)
    )
    piece = default_storage.save(f"{upload.folder}/0-aa", ContentFile(b"half"))
    Upload.objects.update(pieces=[piece])
    Blob.objects.update(created_at=timezone.now() - timedelta(hours=2))
    Usage.objects.update(changed_at=timezone.now() - timedelta(hours=2))
    return Seeded(mine, shared, theirs, alone, upload, kept(media))


@pytest.fixture
def everything_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if an hour had gone by since all the bytes were written."""
    monkeypatch.setattr(orphans, "AGE", timedelta(seconds=-5))


aged = pytest.mark.usefixtures("everything_is_old")


def verify(*options: str) -> dict[str, Any]:
    """The report, with whether the command ended well."""
    said = io.StringIO()
    try:
        call_command("verify_files", "--json", *options, stdout=said)
    except CommandError:
        return {**json.loads(said.getvalue()), "status": 1}
    return {**json.loads(said.getvalue()), "status": 0}


def found(report: dict[str, Any]) -> list[tuple[str, str, bool]]:
    return [(fault["kind"], fault["name"], fault["mended"]) for fault in report["faults"]]


def write(name: str, data: bytes) -> None:
    default_storage.save(name, ContentFile(data))


def expect(kind: str, name: str, *, is_mended: bool = True) -> dict[str, Any]:
    """The fault is found and changes nothing; `--repair` mends it, and then nothing is wrong.
    Returns what repairing said."""
    report = verify()
    assert (found(report), report["status"]) == ([(kind, name, False)], 1)
    assert found(verify()) == [(kind, name, False)]
    repaired = verify("--repair")
    assert (found(repaired), repaired["status"]) == (
        [(kind, name, is_mended)],
        0 if is_mended else 1,
    )
    again = verify()
    assert (found(again), again["status"], again["ok"]) == ([], 0, True)
    return again


@aged
def test_a_sound_store_is_said_to_be_sound(seeded: Seeded, media: Path) -> None:
    report = verify("--repair")
    assert report == {
        "ok": True,
        "pictures": 3,
        "bytes": sum(blob.size for blob in Blob.objects.all()),
        "faults": [],
        "knownDamaged": [],
        "status": 0,
    }
    assert kept(media) == seeded.before
    said = io.StringIO()
    call_command("verify_files", stdout=said)
    assert said.getvalue() == f"3 pictures ({report['bytes']} bytes) read, 0 faults found.\n"


def test_what_is_wrong_is_said_in_words(seeded: Seeded) -> None:
    default_storage.delete(seeded.alone.blob.original)
    said = io.StringIO()
    with pytest.raises(CommandError, match=r"^1 thing wrong\. Mend with --repair\.$"):
        call_command("verify_files", stdout=said)
    first = said.getvalue().splitlines()[0]
    name, key = seeded.alone.blob.original, seeded.alone.pk
    assert first == f"missing {name}: is gone; shown by 1 file ({key}) (not mended)"


def test_lost_bytes_are_marked_and_the_row_and_its_copies_stay(
    seeded: Seeded, media: Path, caller: Caller
) -> None:
    blob = seeded.mine.blob
    default_storage.delete(blob.original)
    again = expect("missing", blob.original, is_mended=False)
    assert again["knownDamaged"] == [blob.original]
    assert StoredFile.objects.filter(pk=seeded.mine.pk).exists()
    assert kept(media) == [name for name in seeded.before if name != blob.original]
    assert caller.get(seeded.mine.url).status_code == 404
    assert caller.get(f"{seeded.mine.url}?w=240&format=webp").status_code == 200


@pytest.mark.parametrize("is_same_size", [True, False])
def test_wrong_bytes_are_set_aside_and_nobody_is_sent_them(
    seeded: Seeded, media: Path, caller: Caller, *, is_same_size: bool
) -> None:
    blob = seeded.alone.blob
    wrong = b"x" * (blob.size if is_same_size else 7)
    write(blob.original, wrong)
    again = expect("corrupt", blob.original, is_mended=False)
    assert again["knownDamaged"] == [blob.original]
    with default_storage.open(f"{blob.folder}/damaged") as stored:
        assert stored.read() == wrong
    assert caller.get(seeded.alone.url).status_code == 404
    assert StoredFile.objects.filter(pk=seeded.alone.pk).exists()
    # It goes with its picture.
    assert caller.delete(seeded.alone.url).status_code == 204
    assert not [name for name in kept(media) if name.startswith(blob.folder)]


def test_damaged_bytes_are_not_shared_and_come_back_with_the_same_upload(
    seeded: Seeded, store: Store, caller: Caller
) -> None:
    blob = seeded.alone.blob
    with default_storage.open(blob.original) as stored:
        right = stored.read()
    write(blob.original, b"wrong")
    verify("--repair")
    fresh = store(picture(color="blue"))
    assert fresh.blob.pk != blob.pk
    assert fresh.blob.sha256 == blob.sha256
    expect("missing", blob.original)
    blob.refresh_from_db()
    assert blob.damaged_at is None
    assert body(caller.get(seeded.alone.url)) == right
    assert not default_storage.exists(f"{blob.folder}/damaged")


def test_bytes_that_an_operator_brings_back_are_taken(seeded: Seeded) -> None:
    blob = seeded.alone.blob
    with default_storage.open(blob.original) as stored:
        right = stored.read()
    default_storage.delete(blob.original)
    verify("--repair")
    write(blob.original, right)
    expect("mark", blob.original)
    blob.refresh_from_db()
    assert blob.damaged_at is None


def test_a_twin_mends_at_once(seeded: Seeded, store: Store) -> None:
    blob = seeded.alone.blob
    Blob.objects.filter(pk=blob.pk).update(damaged_at=timezone.now())
    store(picture(color="blue"))
    Blob.objects.filter(pk=blob.pk).update(damaged_at=None)
    write(blob.original, b"wrong")
    expect("corrupt", blob.original)
    assert weigh(blob.original) == (blob.size, blob.sha256)


@aged
@pytest.mark.parametrize(
    "name",
    [
        "pictures/aa/stray/original",
        "pictures/zz/nobody/480.webp",
        "uploads/00000000-0000-7000-8000-000000000000/0-bb",
        "uploads/nonsense/0-bb",
    ],
)
def test_a_folder_without_a_row_goes(seeded: Seeded, media: Path, name: str) -> None:
    write(name, b"stray")
    expect("orphan", name.rpartition("/")[0])
    assert kept(media) == seeded.before


@aged
@pytest.mark.parametrize("place", ["pictures", "pictures/aa", "uploads", "checks", "picture", "up"])
def test_a_file_without_a_row_goes(seeded: Seeded, media: Path, place: str) -> None:
    folder = {"picture": seeded.mine.blob.folder, "up": seeded.upload.folder}.get(place, place)
    write(f"{folder}/loose", b"stray")
    expect("orphan", f"{folder}/loose")
    assert kept(media) == seeded.before


@pytest.mark.on_disk
@aged
def test_half_of_a_file_that_a_crash_left_goes(seeded: Seeded, media: Path) -> None:
    (media / seeded.mine.blob.folder / ".part-x").write_bytes(b"half")
    expect("orphan", f"{seeded.mine.blob.folder}/.part-x")
    assert kept(media) == seeded.before


@pytest.mark.parametrize("name", ["pictures/aa/new/original", "uploads/x/0-bb", "checks/x"])
def test_young_bytes_may_be_on_their_way(seeded: Seeded, media: Path, name: str) -> None:
    write(name, b"young")
    report = verify("--repair")
    assert (report["faults"], report["status"]) == ([], 0)
    assert default_storage.exists(name)


@aged
def test_what_is_not_ours_is_left_alone(seeded: Seeded) -> None:
    write("holidays/beach.jpg", b"somebody's own")
    assert verify("--repair")["faults"] == []
    assert default_storage.exists("holidays/beach.jpg")


def test_a_lost_piece_of_an_upload_is_said(seeded: Seeded) -> None:
    default_storage.delete(f"{seeded.upload.folder}/0-aa")
    for option in ((), ("--repair",)):
        report = verify(*option)
        assert found(report) == [("missing", f"{seeded.upload.folder}/0-aa", False)]
        assert report["status"] == 1
    Upload.objects.update(state=Upload.State.REFUSED)
    assert verify()["faults"] == []


def test_pictures_are_never_held_whole(seeded: Seeded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "CHUNK", 16)
    monkeypatch.setattr(s3, "CHUNK", 16)
    pieces: list[int] = []

    class Counting:
        def __init__(self) -> None:
            self._real = hashlib.new("sha256")

        def update(self, data: bytes) -> None:
            pieces.append(len(data))
            self._real.update(data)

        def hexdigest(self) -> str:
            return self._real.hexdigest()

    monkeypatch.setattr(hashlib, "sha256", Counting)
    assert weigh(seeded.mine.blob.original) == (seeded.mine.size, seeded.mine.blob.sha256)
    assert (max(pieces), sum(pieces)) == (16, seeded.mine.size)


def test_a_picture_that_goes_meanwhile_is_no_fault(
    seeded: Seeded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> tuple[int, str]:
        if name == seeded.alone.blob.original:
            release_file(seeded.alone)
        return weigh(name)

    monkeypatch.setattr(verifying, "weigh", gone)
    assert verify()["faults"] == []
