import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.allowance import (
    allowance_of,
    commit,
    give_back,
    month_of,
    reserve,
    resets_at,
    used_this_month,
)
from accounts.errors import QuotaExceeded
from accounts.models import User, Visitor
from accounts.visitors import visitor_for_user


def counted(visitor: Visitor) -> tuple[int, int]:
    visitor.refresh_from_db()
    return visitor.allowance_taken, visitor.allowance_used


@pytest.mark.parametrize(
    ("moment", "month", "reset"),
    [
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), "2026-01", datetime(2026, 2, 1, tzinfo=UTC)),
        (datetime(2026, 12, 31, tzinfo=UTC), "2026-12", datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2026, 11, 1, tzinfo=UTC), "2026-11", datetime(2026, 12, 1, tzinfo=UTC)),
    ],
)
def test_a_month_is_a_calendar_month_in_utc(moment: datetime, month: str, reset: datetime) -> None:
    assert month_of(moment) == month
    assert resets_at(moment) == reset


@pytest.mark.django_db
def test_reserving_counts_and_refuses_past_the_limit(visitor: Visitor, settings: Settings) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 5}
    assert reserve(visitor, 3) == month_of(timezone.now())
    with pytest.raises(QuotaExceeded) as refused:
        reserve(visitor, 3)
    assert reserve(visitor, 2)
    assert counted(visitor) == (5, 0)
    until = resets_at(timezone.now()) - timezone.now()
    assert refused.value.retry_after is not None
    assert abs(refused.value.retry_after - until.total_seconds()) < 5
    assert refused.value.detail == (
        "This request goes over your 5 pictures a month. Sign up for more."
    )


@pytest.mark.django_db
def test_a_limit_of_nothing_refuses_everything(visitor: Visitor, settings: Settings) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 0}
    with pytest.raises(QuotaExceeded):
        reserve(visitor, 1)


@pytest.mark.django_db
def test_giving_back_makes_room_again(visitor: Visitor, settings: Settings) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 2}
    month = reserve(visitor, 2)
    give_back(visitor.pk, month, 1)
    assert reserve(visitor, 1)
    assert counted(visitor) == (2, 0)


@pytest.mark.django_db
def test_giving_back_never_goes_below_nothing(visitor: Visitor) -> None:
    month = reserve(visitor, 1)
    give_back(visitor.pk, month, 2)
    assert counted(visitor) == (1, 0)


@pytest.mark.django_db
def test_committing_counts_as_made(visitor: Visitor) -> None:
    month = reserve(visitor, 2)
    commit(visitor.pk, month, 2)
    assert counted(visitor) == (2, 2)
    assert used_this_month(visitor) == 2


@pytest.mark.django_db
def test_a_new_month_starts_from_nothing(visitor: Visitor, settings: Settings) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 5}
    Visitor.objects.update(allowance_month="2020-01", allowance_taken=5, allowance_used=5)
    visitor.refresh_from_db()
    assert used_this_month(visitor) == 0
    assert (allowance_of(visitor).used, allowance_of(visitor).left) == (0, 5)
    reserve(visitor, 4)
    assert counted(visitor) == (4, 0)


@pytest.mark.django_db
def test_what_belongs_to_a_month_that_is_over_changes_nothing(visitor: Visitor) -> None:
    reserve(visitor, 2)
    commit(visitor.pk, "2020-01", 1)
    give_back(visitor.pk, "2020-01", 1)
    assert counted(visitor) == (2, 0)


@pytest.mark.django_db
def test_the_limit_is_the_plans(user: User, settings: Settings) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 1, "free": 2, "pro": 3}
    visitor = visitor_for_user(user)
    limits = [allowance_of(None).limit, allowance_of(visitor).limit]
    user.plan = User.Plan.PRO
    limits.append(allowance_of(visitor).limit)
    user.plan_expires_at = timezone.now() - timedelta(seconds=1)
    limits.append(allowance_of(visitor).limit)
    assert limits == [1, 2, 3, 2]


@pytest.mark.django_db
def test_more_taken_than_a_smaller_plan_allows_leaves_nothing(
    visitor: Visitor, settings: Settings
) -> None:
    reserve(visitor, 4)
    visitor.refresh_from_db()
    settings.MONTHLY_LIMITS = {"anonymous": 3}
    assert (allowance_of(visitor).used, allowance_of(visitor).left) == (4, 0)


def at_once(count: int, act: Callable[[], object]) -> list[object]:
    """What `act` returned or raised, called by so many threads at once."""
    start = threading.Barrier(count)

    def run() -> object:
        start.wait()
        try:
            return act()
        except QuotaExceeded as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return [future.result() for future in [pool.submit(run) for _ in range(count)]]


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_never_go_over_a_limit_of_five(settings: Settings) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 5}
    visitor = Visitor.objects.create(
        key_hash="busy", allowance_month="2020-01", allowance_taken=5, allowance_used=5
    )
    outcomes = at_once(50, lambda: reserve(visitor, 1))
    assert outcomes.count(month_of(timezone.now())) == 5
    assert sum(isinstance(outcome, QuotaExceeded) for outcome in outcomes) == 45
    assert counted(visitor) == (5, 0)
