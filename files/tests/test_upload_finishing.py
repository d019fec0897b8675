"""Races, crashes and refusals: an upload becomes one file, or none."""

import hashlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User, Visitor
from accounts.visitors import join_user
from files.crowd import Crowd
from files.errors import StorageLimit
from files.models import StoredFile, Upload
from files.resumable import finishing
from files.resumable.finishing import finish_upload
from files.resumable.pieces import assembled
from files.storing import store_picture
from files.tests.conftest import Caller, errors, kept, picture
from files.tests.uploading import Tus, noise, upload_of

AT_ONCE = 8

State = Upload.State


@pytest.fixture
def tus(caller: Caller) -> Tus:
    return Tus(caller)


def in_threads(work: Callable[[int], Any], count: int = AT_ONCE) -> list[Any]:
    """What `count` threads return that begin together, each with connections of its own."""
    ready = threading.Barrier(count)

    def run(number: int) -> Any:
        ready.wait()
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(run, range(count)))


def whole(tus: Tus, data: bytes, visitor: Visitor) -> Upload:
    """An upload whose bytes are all here and whose picture is not made yet, as after a crash."""
    path = tus.begin(len(data) + 1)
    tus.patch(path, data, 0)
    Upload.objects.update(length=len(data))
    return upload_of(path)


@pytest.mark.django_db(transaction=True)
def test_of_pieces_at_once_one_is_taken_and_none_is_mixed(tus: Tus, media: Path) -> None:
    path, size = tus.begin(300_000 * AT_ONCE), 300_000
    sent = [bytes([number]) * size for number in range(AT_ONCE)]
    responses = in_threads(lambda number: tus.patch(path, sent[number], 0))
    statuses = [response.status_code for response in responses]
    assert sorted(statuses) == [204] + [409] * (AT_ONCE - 1)
    upload = upload_of(path)
    with assembled(upload) as stored:
        assert stored.read() == sent[statuses.index(204)]
    assert len(kept(media)) == 1


@pytest.mark.django_db(transaction=True)
def test_small_pieces_at_once_leave_one_row_of_bytes(tus: Tus, media: Path) -> None:
    path = tus.begin(1000)
    for _ in range(5):
        offset = int(tus.head(path)["Upload-Offset"])
        responses = in_threads(lambda n, at=offset: tus.patch(path, bytes([n]) * 7, at))  # type: ignore[misc]
        assert sorted(each.status_code for each in responses) == [204] + [409] * (AT_ONCE - 1)
    with assembled(upload_of(path)) as stored:
        data = stored.read()
    assert len(data) == 35
    assert all(len(set(data[begin : begin + 7])) == 1 for begin in range(0, 35, 7))
    assert len(kept(media)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_finish_at_once_make_one_file(tus: Tus, visitor: Visitor) -> None:
    upload = whole(tus, noise(), visitor)
    responses = in_threads(lambda _: tus.head(upload.url))
    assert {response.status_code for response in responses} == {200}
    assert StoredFile.objects.count() == 1
    named = {response.headers.get("X-File-Id") for response in responses}
    assert named == {str(StoredFile.objects.get().pk)}


@pytest.mark.django_db
def test_every_byte_is_in_its_place(tus: Tus) -> None:
    data = noise(300)
    path = tus.begin(len(data) + 1)
    offset = 0
    for size in (1, 2, 100_000, 3, 70_000, 65_536):
        tus.patch(path, data[offset : offset + size], offset)
        offset += size
    tus.patch(path, data[offset:], offset)
    with assembled(upload_of(path)) as stored:
        assert hashlib.sha256(stored.read()).digest() == hashlib.sha256(data).digest()


@pytest.mark.django_db
def test_tiny_pieces_come_to_few_objects(
    tus: Tus, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("files.resumable.pieces.SMALL", 64)
    data = bytes(range(200))
    path = tus.begin(900)
    for offset in range(200):
        tus.patch(path, data[offset : offset + 1], offset)
    assert len(kept(media)) == len(upload_of(path).pieces) == 4
    with assembled(upload_of(path)) as stored:
        assert stored.read() == data


@pytest.mark.django_db
@pytest.mark.parametrize("asking", ["head", "patch", "put"])
def test_after_a_crash_whoever_asks_finishes(tus: Tus, visitor: Visitor, asking: str) -> None:
    data = picture()
    upload = whole(tus, data, visitor)
    response = {
        "head": lambda: tus.head(upload.url),
        "patch": lambda: tus.patch(upload.url, b"", len(data)),
        "put": lambda: tus.put(upload.url, b"", f"bytes */{len(data)}"),
    }[asking]()
    assert response["X-File-Id"] == str(StoredFile.objects.get().pk)


@pytest.mark.django_db
def test_a_claim_that_ran_out_is_taken_over(tus: Tus, visitor: Visitor) -> None:
    upload = whole(tus, picture(), visitor)
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.update(state=State.FINISHING, claim="dead", claimed_until=past)
    assert tus.head(upload.url)["X-File-Id"] == str(StoredFile.objects.get().pk)


@pytest.fixture
def claimed_by_another(tus: Tus, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> Upload:
    monkeypatch.setattr(finishing, "WAIT_SECONDS", 0.02)
    upload = whole(tus, picture(), visitor)
    future = timezone.now() + timedelta(minutes=1)
    Upload.objects.update(state=State.FINISHING, claim="alive", claimed_until=future)
    return upload


@pytest.mark.django_db
def test_while_another_finishes_head_answers_without_the_file(
    tus: Tus, claimed_by_another: Upload
) -> None:
    response = tus.head(claimed_by_another.url)
    assert (response.status_code, "X-File-Id" in response) == (200, False)
    assert response["Upload-Offset"] == str(claimed_by_another.length)


@pytest.mark.django_db
def test_while_another_finishes_a_piece_is_423(tus: Tus, claimed_by_another: Upload) -> None:
    upload = claimed_by_another
    response = tus.patch(upload.url, b"", upload.offset)
    assert (response.status_code, errors(response)) == (423, [("upload_locked", None)])
    assert response["Retry-After"] == "2"


@pytest.mark.django_db
def test_while_another_finishes_asking_is_202(tus: Tus, claimed_by_another: Upload) -> None:
    upload = claimed_by_another
    response = tus.put(upload.url, b"", "bytes */*")
    assert (response.status_code, response["Range"]) == (202, f"bytes=0-{upload.offset - 1}")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"hello hello", 415, "unsupported_image"),
        (picture("JPEG")[:300], 422, "invalid_image"),
    ],
)
def test_a_refused_picture_leaves_nothing_and_is_gone(
    tus: Tus, media: Path, data: bytes, status: int, code: str
) -> None:
    path = tus.begin(len(data))
    response = tus.patch(path, data, 0)
    assert (response.status_code, errors(response)) == (status, [(code, None)])
    assert response["Tus-Resumable"] == "1.0.0"
    assert (kept(media), StoredFile.objects.count()) == ([], 0)
    assert tus.head(path).status_code == 410
    again = tus.patch(path, b"", len(data))
    assert (again.status_code, errors(again)) == (410, [("upload_gone", None)])
    assert upload_of(path).error_code == code


@pytest.mark.django_db
def test_where_many_are_at_work_the_bytes_stay_and_it_can_be_finished_later(tus: Tus) -> None:
    data = picture()
    path = tus.begin(len(data))
    with pytest.MonkeyPatch.context() as patch:
        crowd = Crowd(1)
        patch.setattr("files.storing.picture_work", crowd)
        with crowd.place():
            response = tus.patch(path, data, 0)
            assert (response.status_code, errors(response)) == (503, [("busy", None)])
            assert response["Retry-After"] == "3"
            # A 503 here would make clients of tus begin anew.
            assert tus.head(path).status_code == 423
    assert upload_of(path).state == State.OPEN
    assert tus.head(path)["X-File-Id"] == str(StoredFile.objects.get().pk)


@pytest.mark.django_db
def test_past_the_storage_limit_the_upload_stays(tus: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise StorageLimit

    data = picture()
    path = tus.begin(len(data))
    with monkeypatch.context() as patch:
        patch.setattr(finishing, "store_picture", refuse)
        response = tus.patch(path, data, 0)
    assert (response.status_code, errors(response)) == (413, [("storage_limit", None)])
    assert tus.patch(path, b"", len(data))["X-File-Id"]


@pytest.mark.django_db
def test_what_breaks_while_it_is_finished_lets_go_of_it(
    tus: Tus, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    upload = whole(tus, picture(), visitor)
    with monkeypatch.context() as patch:
        patch.setattr(finishing, "store_picture", break_down)
        assert tus.head(upload.url).status_code == 500
    upload.refresh_from_db()
    assert (upload.state, upload.claim) == (State.OPEN, "")
    assert finish_upload(upload).is_done


@pytest.mark.django_db
def test_an_upload_ended_while_it_is_finished_leaves_no_file(
    tus: Tus, visitor: Visitor, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = whole(tus, picture(), visitor)
    store = store_picture

    def end_first(*args: Any, **kwargs: Any) -> StoredFile:
        assert tus.ask("DELETE", upload.url).status_code == 204
        return store(*args, **kwargs)

    monkeypatch.setattr(finishing, "store_picture", end_first)
    assert tus.patch(upload.url, b"", upload.offset).status_code == 410
    assert (StoredFile.objects.count(), kept(media)) == (0, [])


@pytest.mark.django_db
def test_lost_bytes_are_told(tus: Tus, visitor: Visitor, media: Path) -> None:
    upload = whole(tus, picture(), visitor)
    (media / kept(media)[0]).unlink()
    response = tus.patch(upload.url, b"", upload.offset)
    assert (response.status_code, errors(response)) == (410, [("upload_gone", None)])
    assert upload_of(upload.url).error_detail.startswith("Bytes of this upload were lost")


@pytest.mark.django_db
def test_uploads_move_when_their_owner_signs_in(tus: Tus, visitor: Visitor, user: User) -> None:
    data = picture()
    path = tus.begin(len(data))
    tus.patch(path, data[:50], 0)
    Visitor.objects.create(user=user, key_hash="there already")
    owner = join_user(visitor, user)
    assert (owner.pk != visitor.pk, upload_of(path).owner) == (True, owner)


@pytest.mark.django_db
def test_uploads_go_with_their_owner(tus: Tus, visitor: Visitor, media: Path) -> None:
    from accounts.signals import account_leaving

    tus.patch(tus.begin(90), b"x" * 40, 0)
    account_leaving.send(Visitor, visitor=visitor)
    assert (Upload.objects.count(), kept(media)) == (0, [])
