import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid5

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from files.crowd import Crowd
from files.errors import FileNotFound, TooBusy
from files.models import Blob, StoredFile, StoredVariant
from files.tests.conftest import Caller, body, errors, opened, picture
from files.variants import claiming, encoding, making
from files.variants.choosing import Variant
from files.variants.making import variant_name

pytestmark = pytest.mark.django_db

AVIF = Variant(None, "avif")
ASKED_AT_ONCE = 6
ROOT = Path(__file__).resolve().parent.parent.parent


def rows(file: StoredFile) -> dict[str, int | None]:
    return dict(StoredVariant.objects.filter(blob=file.blob).values_list("name", "size"))


def stored_size(file: StoredFile, name: str) -> int:
    return int(default_storage.size(f"{file.blob.folder}/{name}"))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The formats that were really encoded."""
    formats: list[str] = []
    encode = encoding.encoded

    def noted(image: Any, format_name: str) -> bytes:
        formats.append(format_name)
        return encode(image, format_name)

    monkeypatch.setattr(encoding, "encoded", noted)
    return formats


@pytest.mark.django_db(transaction=True)
def test_a_variant_asked_for_by_many_at_once_is_made_once(
    file: StoredFile, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "picture_work", Crowd(ASKED_AT_ONCE))
    together = threading.Barrier(ASKED_AT_ONCE)

    def ask(_: int) -> tuple[str, str]:
        together.wait(10)
        try:
            return variant_name(file.blob, AVIF)
        finally:
            connection.close()

    with ThreadPoolExecutor(ASKED_AT_ONCE) as threads:
        names = list(threads.map(ask, range(ASKED_AT_ONCE)))
    assert set(names) == {(f"{file.blob.folder}/full.avif", "image/avif")}
    assert made == ["avif"]
    assert rows(file)["full.avif"] == stored_size(file, "full.avif")


def process(file: StoredFile, log: Path, threads: int, *how: str) -> "subprocess.Popen[str]":
    """Another process of the product, on the test's database and pictures; it is ready."""
    at = connection.settings_dict
    # Where the host is the folder of a socket, its slashes would end it.
    host = quote(at["HOST"], safe="")
    address = f"{at['USER']}:{at['PASSWORD']}@{host}:{at['PORT']}"
    url = f"sqlite:///{at['NAME']}" if connection.vendor == "sqlite" else None
    env = {
        **os.environ,
        "DATABASE_URL": url or f"postgres://{address}/{at['NAME']}",
        "UPLOAD_PATH": str(default_storage.path("")),
    }
    command = [sys.executable, "-m", "files.tests.variant_process"]
    arguments = [str(file.blob.pk), "avif", str(threads), str(log), *how]
    child = subprocess.Popen(
        [*command, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=env,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


@pytest.mark.on_disk
@pytest.mark.django_db(transaction=True)
def test_three_processes_make_a_variant_once(
    store: Callable[..., StoredFile], tmp_path: Path
) -> None:
    file = store(picture("PNG", (1200, 900)))
    log = tmp_path / "made"
    children = [process(file, log, 4) for _ in range(3)]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    told = [child.communicate(timeout=60)[0].splitlines() for child in children]
    assert told == [[f"{file.blob.folder}/full.avif"] * 4] * 3
    assert len(log.read_text().splitlines()) == 1
    assert rows(file)["full.avif"] == stored_size(file, "full.avif")


@pytest.mark.on_disk
@pytest.mark.django_db(transaction=True)
def test_a_killed_maker_is_replaced_when_its_claim_has_run_out(
    file: StoredFile, tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WAIT_SECONDS", 0.2)
    log = tmp_path / "made"
    child = process(file, log, 1, "hang")
    assert child.stdin is not None
    child.stdin.write("go\n")
    child.stdin.flush()
    while not log.exists():
        assert child.poll() is None
    child.kill()
    child.communicate(timeout=10)
    with pytest.raises(TooBusy) as told:
        variant_name(file.blob, AVIF)
    assert (told.value.retry_after, made) == (3, [])
    past = timezone.now() - timedelta(seconds=1)
    assert StoredVariant.objects.filter(size=None).update(claimed_until=past) == 1
    assert variant_name(file.blob, AVIF)[1] == "image/avif"
    assert (made, rows(file)["full.avif"]) == (["avif"], stored_size(file, "full.avif"))


@pytest.mark.django_db(transaction=True)
def test_whoever_waits_for_another_process_is_answered_when_it_is_done(
    file: StoredFile, made: list[str]
) -> None:
    token = claiming.claim_copy(file.blob, AVIF.name)
    assert claiming.claim_copy(file.blob, AVIF.name) == ""

    def ask() -> tuple[str, str]:
        try:
            return variant_name(file.blob, AVIF)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(ask)
        default_storage.save(f"{file.blob.folder}/full.avif", ContentFile(b"theirs"))
        claiming.finish_copy(file.blob, AVIF.name, token, 6)
        assert waiting.result(10)[1] == "image/avif"
    assert made == []


def test_a_maker_that_was_replaced_changes_nothing(file: StoredFile) -> None:
    slow = claiming.claim_copy(file.blob, AVIF.name)
    past = timezone.now() - timedelta(seconds=1)
    StoredVariant.objects.filter(size=None).update(claimed_until=past)
    quick = claiming.claim_copy(file.blob, AVIF.name)
    claiming.give_up_copy(file.blob, AVIF.name, slow)
    claiming.finish_copy(file.blob, AVIF.name, slow, 1)
    assert rows(file)["full.avif"] is None
    claiming.finish_copy(file.blob, AVIF.name, quick, 2)
    assert rows(file)["full.avif"] == 2


def test_a_lost_race_for_the_row_spoils_no_transaction_around_it(
    file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    claiming.claim_copy(file.blob, AVIF.name)
    # As if the other's row came between the look and the insert.
    monkeypatch.setattr(claiming, "key_of", iter_keys(file.blob))
    with transaction.atomic():
        assert claiming.claim_copy(file.blob, AVIF.name) == ""
        assert StoredFile.objects.filter(pk=file.pk).exists()


def iter_keys(blob: Blob) -> Callable[[Blob, str], Any]:
    keys = iter([uuid5(blob.pk, "nothing"), uuid5(blob.pk, "full.avif")])
    return lambda _blob, _name: next(keys)


@pytest.mark.django_db(transaction=True)
def test_a_picture_removed_in_this_moment_is_not_found(file: StoredFile) -> None:
    blob = file.blob
    StoredFile.objects.all().delete()
    Blob.objects.all().delete()
    with pytest.raises(FileNotFound):
        variant_name(blob, AVIF)
    assert not StoredVariant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_copy_of_a_picture_removed_meanwhile_is_removed_too(
    file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob, encode = file.blob, encoding.encoded

    def removed_first(image: Any, format_name: str) -> bytes:
        StoredVariant.objects.all().delete()
        StoredFile.objects.all().delete()
        Blob.objects.all().delete()
        return encode(image, format_name)

    monkeypatch.setattr(encoding, "encoded", removed_first)
    with pytest.raises(FileNotFound):
        variant_name(blob, AVIF)
    assert not default_storage.exists(f"{blob.folder}/full.avif")


def test_a_failure_leaves_the_copy_for_the_next_to_make(
    file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(image: Any, format_name: str) -> bytes:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(encoding, "encoded", broken)
        with pytest.raises(MemoryError):
            variant_name(file.blob, AVIF)
    assert "full.avif" not in rows(file)
    assert variant_name(file.blob, AVIF)[1] == "image/avif"


def test_where_many_pictures_are_worked_on_a_variant_is_told_to_come_back(
    caller: Caller, file: StoredFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd = Crowd(1)
    monkeypatch.setattr(making, "picture_work", crowd)
    path = f"/api/files/{file.pk}?format=avif"
    with crowd.place():
        response = caller.get(path)
        assert body(caller.get(f"/api/files/{file.pk}"))
    assert (response.status_code, errors(response)) == (503, [("busy", None)])
    assert response["Retry-After"] == "3"
    assert body(caller.get(path))


@pytest.mark.parametrize(
    ("format_name", "size"), [("webp", (200, 100)), ("avif", (200, 100)), ("jpeg", (600, 300))]
)
def test_slow_encoders_get_so_many_pixels_only(
    caller: Caller,
    store: Callable[..., StoredFile],
    monkeypatch: pytest.MonkeyPatch,
    format_name: str,
    size: tuple[int, int],
) -> None:
    file = store(picture("PNG", (600, 300)))
    monkeypatch.setattr(encoding, "MOST_PIXELS", {"webp": 20_000, "avif": 20_000})
    response: Any = caller.get(f"/api/files/{file.pk}?format={format_name}")
    assert opened(body(response)).size == size


def test_a_variant_is_kept_beside_its_original_and_not_looked_for_again(
    caller: Caller, file: StoredFile, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/api/files/{file.pk}?format=jpeg"
    data = body(caller.get(path))
    assert rows(file)["full.jpeg"] == stored_size(file, "full.jpeg") == len(data)
    for asked in ("exists", "size"):
        monkeypatch.setattr(default_storage, asked, lambda _: pytest.fail("asked the storage"))
    assert body(caller.get(path)) == data
    assert made == ["jpeg"]
