from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.allowance import allowance_of
from accounts.models import Visitor
from files.accounting.models import Usage
from files.accounting.usage import true_usage
from files.models import Blob, StoredFile
from files.pruning import prune_files
from generation.errors import InputNotFound, ParentUnusable
from generation.hiding import hide_pictures
from generation.models import Generation, Status
from generation.running import run_next
from generation.services import Wish, requeue_generation, retry_generation, submit_generation
from generation.statistics import job_counts, jobs_per_day
from generation.tests.conftest import FakeProvider, Script, codes, upload
from generation.trash import (
    empty_trash,
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
