"""What is in the trash goes for good, at the right moment and once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from accounts.services import delete_visitor
from files.accounting.models import Usage
from files.claims import files_in_use
from files.errors import StorageLimit
from files.models import Blob, StoredFile
from generation import hiding, services, trash
from generation.access import history_of
from generation.errors import GenerationNotFound
from generation.hiding import mend_hidden
from generation.models import GOING, Generation
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider, Script, codes, upload
from generation.trash import (
    discard_generation,
    purge_trash,
    restore_generation,
    trash_generation,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("provider")]


def fresh(generation: Generation) -> Generation:
    return Generation.objects.with_images().get(pk=generation.pk)


def finished(visitor: Visitor, **wish: Any) -> Generation:
    made = submit_generation(visitor, Wish(**{"prompt": "a lake", **wish}))
    run_next()
    return fresh(made)


def age(generation: Generation, days: float) -> None:
    then = timezone.now() - timedelta(days=days)
    Generation.objects.filter(pk=generation.pk).update(trashed_at=then)


def hidden() -> set[Any]:
    rows = StoredFile.objects.exclude(trashed_at=None)
    return set(rows.values_list("pk", flat=True))


def asked(script: Script, prompt: str = "a lake", **body: Any) -> str:
    made = script.send("post", "/api/generate", {"prompt": prompt, **body}).json()
    run_next()
    return str(made["id"])


def test_after_thirty_days_it_goes_for_good(visitor: Visitor, settings: Settings) -> None:
    settings.TRASH_DAYS = 30
    old, young, kept = (finished(visitor, prompt=str(number)) for number in range(3))
    for generation in (old, young):
        trash_generation(generation)
    age(old, 30.1)
    age(young, 29.9)
    assert fresh(young).days_left == 1
    assert (purge_trash(dry_run=True), Generation.objects.count()) == (1, 3)
    assert purge_trash(dry_run=False) == 1
    assert set(Generation.objects.all()) == {young, kept}
    assert StoredFile.objects.count() == 2
    assert purge_trash(dry_run=False) == 0


def test_what_a_crash_left_half_removed_cannot_be_had_back_and_goes(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = finished(visitor)
    with monkeypatch.context() as patched:
        patched.setattr(trash, "_remove", lambda _generation: None)
        discard_generation(made)
    assert fresh(made).trashed_at == GOING
    assert not history_of(visitor, trash=True).exists()
    with pytest.raises(GenerationNotFound):
        restore_generation(made)
    assert purge_trash(dry_run=False) == 1
    assert not StoredFile.objects.exists()


def test_of_restoring_and_purging_at_once_one_wins(visitor: Visitor) -> None:
    made = [finished(visitor, prompt=str(number)) for number in range(8)]
    for generation in made:
        trash_generation(generation)
        age(generation, 99)
    gate = threading.Barrier(2)

    def restore() -> int:
        gate.wait()
        restored = 0
        try:
            for generation in reversed(made):
                try:
                    restore_generation(generation)
                except GenerationNotFound:
                    continue
                restored += 1
        finally:
            connection.close()
        return restored

    def purge() -> int:
        gate.wait()
        try:
            return purge_trash(dry_run=False)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        restoring, purging = threads.submit(restore), threads.submit(purge)
        restored, purged = restoring.result(), purging.result()
    assert restored + purged == 8
    assert Generation.objects.kept().count() == StoredFile.objects.count() == restored
    assert hidden() == set()


def test_deleting_twice_at_once_is_one_deletion(visitor: Visitor) -> None:
    made = finished(visitor)
    trash_generation(made)
    with pytest.raises(GenerationNotFound):
        trash_generation(made)
    discard_generation(made)
    with pytest.raises(GenerationNotFound):
        discard_generation(made)


def test_what_is_taken_up_as_it_goes_is_shown(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = finished(visitor)
    look, looks = hiding._out_of_sight, iter(range(9))

    def meanwhile(file_ids: set[Any]) -> set[Any]:
        unseen = look(file_ids)
        if next(looks) == 0:
            submit_generation(visitor, Wish(prompt="x", image=made.outputs[0].pk))
        return unseen

    monkeypatch.setattr(hiding, "_out_of_sight", meanwhile)
    trash_generation(made)
    assert hidden() == set()


def test_a_request_takes_its_picture_out_of_the_trash(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = finished(visitor)
    keep = services._keep

    def meanwhile(*args: Any) -> None:
        trash_generation(made)
        assert hidden() == {made.outputs[0].pk}
        keep(*args)

    monkeypatch.setattr(services, "_keep", meanwhile)
    submit_generation(visitor, Wish(prompt="x", image=made.outputs[0].pk))
    assert hidden() == set()


def test_wrongly_hidden_files_are_shown_again(visitor: Visitor) -> None:
    wrong, right = finished(visitor), finished(visitor)
    trash_generation(right)
    StoredFile.objects.update(trashed_at=timezone.now())
    assert (mend_hidden(dry_run=True), len(hidden())) == (1, 2)
    assert mend_hidden(dry_run=False) == 1
    assert hidden() == {right.outputs[0].pk}
    assert mend_hidden(dry_run=False) == 0
    assert files_in_use({wrong.outputs[0].pk}) == {wrong.outputs[0].pk}


def test_a_leaving_visitor_takes_the_trash_along(visitor: Visitor) -> None:
    trash_generation(finished(visitor))
    delete_visitor(visitor)
    assert (Generation.objects.count(), Blob.objects.count(), Usage.objects.count()) == (0, 0, 0)


def test_a_full_storage_refuses_new_work_and_keeps_what_runs(
    script: Script, provider: FakeProvider, settings: Settings
) -> None:
    key = asked(script)
    size = StoredFile.objects.get().size
    running = script.send("post", "/api/generate", {"prompt": "under way"}).json()["id"]
    settings.STORAGE_LIMITS = {"anonymous": size, "free": size, "pro": size}
    visitor = Visitor.objects.get()
    taken = visitor.allowance_taken
    for path, body in (
        ("/api/generate", {"prompt": "more"}),
        (f"/api/generate/{key}/retry", None),
    ):
        refused = script.send("post", path, body)
        assert (refused.status_code, codes(refused)) == (413, [("storage_limit", None)])
    visitor.refresh_from_db()
    assert visitor.allowance_taken == taken
    run_next()
    done = script.send("get", f"/api/generate/{running}").json()
    assert (done["status"], len(done["outputImages"])) == ("completed", 1)
    assert Usage.objects.get().bytes > size
    # The way out that the message names.
    script.send("delete", f"/api/generate/{running}")
    assert script.send("post", "/api/generate", {"prompt": "more"}).status_code == 413
    script.send("delete", "/api/history/trash")
    script.send("delete", f"/api/generate/{key}?permanent=1")
    assert script.send("post", "/api/generate", {"prompt": "more"}).status_code == 202


def test_a_refused_upload_keeps_no_picture_and_no_job(visitor: Visitor, settings: Settings) -> None:
    settings.STORAGE_LIMITS = {"anonymous": 1, "free": 1, "pro": 1}
    with pytest.raises(StorageLimit):
        submit_generation(visitor, Wish(prompt="x", image=upload()))
    assert (Generation.objects.count(), StoredFile.objects.count()) == (0, 0)
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 0
