import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.allowance import allowance_of
from accounts.models import Visitor
from accounts.services import delete_visitor
from files.accounting.models import Usage
from files.accounting.usage import true_usage
from files.claims import files_in_use
from files.errors import StorageLimit
from files.models import Blob, StoredFile
from files.pruning import prune_files
from generation import hiding, services, trash
from generation.access import history_of
from generation.errors import GenerationNotFound, InputNotFound, ParentUnusable
from generation.hiding import hide_pictures, mend_hidden
from generation.models import GOING, Generation, Status
from generation.running import run_next
from generation.services import Wish, requeue_generation, retry_generation, submit_generation
from generation.statistics import job_counts, jobs_per_day
from generation.tests.conftest import FakeProvider, Script, codes, upload
from generation.trash import (
    discard_generation,
    empty_trash,
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


def test_what_is_deleted_is_nowhere_but_in_the_trash(script: Script) -> None:
    key, other = asked(script), asked(script, "a hill")
    output = script.send("get", f"/api/generate/{key}").json()["outputImages"][0]
    assert script.send("get", output["url"]).status_code == 200
    assert script.send("delete", f"/api/generate/{key}").status_code == 204
    for path in (
        f"/api/generate/{key}",
        f"/api/generate/{key}/events",
        output["url"],
        output["thumbnailUrl"],
        f"/generations/{key}",
        f"/generations/{key}/fragment",
    ):
        assert script.send("get", path).status_code == 404, path
    for path in ("cancel", "retry"):
        assert script.send("post", f"/api/generate/{key}/{path}").status_code == 404
    assert script.send("delete", f"/api/generate/{key}").status_code == 404
    assert script.send("delete", output["url"]).status_code == 404
    listed = script.send("get", "/api/history").json()["results"]
    assert [(row["id"], row["deletedAt"]) for row in listed] == [(other, None)]
    (trashed,) = script.send("get", "/api/history?trash=1").json()["results"]
    assert (trashed["id"], trashed["deletedAt"][-1]) == (key, "Z")
    assert Script().send("get", "/api/history?trash=1").json()["results"] == []


def test_restoring_brings_all_of_it_back(script: Script) -> None:
    key = asked(script, inputImage=script.upload())
    before = script.send("get", f"/api/generate/{key}").json()
    script.send("delete", f"/api/generate/{key}")
    assert Script().send("post", f"/api/generate/{key}/restore").status_code == 404
    answer = script.send("post", f"/api/generate/{key}/restore")
    assert (answer.status_code, answer.json()) == (200, before)
    assert script.send("get", before["outputImages"][0]["url"]).status_code == 200
    assert script.send("post", f"/api/generate/{key}/restore").json() == before
    assert script.send("get", "/api/history?trash=1").json()["results"] == []


@pytest.mark.parametrize("is_trashed", [True, False])
def test_for_good_is_for_good(script: Script, *, is_trashed: bool) -> None:
    key = asked(script)
    if is_trashed:
        script.send("delete", f"/api/generate/{key}")
    assert Script().send("delete", f"/api/generate/{key}?permanent=1").status_code == 404
    assert script.send("delete", f"/api/generate/{key}?permanent=1").status_code == 204
    assert script.send("post", f"/api/generate/{key}/restore").status_code == 404
    assert (Generation.objects.count(), StoredFile.objects.count(), Blob.objects.count()) == (
        0,
        0,
        0,
    )
    assert Usage.objects.get().bytes == 0


def test_permanent_wants_a_yes_or_a_no(script: Script) -> None:
    key = asked(script)
    refused = script.send("delete", f"/api/generate/{key}?permanent=maybe")
    assert (refused.status_code, codes(refused)) == (400, [("invalid", "permanent")])
    assert script.send("delete", f"/api/generate/{key}?permanent=0").status_code == 204
    assert Generation.objects.get().trashed_at is not None


def test_the_trash_is_emptied_of_ones_own(script: Script, visitor: Visitor) -> None:
    keys = [asked(script), asked(script)]
    anothers = finished(visitor)
    trash_generation(anothers)
    for key in keys:
        script.send("delete", f"/api/generate/{key}")
    stays = asked(script, "a hill")
    assert script.send("delete", "/api/history/trash").status_code == 204
    assert {str(pk) for pk in Generation.objects.values_list("pk", flat=True)} == {
        stays,
        str(anothers.pk),
    }
    assert Script().send("delete", "/api/history/trash").status_code == 204


def test_without_a_trash_deleting_is_for_good(visitor: Visitor, settings: Settings) -> None:
    settings.TRASH_DAYS = 0
    trash_generation(finished(visitor))
    assert (Generation.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_the_allowance_is_settled_as_ever(visitor: Visitor) -> None:
    done, waiting = finished(visitor), submit_generation(visitor, Wish(prompt="later"))
    trash_generation(done)
    trash_generation(waiting)
    visitor.refresh_from_db()
    assert (allowance_of(visitor).used, visitor.allowance_used) == (1, 1)
    row = fresh(waiting)
    assert (row.status, row.is_settled, row.trashed_at is not None) == ("cancelled", True, True)
    run_next()
    assert fresh(waiting).status == Status.CANCELLED


def test_work_that_runs_is_stopped_and_leaves_nothing(
    visitor: Visitor, provider: FakeProvider
) -> None:
    act = provider.act

    def deleted_meanwhile(request: Any, progress: Any) -> Any:
        trash_generation(Generation.objects.get())
        return act(request, progress)

    provider.act = deleted_meanwhile
    made = submit_generation(visitor, Wish(prompt="a lake"))
    run_next()
    row = fresh(made)
    assert (row.status, row.outputs, StoredFile.objects.count()) == ("cancelled", [], 0)
    assert not Generation.objects.active().exists()


def test_a_file_something_else_uses_stays_in_sight(visitor: Visitor) -> None:
    first = finished(visitor)
    second = finished(visitor, image=first.outputs[0].pk)
    trash_generation(first)
    assert hidden() == set()
    trash_generation(second)
    assert hidden() == {first.outputs[0].pk, second.outputs[0].pk}
    restore_generation(second)
    assert hidden() == set()
    trash_generation(second)
    restore_generation(first)
    assert hidden() == {second.outputs[0].pk}


def test_an_input_is_not_trashed_and_not_pruned(visitor: Visitor) -> None:
    made = finished(visitor, image=upload())
    trash_generation(made)
    assert hidden() == {made.outputs[0].pk}
    StoredFile.objects.update(created_at=timezone.now() - timedelta(days=9))
    assert prune_files(dry_run=False) == 0
    assert StoredFile.objects.count() == 2
    assert default_storage.exists(made.outputs[0].blob.original)


def test_the_trash_counts_to_the_storage_until_it_is_emptied(visitor: Visitor) -> None:
    made = finished(visitor)
    size = made.outputs[0].size
    trash_generation(made)
    assert Usage.objects.get().bytes == true_usage(visitor.pk) == size
    empty_trash(visitor)
    assert Usage.objects.get().bytes == true_usage(visitor.pk) == 0


def test_nothing_goes_on_from_the_trash(visitor: Visitor) -> None:
    parent = finished(visitor)
    child = finished(visitor, parent_id=parent.pk)
    output = parent.outputs[0].pk
    trash_generation(parent)
    with pytest.raises(ParentUnusable):
        submit_generation(visitor, Wish(prompt="x", parent_id=parent.pk))
    # The child still uses the picture, but nothing of the trash is its parent.
    assert retry_generation(visitor, fresh(child)).parent_id is None
    Generation.objects.filter(pk=child.pk).delete()
    Generation.objects.kept().delete()
    hide_pictures(parent)
    assert hidden() == {output}
    with pytest.raises(InputNotFound):
        submit_generation(visitor, Wish(prompt="x", image=output))


def test_a_failed_one_in_the_trash_is_not_requeued(visitor: Visitor) -> None:
    made = finished(visitor)
    Generation.objects.update(status=Status.FAILED)
    trash_generation(made)
    assert requeue_generation(fresh(made)) is False


def test_figures_leave_the_trash_out(visitor: Visitor) -> None:
    finished(visitor)
    trash_generation(finished(visitor))
    assert (job_counts()["completed"], jobs_per_day()[-1]["total"]) == (1, 1)


def test_a_repeated_request_is_not_carried_out_again(script: Script) -> None:
    headers = {"Idempotency-Key": "one"}
    first = script.send("post", "/api/generate", {"prompt": "a lake"}, **headers).json()
    script.send("delete", f"/api/generate/{first['id']}")
    again = script.send("post", "/api/generate", {"prompt": "a lake"}, **headers)
    assert (again.status_code, again.json()["id"]) == (202, first["id"])
    assert Generation.objects.count() == 1


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


def page_of(client: Client, prompt: str = "a lighthouse") -> Generation:
    assert client.post("/editor", {"prompt": prompt}).status_code == 302
    run_next()
    return Generation.objects.latest("id")


def test_the_history_offers_to_undo(client: Client) -> None:
    made = page_of(client)
    answer = client.post(f"/generations/{made.pk}/delete", follow=True)
    assert answer.redirect_chain == [(f"/history?deleted={made.pk}", 302)]
    assert (answer.context["deleted"], answer.context["page"].rows) == (made, [])
    undo = f"/generations/{made.pk}/restore"
    assert f'action="{undo}"' in answer.content.decode()
    back = client.post(undo, follow=True)
    assert back.redirect_chain == [("/history", 302)]
    assert "It is back in your history." in back.content.decode()
    assert back.context["page"].rows == [made]
    assert client.get(f"/history?deleted={made.pk}").context["deleted"] is None
    assert client.get("/history?deleted=nonsense").context["deleted"] is None


def test_the_trash_says_how_long_and_offers_both_ways(client: Client) -> None:
    made = page_of(client)
    client.post(f"/generations/{made.pk}/delete")
    page = client.get("/history/trash")
    text = page.content.decode()
    assert page.context["page"].rows == [made]
    assert "30 days left" in text
    assert f"{made.pk}/restore" in text
    assert f"{made.pk}/discard" in text
    assert "/history/trash/empty" in text
    restored = client.post(f"/generations/{made.pk}/restore", {"stay": "1"})
    assert restored["Location"] == "/history/trash"
    client.post(f"/generations/{made.pk}/delete")
    gone = client.post(f"/generations/{made.pk}/discard", follow=True)
    assert "Deleted for good." in gone.content.decode()
    assert "Nothing in the trash" in gone.content.decode()
    assert not Generation.objects.exists()


def test_the_trash_page_is_emptied(client: Client) -> None:
    for prompt in ("one", "two"):
        client.post(f"/generations/{page_of(client, prompt).pk}/delete")
    answer = client.post("/history/trash/empty", follow=True)
    assert "The trash is empty." in answer.content.decode()
    assert not Generation.objects.exists()


def test_the_trash_by_htmx_is_only_the_items(client: Client) -> None:
    client.post(f"/generations/{page_of(client).pk}/delete")
    part = client.get("/history/trash", headers={"HX-Request": "true"})
    assert next(template.name for template in part.templates) == "generation/_trash_items.html"


@pytest.mark.parametrize("path", ["restore", "discard"])
def test_anothers_trash_is_out_of_reach(client: Client, path: str) -> None:
    made = page_of(Client())
    Generation.objects.update(trashed_at=timezone.now())
    assert client.post(f"/generations/{made.pk}/{path}").status_code == 404
    assert client.get("/history/trash").context["page"].rows == []
    assert Generation.objects.count() == 1


def test_the_trash_asks_the_database_as_often_for_many(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.post(f"/generations/{page_of(client).pk}/delete")
    with django_assert_num_queries(4):
        client.get("/history/trash")
    for number in range(3):
        client.post(f"/generations/{page_of(client, str(number)).pk}/delete")
    with django_assert_num_queries(4):
        client.get("/history/trash")
