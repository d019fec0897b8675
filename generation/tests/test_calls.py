"""Trying again, breaking off, and hanging up."""

import math
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import httpx2
import pytest
from pytest_django.fixtures import Settings

from generation.providers.base import Progress, ProviderError, ProviderRequest
from generation.providers.calls import faults
from generation.providers.calls.breaking import MOST_OUTAGES, OPEN_SECONDS, Breaker
from generation.providers.calls.line import Line
from generation.providers.calls.several import several
from generation.providers.calls.stopping import call
from generation.providers.calls.trying import (
    LONGEST_WAIT,
    TryAgain,
    seconds_of,
    tried,
    wait_before,
)
from generation.tests.providing import Recorder
from generation.tests.vendors.server import Reply, Vendor

AWAY = faults.unavailable("Somebody")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, fault: ProviderError = AWAY) -> None:
    with pytest.raises(ProviderError), breaker.guard(faults.timed_out("breaker")):
        raise fault


def is_let_through(breaker: Breaker) -> bool:
    try:
        with breaker.guard(AWAY):
            return True
    except ProviderError:
        return False


def test_a_breaker_opens_after_several_outages_and_lets_one_try_later() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(MOST_OUTAGES - 1):
        fail(breaker)
    assert not breaker.is_open
    fail(breaker)
    assert breaker.is_open
    assert not is_let_through(breaker)
    clock.now += OPEN_SECONDS + 1
    fail(breaker)
    assert breaker.is_open
    clock.now += OPEN_SECONDS + 1
    assert is_let_through(breaker)
    assert is_let_through(breaker)


def test_a_refusal_is_no_outage_and_shows_that_the_vendor_is_there() -> None:
    breaker = Breaker(Clock())
    for _ in range(MOST_OUTAGES - 1):
        fail(breaker)
    fail(breaker, faults.blocked("Somebody"))
    for _ in range(MOST_OUTAGES - 1):
        fail(breaker)
    assert not breaker.is_open


def test_trying_ends_with_the_fault_and_waits_longer_each_time() -> None:
    progress = Recorder()

    def never() -> None:
        raise TryAgain(AWAY)

    with pytest.raises(ProviderError) as caught:
        tried(progress, never)
    assert caught.value is AWAY
    assert len(progress.waits) == 2


def test_waits_have_jitter_and_honour_what_the_vendor_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random, "uniform", lambda _, high: high)
    assert [wait_before(attempt, None) for attempt in (1, 2, 9)] == [2.0, 4.0, LONGEST_WAIT]
    assert wait_before(1, 12.5) == 12.5


def test_retry_after_is_seconds_or_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 80 < (seconds_of(later) or 0) <= 90
    for zone in ("", " -0000"):
        bare = later.replace(" GMT", zone)
        assert 80 < (seconds_of(bare) or 0) <= 90
    told = [seconds_of(each) for each in ("7", "-3", "", None, "soon")]
    assert told == [7.0, 0.0, None, None, None]
    far = later.replace("GMT", "+" + "9" * 20)
    assert (seconds_of(far), seconds_of("nan"), seconds_of("1e999")) == (None, 0.0, math.inf)


def test_a_call_raises_what_its_work_raises() -> None:
    def broken() -> None:
        raise AWAY

    with pytest.raises(ProviderError) as caught:
        call(Recorder(), broken, close=lambda: None)
    assert caught.value is AWAY


def test_a_line_that_is_dialled_while_somebody_hangs_up_is_cut(vendor: Vendor) -> None:
    line = Line()
    line._is_hung_up = True
    with pytest.raises(httpx2.HTTPError):
        line.post(vendor.url, content=b"work")
    assert vendor.asked == []


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor(lambda _: Reply(200)) as vendor:
        yield vendor


def wanted(count: int, **given: Any) -> ProviderRequest:
    return ProviderRequest("a lake", "text-to-image", "m", 1, count=count, **given)


@pytest.mark.parametrize(("each", "made"), [(90.0, 3), (60.0, 4), (140.0, 1), (400.0, 1)])
def test_no_picture_is_begun_that_would_take_the_others_with_it(
    settings: Settings, each: float, made: int
) -> None:
    settings.GENERATION_TIMEOUT = 300
    now = 0.0

    def ask(place: int, progress: Progress) -> int:
        nonlocal now
        now += each
        return place

    pictures, notes = several(wanted(4), Recorder(), ask, label="It", clock=lambda: now)
    assert pictures == list(range(made))
    too_long = f"{made} of 4 pictures came: the others would take too long."
    assert notes == (() if made == 4 else (too_long,))


@pytest.mark.parametrize(("left", "made"), [(None, 3), (300, 3), (200, 2), (110, 1), (-5, 1)])
def test_time_that_another_provider_used_is_counted(
    settings: Settings, left: float | None, made: int
) -> None:
    settings.GENERATION_TIMEOUT = 300
    now = 0.0

    def ask(place: int, progress: Progress) -> int:
        nonlocal now
        progress.report(0.5, "Asking")
        now += 80
        return place

    request = wanted(3, seconds_left=left)
    pictures, _ = several(request, Recorder(), ask, label="It", clock=lambda: now)
    assert len(pictures) == made


@pytest.mark.parametrize(("later", "wait"), [(271.0, 0.0), (265.0, 20.0)])
def test_a_later_picture_that_takes_too_long_is_given_up_for_the_paid_ones(
    settings: Settings, later: float, wait: float
) -> None:
    settings.GENERATION_TIMEOUT = 300
    now = 0.0

    def ask(place: int, progress: Progress) -> int:
        nonlocal now
        if place:
            now = later
            progress.wait(wait)
        return place

    pictures, notes = several(wanted(2), Recorder(), ask, label="It", clock=lambda: now)
    assert pictures == [0]
    assert notes == ("1 of 2 pictures came. It took too long to answer. Try again.",)
