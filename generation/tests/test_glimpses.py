"""Unfinished pictures: seen by their owner while the work goes on, and gone after it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import Visitor
from generation import leases
from generation.glimpses import SIDE, glimpse_of, keep_glimpse
from generation.heartbeat import Heartbeat, JobStopped
from generation.leases import MAX_LOSSES
from generation.models import Generation, Glimpse, Status
from generation.progress import JobProgress
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.reaper import reap
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider, Script, one_picture
from generation.trash import discard_generation

pytestmark = pytest.mark.django_db(transaction=True)
GRAY = Image.new("RGB", (1600, 800), "gray")


def at(script: Script, row: Generation | str, what: str = "") -> Any:
    return script.send("get", f"/api/generate/{getattr(row, 'pk', row)}{what}")


def test_glimpse_is_seen_while_it_is_made_and_by_nobody_else(
    script: Script, provider: FakeProvider
) -> None:
    made = script.send("post", "/api/generate", {"prompt": "a lake"}).json()
    assert made["glimpseUrl"] is None
    seen: dict[str, Any] = {}

    def showing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        progress.show(GRAY)
        state = at(script, made["id"]).json()
        seen["url"] = state["glimpseUrl"]
        seen["answer"] = at(script, made["id"], "/glimpse")
        seen["page"] = script.send("get", f"/generations/{made['id']}").content.decode()
        seen["stranger"] = Script().send("get", f"/api/generate/{made['id']}/glimpse").status_code
        progress.show(GRAY)
        seen["next"] = at(script, made["id"]).json()["glimpseUrl"]
        return one_picture(request, progress)

    provider.act = showing
    run_next()
    path = f"/api/generate/{made['id']}/glimpse"
    assert seen["url"] == f"http://testserver{path}?v=1"
    assert seen["next"] == f"http://testserver{path}?v=2"
    assert f'src="{path}?v=1"' in seen["page"]
    answer = seen["answer"]
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(answer.content)).size == (SIDE, SIDE // 2)
    assert seen["stranger"] == 404
    state = at(script, made["id"]).json()
    assert (state["status"], state["glimpseUrl"]) == ("completed", None)
    assert at(script, made["id"], "/glimpse").status_code == 404
    assert Glimpse.objects.count() == 0


def test_glimpse_goes_when_the_work_fails(visitor: Visitor, provider: FakeProvider) -> None:
    def failing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        progress.show(GRAY)
        raise ProviderError("broken", "It broke.")

    provider.act = failing
    row = submit_generation(visitor, Wish(prompt="a lake"))
    run_next()
    row.refresh_from_db()
    assert (row.status, row.glimpses) == (Status.FAILED, 1)
    assert Glimpse.objects.count() == 0


@pytest.mark.parametrize(("losses", "status"), [(0, "pending"), (MAX_LOSSES - 1, "failed")])
def test_glimpse_of_a_dead_worker_goes_with_it(
    visitor: Visitor, provider: FakeProvider, losses: int, status: str
) -> None:
    row = submit_generation(visitor, Wish(prompt="a lake"))
    held = leases.claim_next()
    assert held is not None
    assert keep_glimpse(held, GRAY)
    assert leases.show_glimpse(held)
    silent = timezone.now() - timedelta(seconds=1)
    Generation.objects.filter(pk=row.pk).update(lease_until=silent, losses=losses)
    reap()
    row.refresh_from_db()
    assert (row.status, row.glimpse_url) == (status, "")
    assert Glimpse.objects.count() == 0


def test_glimpse_of_an_attempt_before_is_not_the_next_ones(
    script: Script, provider: FakeProvider
) -> None:
    made = script.send("post", "/api/generate", {"prompt": "a lake"}).json()
    held = leases.claim_next()
    assert held is not None
    assert keep_glimpse(held, GRAY)
    assert leases.show_glimpse(held)
    Generation.objects.filter(pk=made["id"]).update(**leases.WAITING)
    assert at(script, made["id"], "/glimpse").status_code == 404
    seen: list[Any] = []

    def looking(request: ProviderRequest, progress: Progress) -> ProviderResult:
        seen.append(at(script, made["id"]).json()["glimpseUrl"])
        seen.append(at(script, made["id"], "/glimpse").status_code)
        progress.show(GRAY.crop((0, 0, 400, 800)))
        answer = at(script, made["id"], "/glimpse")
        seen.append(Image.open(io.BytesIO(answer.content)).size)
        return one_picture(request, progress)

    provider.act = looking
    run_next()
    assert seen == [None, 404, (SIDE // 2, SIDE)]
    assert Glimpse.objects.count() == 0


def test_showing_stops_when_the_claim_or_the_row_is_gone(
    visitor: Visitor, provider: FakeProvider
) -> None:
    row = submit_generation(visitor, Wish(prompt="a lake"))
    held = leases.claim_next()
    assert held is not None
    with Heartbeat(held, lambda: None) as heartbeat:
        progress = JobProgress(held, heartbeat)
        Generation.objects.filter(pk=row.pk).update(claim="somebody else's")
        with pytest.raises(JobStopped):
            progress.show(GRAY)
    discard_generation(Generation.objects.get(pk=row.pk))
    assert not keep_glimpse(held, GRAY)
    assert glimpse_of(row.pk) is None
