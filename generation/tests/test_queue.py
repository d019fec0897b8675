from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Visitor
from generation import leases
from generation.models import Generation, Status
from generation.positions import queue_positions
from generation.queue import spend_tickets, top_up_tickets
from generation.reaper import reap
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider

pytestmark = pytest.mark.django_db(transaction=True)


def submit_many(visitor: Visitor, count: int) -> list[Generation]:
    return [submit_generation(visitor, Wish(prompt=str(number))) for number in range(count)]


def expire() -> None:
    Generation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_hundred_jobs_do_not_hold_up_anothers_first(
    new_visitor: Callable[[], Visitor], provider: FakeProvider, settings: object
) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 500, "free": 1, "pro": 1}  # type: ignore[attr-defined]
    greedy, modest = new_visitor(), new_visitor()
    submit_many(greedy, 100)
    for _ in range(3):
        leases.claim_next()
    (job,) = submit_many(modest, 1)
    claimed = [leases.claim_next(), leases.claim_next()]
    assert job in claimed


def test_jobs_of_two_visitors_alternate(
    new_visitor: Callable[[], Visitor], provider: FakeProvider
) -> None:
    first, second = new_visitor(), new_visitor()
    submit_many(first, 3)
    submit_many(second, 3)
    order = [claimed.owner for _ in range(6) if (claimed := leases.claim_next())]
    assert order == [first, second] * 3


def test_positions_count_from_one(visitor: Visitor, provider: FakeProvider) -> None:
    jobs = submit_many(visitor, 3)
    wanted = {job.pk for job in jobs[1:]}
    assert queue_positions(wanted) == {jobs[1].pk: 2, jobs[2].pk: 3}


def test_tickets_run_every_job(visitor: Visitor, provider: FakeProvider) -> None:
    submit_many(visitor, 3)
    spend_tickets()
    assert set(Generation.objects.values_list("status", flat=True)) == {Status.COMPLETED}


def test_lost_tickets_are_topped_up(visitor: Visitor, provider: FakeProvider) -> None:
    submit_many(visitor, 2)
    DBTaskResult.objects.all().delete()
    assert (top_up_tickets(), top_up_tickets()) == (2, 0)
    spend_tickets()
    assert Generation.objects.filter(status=Status.COMPLETED).count() == 2


def test_reaper_puts_back_what_a_dead_worker_held(visitor: Visitor, provider: FakeProvider) -> None:
    submit_many(visitor, 1)
    leases.claim_next()
    reap()
    assert Generation.objects.get().status == Status.PROCESSING
    expire()
    reap()
    assert Generation.objects.get().status == Status.PENDING
    spend_tickets()
    assert Generation.objects.get().status == Status.COMPLETED


def test_reaper_gives_up_on_work_that_kills_every_worker(
    visitor: Visitor, provider: FakeProvider
) -> None:
    submit_many(visitor, 1)
    for _ in range(leases.MAX_LOSSES):
        assert leases.claim_next() is not None
        expire()
        reap()
    generation = Generation.objects.get()
    assert (generation.status, generation.error_code) == ("failed", "worker_lost")
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 0


def test_reaper_settles_what_a_crash_left_open(visitor: Visitor, provider: FakeProvider) -> None:
    submit_many(visitor, 1)
    long_ago = timezone.now() - timedelta(minutes=1)
    Generation.objects.update(status=Status.CANCELLED, completed_at=long_ago)
    reap()
    reap()
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, Generation.objects.get().is_settled) == (0, True)
