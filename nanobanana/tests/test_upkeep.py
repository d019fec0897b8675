import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from generation.chores import is_ours_to_do
from generation.models import Chore
from nanobanana import upkeep

DAY = timedelta(days=1)


@pytest.fixture
def pruned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    calls: list[str] = []
    monkeypatch.setattr(upkeep, "call_command", lambda name, **_: calls.append(name))
    return calls


@pytest.mark.django_db
def test_prune_runs_once_a_day_and_first_after_one(pruned: list[str]) -> None:
    assert [upkeep.prune_if_due() for _ in range(2)] == [False, False]
    Chore.objects.update(begun_at=timezone.now() - DAY)
    assert [upkeep.prune_if_due() for _ in range(3)] == [True, False, False]
    assert pruned == ["prune"]


@pytest.mark.django_db
def test_a_wrong_sum_is_logged_and_waits_for_the_next_day(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(name: str, **_: object) -> None:
        raise CommandError("The sum is wrong")

    monkeypatch.setattr(upkeep, "call_command", fail)
    upkeep.prune_if_due()
    Chore.objects.update(begun_at=timezone.now() - DAY)
    assert upkeep.prune_if_due() is True
    assert "The sum is wrong" in caplog.text
    assert upkeep.prune_if_due() is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_known", [True, False])
def test_of_many_workers_one_does_it(*, is_known: bool) -> None:
    if is_known:
        is_ours_to_do("dishes", DAY)
        Chore.objects.update(begun_at=timezone.now() - DAY)
    gate = threading.Barrier(8)

    def ask(_: int) -> bool:
        gate.wait()
        try:
            return is_ours_to_do("dishes", DAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, range(8)))
    assert (answers.count(True), Chore.objects.count()) == (int(is_known), 1)
