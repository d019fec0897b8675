from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import timezone

from accounts.allowance import month_of, reserve
from accounts.merging import KEEP, merge_visitors, sweep_merged
from accounts.models import IdempotentAnswer, User, Visitor
from accounts.signals import visitors_merged
from accounts.visitors import (
    HEADER,
    RequestVisitor,
    hash_key,
    join_user,
    visitor_for_user,
)

pytestmark = pytest.mark.django_db


def test_a_user_has_one_visitor(user: User) -> None:
    assert visitor_for_user(user) == visitor_for_user(user)
    assert Visitor.objects.count() == 1


def test_joining_adopts_the_anonymous_row_where_the_user_has_none(
    user: User, visitor: Visitor
) -> None:
    assert join_user(visitor, user) == visitor
    assert Visitor.objects.get().user == user


def test_joining_without_an_anonymous_row_makes_one(user: User) -> None:
    assert join_user(None, user).user == user


def test_joining_never_takes_another_users_row(user: User, visitor: Visitor) -> None:
    other = User.objects.create_user("other@example.com")
    join_user(visitor, other)
    visitor.refresh_from_db()
    assert join_user(visitor, user) != visitor
    assert visitor.user == other


def test_joining_loses_a_race_for_the_anonymous_row(user: User, visitor: Visitor) -> None:
    stale = Visitor.objects.get(pk=visitor.pk)
    other = User.objects.create_user("other@example.com")
    join_user(visitor, other)
    joined = join_user(stale, user)
    assert joined.user == user
    assert Visitor.objects.get(user=other) == visitor


def test_merging_tells_the_rooms_above_once_and_retires_the_key(
    user: User, visitor: Visitor
) -> None:
    told: list[tuple[Any, Any]] = []

    def note(source: Visitor, target: Visitor, **kwargs: Any) -> None:
        told.append((source, target))

    target = visitor_for_user(user)
    visitors_merged.connect(note)
    try:
        merge_visitors(source=visitor, target=target)
        merge_visitors(source=visitor, target=target)
    finally:
        visitors_merged.disconnect(note)
    assert [after for _, after in told] == [target]
    visitor.refresh_from_db()
    assert visitor.merged_into == target
    assert asked_by("its key").anonymous() is None


def test_what_comes_late_to_a_merged_row_is_moved(user: User, visitor: Visitor) -> None:
    target = visitor_for_user(user)
    merge_visitors(source=visitor, target=target)
    month = reserve(visitor, 3)
    late = IdempotentAnswer.objects.create(visitor=visitor, scope="s", key="k", fingerprint="f")
    sweep_merged()
    sweep_merged()
    target.refresh_from_db()
    late.refresh_from_db()
    assert (target.allowance_month, target.allowance_taken) == (month, 3)
    assert late.visitor == target
    assert Visitor.objects.filter(pk=visitor.pk).exists()


def test_a_merged_row_goes_once_nobody_can_write_for_it(user: User, visitor: Visitor) -> None:
    target = visitor_for_user(user)
    merge_visitors(source=visitor, target=target)
    Visitor.objects.filter(pk=visitor.pk).update(seen_at=timezone.now() - KEEP - timedelta(1))
    sweep_merged()
    assert Visitor.objects.get() == target


def test_an_answer_moves_unless_the_user_used_its_key(user: User, visitor: Visitor) -> None:
    target = visitor_for_user(user)
    for owner, key in ((visitor, "both"), (visitor, "mine"), (target, "both")):
        IdempotentAnswer.objects.create(visitor=owner, scope="s", key=key, fingerprint="f")
    merge_visitors(source=visitor, target=target)
    kept = IdempotentAnswer.objects.order_by("key").values_list("visitor", "key")
    assert list(kept) == [(target.pk, "both"), (target.pk, "mine")]


def anonymously_asked_by(key: str) -> RequestVisitor:
    request = RequestFactory().get("/", headers={HEADER: key})
    request.user = AnonymousUser()
    return RequestVisitor(request)


def test_a_visitor_minted_for_nothing_is_taken_back() -> None:
    asked = anonymously_asked_by("")
    asked.ensure()
    assert Visitor.objects.count() == 1
    asked.take_back()
    assert (asked.minted_key, Visitor.objects.count()) == (None, 0)


def test_a_known_visitor_is_never_taken_back(visitor: Visitor) -> None:
    asked = anonymously_asked_by("its key")
    asked.ensure()
    asked.take_back()
    assert Visitor.objects.get() == visitor


@pytest.mark.parametrize(
    ("source_month", "target_month", "expected"),
    [
        ("now", "now", ("now", 7, 4)),
        ("now", "2020-01", ("now", 4, 2)),
        ("2020-01", "now", ("now", 3, 2)),
        ("", "now", ("now", 3, 2)),
        ("", "", ("", 7, 4)),
    ],
)
def test_merging_counts_the_months_use_together(
    user: User, source_month: str, target_month: str, expected: tuple[str, int, int]
) -> None:
    now = month_of(timezone.now())
    months = {"now": now, "2020-01": "2020-01", "": ""}
    source = Visitor.objects.create(
        key_hash="s",
        allowance_month=months[source_month],
        allowance_taken=4,
        allowance_used=2,
    )
    target = Visitor.objects.create(
        key_hash="t",
        user=user,
        allowance_month=months[target_month],
        allowance_taken=3,
        allowance_used=2,
    )
    merge_visitors(source=source, target=target)
    counted = (target.allowance_month, target.allowance_taken, target.allowance_used)
    assert counted == (months[expected[0]], *expected[1:])


def asked_by(key: str) -> RequestVisitor:
    request = RequestFactory().get("/", headers={HEADER: key})
    request.user = User()
    return RequestVisitor(request)


def test_being_seen_is_noted_now_and_then_only(
    visitor: Visitor, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        asked_by("its key").anonymous()
    Visitor.objects.update(seen_at=timezone.now() - timedelta(hours=7))
    with django_assert_num_queries(2):
        asked_by("its key").anonymous()
    visitor.refresh_from_db()
    assert visitor.seen_at > timezone.now() - timedelta(minutes=1)


def test_a_visitor_is_looked_up_once_a_request(
    visitor: Visitor, django_assert_num_queries: Any
) -> None:
    asked = asked_by("its key")
    with django_assert_num_queries(1):
        assert asked.anonymous() == asked.anonymous() == visitor


def test_a_user_is_nobodys_anonymous_visitor(user: User) -> None:
    Visitor.objects.create(key_hash=hash_key("old key"), user=user)
    assert asked_by("old key").anonymous() is None
