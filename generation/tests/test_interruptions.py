"""Work that is interrupted: done again where that costs nothing, never paid for twice unasked."""

import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from files.storing import store_picture
from generation import heartbeat, leases, outputs, reaper, running
from generation.models import Generation
from generation.outputs import TRIES
from generation.progress import JobProgress
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.providers.registry import PROVIDERS
from generation.running import Outcome, run_next
from generation.services import Wish, requeue_generation, submit_generation
from generation.tests.conftest import FakeProvider, one_picture
from nanobanana.http.problems import Problem

pytestmark = pytest.mark.django_db(transaction=True)


class Died(BaseException):
    """A worker that is killed in the middle."""


class Away(Problem):
    status = 503
    code = "storage_unavailable"
    message = "The storage is away."


@pytest.fixture
def vendor(provider: FakeProvider) -> FakeProvider:
    """Works elsewhere, and charges for each request."""
    provider.capabilities = replace(provider.capabilities, host="vendor.example")
    return provider


def submitted(visitor: Visitor) -> Generation:
    return submit_generation(visitor, Wish(prompt="a lake"))


def state(generation: Generation) -> tuple[str, str]:
    generation.refresh_from_db()
    return generation.status, generation.error_code


def die(request: ProviderRequest, progress: Progress) -> ProviderResult:
    raise Died


def lose_worker(provider: FakeProvider) -> None:
    """A worker asks, and is gone before it hears the answer."""
    provider.act = die
    with pytest.raises(Died):
        run_next()
    Generation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reaper.reap()


def test_what_was_sent_to_who_charges_is_not_sent_again(
    visitor: Visitor, vendor: FakeProvider
) -> None:
    generation = submitted(visitor)
    lose_worker(vendor)
    assert state(generation) == ("failed", "interrupted")
    assert "may have been paid for" in generation.error_detail
    assert (run_next(), len(vendor.seen)) == (Outcome.IDLE, 1)
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, generation.is_settled) == (0, True)


@pytest.mark.parametrize("way", [{"host": ""}, {"knows_again": True}])
def test_what_costs_nothing_more_is_done_again(
    visitor: Visitor, vendor: FakeProvider, way: dict[str, Any]
) -> None:
    vendor.capabilities = replace(vendor.capabilities, **way)
    generation = submitted(visitor)
    lose_worker(vendor)
    assert state(generation) == ("pending", "")
    vendor.act = one_picture
    assert run_next() is Outcome.DONE
    assert state(generation) == ("completed", "")
    first, second = vendor.seen
    assert first.idempotency_key == second.idempotency_key


def test_a_worker_lost_before_it_sent_anything_costs_nothing(
    visitor: Visitor, vendor: FakeProvider
) -> None:
    generation = submitted(visitor)
    assert leases.claim_next() is not None
    Generation.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reaper.reap()
    assert state(generation) == ("pending", "")


def test_nothing_is_sent_once_somebody_else_has_taken_over(
    visitor: Visitor, vendor: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation = submitted(visitor)

    def taken_over(row: Generation) -> ProviderRequest:
        Generation.objects.update(claim="another's")
        return read(row)

    read = running.read_request
    monkeypatch.setattr(running, "read_request", taken_over)
    assert run_next() is Outcome.DONE
    assert vendor.seen == []
    assert state(generation) == ("processing", "")


@pytest.mark.parametrize(("host", "ended"), [("vendor.example", "failed"), ("", "pending")])
def test_stopping_the_server_sends_nothing_twice(
    visitor: Visitor,
    vendor: FakeProvider,
    monkeypatch: pytest.MonkeyPatch,
    host: str,
    ended: str,
) -> None:
    vendor.capabilities = replace(vendor.capabilities, host=host)
    stopping = threading.Event()
    monkeypatch.setattr(heartbeat.Heartbeat, "shutting_down", stopping)

    def interrupted(request: ProviderRequest, progress: Progress) -> ProviderResult:
        stopping.set()
        progress.wait(20)
        raise AssertionError("the wait was not broken off")

    vendor.act = interrupted
    generation = submitted(visitor)
    assert run_next() is Outcome.DONE
    assert state(generation)[0] == ended
    visitor.refresh_from_db()
    assert visitor.allowance_taken == (0 if ended == "failed" else 1)


def test_a_vendor_that_says_try_again_is_asked_again(
    visitor: Visitor, vendor: FakeProvider
) -> None:
    def busy(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise ProviderError("busy", "Busy.", retryable=True)

    vendor.act = busy
    generation = submitted(visitor)
    assert run_next() is Outcome.AGAIN
    vendor.act = one_picture
    assert run_next() is Outcome.DONE
    assert state(generation) == ("completed", "")


def storing(monkeypatch: pytest.MonkeyPatch, faults: int) -> list[float]:
    """Storing fails so many times; returns the waits between the tries."""
    left = [Away(retry_after=3)] * faults
    waits: list[float] = []

    def store(*given: Any, **named: Any) -> Any:
        if left:
            raise left.pop()
        return store_picture(*given, **named)

    monkeypatch.setattr(outputs, "store_picture", store)
    monkeypatch.setattr(JobProgress, "wait", lambda _, seconds: waits.append(seconds))
    return waits


def test_pictures_that_cannot_be_stored_are_not_paid_for_again(
    visitor: Visitor, vendor: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = storing(monkeypatch, 9)
    generation = submitted(visitor)
    assert run_next() is Outcome.DONE
    assert state(generation) == ("failed", "storage_unavailable")
    assert (len(vendor.seen), waits) == (1, [3] * (TRIES - 1))
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 0


def test_an_operator_may_run_it_once_more(visitor: Visitor, vendor: FakeProvider) -> None:
    generation = submitted(visitor)
    lose_worker(vendor)
    generation.refresh_from_db()
    assert requeue_generation(generation)
    vendor.act = one_picture
    assert run_next() is Outcome.DONE
    assert state(generation) == ("completed", "")


def test_who_would_charge_twice_is_known(settings: Settings) -> None:
    settings.HTTP_PROVIDER_URL = "https://images.example/make"
    charging = {name for name, one in PROVIDERS.items() if one.capabilities.may_charge_twice}
    assert charging == {"openai", "gemini", "stability"}
    settings.OPENAI_BASE_URL = "http://127.0.0.1:8080/v1"
    assert not PROVIDERS["openai"].capabilities.may_charge_twice
