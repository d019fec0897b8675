"""What is put right after crashes, broken connections and threads that met something odd."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from accounts.errors import IdempotencyInProgress
from accounts.models import Visitor
from generation import heartbeat, leases, reaper, settlement
from generation.errors import GenerationNotFound
from generation.hub import Hub, Subscription
from generation.models import Generation, GenerationImage, Status
from generation.running import Outcome, run_next
from generation.services import (
    Wish,
    cancel_generation,
    requeue_generation,
    submit_generation,
)
from generation.settlement import QUIET, mend_allowances
from generation.tests.conftest import FakeProvider
from generation.tests.streaming import EndingHub, changed, data, following, rest, watched
from generation.trash import discard_generation

pytestmark = pytest.mark.django_db(transaction=True)


def taken(visitor: Visitor) -> tuple[int, int]:
    visitor.refresh_from_db()
    return visitor.allowance_taken, visitor.allowance_used


def submitted(visitor: Visitor) -> Generation:
    return submit_generation(visitor, Wish(prompt="a lake"))


def test_a_crash_between_allowance_and_row_takes_nothing(
    visitor: Visitor, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(links: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(GenerationImage.objects, "bulk_create", die)
        with pytest.raises(SystemExit):
            submitted(visitor)
    assert (taken(visitor), Generation.objects.count()) == ((0, 0), 0)


def test_counters_that_a_crash_left_wrong_are_mended_once_they_are_quiet(
    visitor: Visitor, provider: FakeProvider
) -> None:
    submitted(visitor)
    submitted(visitor)
    run_next()
    Visitor.objects.filter(pk=visitor.pk).update(allowance_taken=9)
    assert mend_allowances(dry_run=False) == 0
    long_ago = timezone.now() - QUIET - timedelta(minutes=1)
    Visitor.objects.filter(pk=visitor.pk).update(allowance_at=long_ago)
    assert (mend_allowances(dry_run=True), taken(visitor)) == (1, (9, 1))
    assert (mend_allowances(dry_run=False), taken(visitor)) == (1, (2, 1))
    assert mend_allowances(dry_run=False) == 0


def test_deleting_a_failed_one_that_nobody_settled_gives_its_allowance_back(
    visitor: Visitor, provider: FakeProvider
) -> None:
    generation = submitted(visitor)
    claimed = leases.claim_next()
    assert claimed is not None
    leases.fail(claimed, code="x", detail="x", suggestions=[])
    discard_generation(generation)
    assert taken(visitor) == (0, 0)


def test_a_requeued_one_takes_its_turn_and_forgets_its_failure(
    visitor: Visitor, new_visitor: Any, provider: FakeProvider
) -> None:
    generation = submitted(visitor)
    Generation.objects.update(status=Status.FAILED, suggestions=["Say it otherwise."], turn=0)
    other = submitted(new_visitor())
    Generation.objects.filter(pk=other.pk).update(turn=500)
    assert requeue_generation(generation)
    generation.refresh_from_db()
    assert (generation.turn, generation.suggestions) == (500, [])


def test_lost_workers_are_counted_apart_from_tries(
    visitor: Visitor, provider: FakeProvider
) -> None:
    generation = submitted(visitor)
    for _ in range(2):
        leases.claim_next()
        Generation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        reaper.reap()
    generation.refresh_from_db()
    assert (generation.status, generation.attempts, generation.losses) == ("pending", 0, 2)


def test_work_that_loses_every_worker_ends(visitor: Visitor, provider: FakeProvider) -> None:
    generation = submitted(visitor)
    leases.claim_next()
    silent = timezone.now() - timedelta(seconds=1)
    Generation.objects.update(lease_until=silent, losses=leases.MAX_LOSSES - 1)
    reaper.reap()
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == ("failed", "worker_lost")
    assert taken(visitor) == (0, 0)


def test_a_worker_that_is_to_end_claims_nothing(
    visitor: Visitor, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = submitted(visitor)
    ending = threading.Event()
    ending.set()
    monkeypatch.setattr(heartbeat.Heartbeat, "shutting_down", ending)
    assert run_next() is Outcome.IDLE
    generation.refresh_from_db()
    assert (generation.status, generation.attempts) == ("pending", 0)


def test_a_round_that_fails_is_not_the_reapers_last(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    rounds: list[int] = []

    def break_once() -> None:
        rounds.append(len(rounds))
        if len(rounds) == 1:
            raise KeyError("something odd")
        stop.set()

    monkeypatch.setattr(reaper, "reap", break_once)
    monkeypatch.setattr(reaper, "EVERY_SECONDS", 0.01)
    reaper.reap_forever(stop)
    assert rounds == [0, 1]


def test_a_beat_that_fails_closes_the_connection_and_the_next_renews(
    visitor: Visitor, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(visitor)
    claimed = leases.claim_next()
    assert claimed is not None
    renewed = threading.Event()
    beats: list[str] = []

    def renew(generation: Generation) -> bool:
        beats.append("beat")
        if len(beats) == 1:
            raise OperationalError("the connection is closed")
        renewed.set()
        return True

    monkeypatch.setattr(heartbeat, "renew", renew)
    monkeypatch.setattr(heartbeat, "WATCH_SECONDS", 0.01)
    closing = SimpleNamespace(close=lambda: beats.append("closed"))
    monkeypatch.setattr("generation.heartbeat.connection", closing)
    monkeypatch.setattr("django.conf.settings.LEASE_SECONDS", 0.03)
    with heartbeat.Heartbeat(claimed, lambda: None):
        assert renewed.wait(30)
    assert beats[:3] == ["beat", "closed", "beat"]


def test_one_readers_trouble_is_not_the_others(hub: EndingHub, generation: Generation) -> None:
    def broken(generation: Generation, position: int | None) -> str:
        raise KeyError("something odd")

    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        odd = Subscription(
            generation_id=generation.pk,
            shape=broken,
            audience="odd",
            loop=asyncio.get_running_loop(),
            events=asyncio.Queue(),
        )
        hub.subscribe(odd)
        await changed(generation, status=Status.PROCESSING, progress=10)
        assert await asyncio.wait_for(odd.events.get(), 20) is None
        assert data(await following(events))["progress"] == 10
        hub.unsubscribe(odd)

    watched(generation, story)


def test_an_event_is_made_once_for_all_who_see_the_same(
    hub: EndingHub, generation: Generation
) -> None:
    made: list[int] = []

    def shape(generation: Generation, position: int | None) -> str:
        made.append(generation.progress)
        return "event"

    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        readers = [
            Subscription(
                generation_id=generation.pk,
                shape=shape,
                audience=audience,
                loop=asyncio.get_running_loop(),
                events=asyncio.Queue(),
                seen=(generation.version, 1),
            )
            for audience in ("one", "one", "other")
        ]
        for reader in readers:
            hub.subscribe(reader)
        await changed(generation, status=Status.PROCESSING, progress=10)
        for reader in readers:
            assert await asyncio.wait_for(reader.events.get(), 20) == "event"
            hub.unsubscribe(reader)
        assert made == [10, 10]

    watched(generation, story)


def test_streams_end_when_the_process_is_to_end(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        hub.end_all()
        left = await asyncio.wait_for(anext(events, "the end"), 20)
        assert left == "the end"

    watched(generation, story)


def test_a_stream_that_comes_after_the_end_ends(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        # The first line is here, and the hub is not asked yet.
        hub.end_all()
        (snapshot,) = await rest(events)
        assert data(snapshot)["status"] == "pending"

    watched(generation, story)


def test_a_signal_in_the_middle_of_a_subscription_holds_up_nothing() -> None:
    """Python runs a signal's handler in the thread that may hold the lock already."""
    hub = Hub()

    def subscribing() -> None:
        with hub._lock:
            hub.end_all()

    thread = threading.Thread(target=subscribing, daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()


def test_settling_counts_what_is_open_by_the_row(visitor: Visitor, provider: FakeProvider) -> None:
    generation = submitted(visitor)
    assert not settlement.settle(generation.pk)
    assert taken(visitor) == (1, 0)


def test_a_second_try_under_the_same_id_waits_for_the_first(
    visitor: Visitor, provider: FakeProvider
) -> None:
    generation = submitted(visitor)
    with pytest.raises(IdempotencyInProgress):
        submit_generation(visitor, Wish(prompt="a lake"), new_id=generation.pk)
    assert (taken(visitor), Generation.objects.count()) == ((1, 0), 1)


def test_stopping_what_is_deleted_at_the_same_time_finds_nothing(
    visitor: Visitor, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = submitted(visitor)
    monkeypatch.setattr(
        "generation.services.settle", lambda pk: Generation.objects.filter(pk=pk).delete()
    )
    with pytest.raises(GenerationNotFound):
        cancel_generation(generation)
