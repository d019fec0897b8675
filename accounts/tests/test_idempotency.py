from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.errors import IdempotencyInProgress, IdempotencyMismatch
from accounts.idempotency import answer_once
from accounts.models import IdempotentAnswer, Visitor

pytestmark = pytest.mark.django_db


class Counter:
    """Answers with how often it was asked."""

    def __init__(self) -> None:
        self.calls = 0
        self.ids: list[UUID] = []

    def __call__(self, new_id: UUID) -> tuple[int, dict[str, Any]]:
        self.calls += 1
        self.ids.append(new_id)
        return 202, {"call": self.calls}


def nothing_found(new_id: UUID) -> None:
    """Nothing was done under this id."""


@pytest.fixture
def produce() -> Counter:
    return Counter()


@pytest.fixture
def ask(visitor: Visitor, produce: Counter) -> Callable[..., tuple[int, dict[str, Any]]]:
    def ask(**change: Any) -> tuple[int, dict[str, Any]]:
        wish = {"visitor": visitor, "scope": "s", "key": "k", "body": {"a": 1}, **change}
        steps = {"produce": produce, "recover": nothing_found}
        return answer_once(wish.pop("visitor"), **{**steps, **wish})

    return ask


Ask = Callable[..., tuple[int, dict[str, Any]]]


def test_the_same_key_gets_the_first_answer(ask: Ask) -> None:
    assert [ask(), ask(), ask()] == [(202, {"call": 1})] * 3


def test_no_key_always_produces(ask: Ask) -> None:
    assert [ask(key=""), ask(key="")] == [(202, {"call": 1}), (202, {"call": 2})]
    assert not IdempotentAnswer.objects.exists()


def test_another_body_is_a_mismatch(ask: Ask, produce: Counter) -> None:
    ask()
    with pytest.raises(IdempotencyMismatch) as refused:
        ask(body={"a": 2})
    assert (refused.value.status, refused.value.code) == (422, "idempotency_mismatch")
    assert produce.calls == 1


def test_the_bodys_key_order_does_not_matter(ask: Ask, produce: Counter) -> None:
    ask(body={"a": 1, "b": 2})
    ask(body={"b": 2, "a": 1})
    assert produce.calls == 1


def test_scopes_and_visitors_are_apart(ask: Ask, produce: Counter) -> None:
    ask()
    ask(scope="other")
    ask(visitor=Visitor.objects.create(key_hash="other"))
    assert produce.calls == 3


def test_long_keys_are_told_apart_to_the_end(ask: Ask, produce: Counter) -> None:
    ask(key="k" * 300)
    ask(key="k" * 300)
    ask(key="k" * 299 + "x")
    assert produce.calls == 2


def test_a_failure_frees_the_key(ask: Ask, produce: Counter) -> None:
    def fail(new_id: UUID) -> tuple[int, dict[str, Any]]:
        raise KeyError

    with pytest.raises(KeyError):
        ask(produce=fail)
    assert ask() == (202, {"call": 1})


def test_a_second_request_waits_while_the_first_is_under_way(ask: Ask) -> None:
    def ask_meanwhile(new_id: UUID) -> tuple[int, dict[str, Any]]:
        return ask()

    with pytest.raises(IdempotencyInProgress) as refused:
        ask(produce=ask_meanwhile)
    assert (refused.value.status, refused.value.retry_after) == (409, 1)


def test_a_key_whose_request_was_killed_is_free_after_a_while(ask: Ask, visitor: Visitor) -> None:
    def killed(new_id: UUID) -> tuple[int, dict[str, Any]]:
        raise SystemExit

    with pytest.raises(SystemExit):
        ask(produce=killed)
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(minutes=3))
    assert ask() == (202, {"call": 1})


def test_what_a_killed_request_had_done_is_found_and_not_done_twice(
    ask: Ask, produce: Counter
) -> None:
    def killed(new_id: UUID) -> tuple[int, dict[str, Any]]:
        produce(new_id)
        raise SystemExit

    def recover(new_id: UUID) -> tuple[int, dict[str, Any]] | None:
        return (202, {"found": True}) if new_id in produce.ids else None

    with pytest.raises(SystemExit):
        ask(produce=killed)
    with pytest.raises(IdempotencyInProgress):
        ask(recover=recover)
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert ask(recover=recover) == (202, {"found": True})
    assert (ask(), produce.calls) == ((202, {"found": True}), 1)


def test_an_answer_is_kept_for_a_day(ask: Ask) -> None:
    ask()
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=23, minutes=59))
    kept = ask()
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=24, minutes=1))
    assert (kept, ask()) == ((202, {"call": 1}), (202, {"call": 2}))
