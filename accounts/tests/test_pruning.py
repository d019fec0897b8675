from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import IdempotentAnswer, RevokedToken, User, Visitor
from accounts.pruning import prune_answers, prune_sessions, prune_tokens, prune_visitors
from accounts.signals import account_leaving
from accounts.visitors import visitor_for_user

pytestmark = pytest.mark.django_db


def age(**ago: int) -> Any:
    return timezone.now() - timedelta(**ago)


def test_anonymous_visitors_not_seen_for_long_go(user: User, settings: Settings) -> None:
    settings.ANONYMOUS_KEEP_DAYS = 30
    gone = Visitor.objects.create(key_hash="gone", seen_at=age(days=31))
    here = Visitor.objects.create(key_hash="here", seen_at=age(days=29))
    member = visitor_for_user(user)
    Visitor.objects.filter(pk=member.pk).update(seen_at=age(days=400))
    told: list[Visitor] = []

    def note(visitor: Visitor, **kwargs: Any) -> None:
        told.append(visitor)

    account_leaving.connect(note)
    try:
        counts = prune_visitors(dry_run=True), prune_visitors(dry_run=False)
    finally:
        account_leaving.disconnect(note)
    assert counts == (1, 1)
    assert [visitor.key_hash for visitor in told] == [gone.key_hash]
    assert set(Visitor.objects.all()) == {here, member}


def test_a_visitor_who_comes_back_during_the_run_stays(settings: Settings) -> None:
    settings.ANONYMOUS_KEEP_DAYS = 30
    Visitor.objects.create(key_hash="first", seen_at=age(days=31))
    Visitor.objects.create(key_hash="second", seen_at=age(days=31))

    def come_back(visitor: Visitor, **kwargs: Any) -> None:
        Visitor.objects.exclude(pk=visitor.pk).update(seen_at=timezone.now())

    account_leaving.connect(come_back)
    try:
        assert prune_visitors(dry_run=False) == 1
    finally:
        account_leaving.disconnect(come_back)
    assert Visitor.objects.count() == 1


def test_refused_tokens_go_once_they_have_expired() -> None:
    RevokedToken.objects.create(jti="old", expires_at=age(seconds=1))
    RevokedToken.objects.create(jti="new", expires_at=age(seconds=-60))
    assert (prune_tokens(dry_run=True), RevokedToken.objects.count()) == (1, 2)
    assert prune_tokens(dry_run=False) == 1
    assert RevokedToken.objects.get().jti == "new"


def test_sign_ins_go_once_they_have_expired() -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=age(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=age(seconds=-60))
    assert (prune_sessions(dry_run=True), Session.objects.count()) == (1, 2)
    assert prune_sessions(dry_run=False) == 1
    assert Session.objects.get().session_key == "new"


def test_answers_go_after_a_day(visitor: Visitor) -> None:
    for key, created_at in (("old", age(hours=25)), ("new", age(hours=23))):
        IdempotentAnswer.objects.create(
            visitor=visitor, scope="s", key=key, fingerprint="", created_at=created_at
        )
    assert (prune_answers(dry_run=True), IdempotentAnswer.objects.count()) == (1, 2)
    assert prune_answers(dry_run=False) == 1
    assert IdempotentAnswer.objects.get().key == "new"
