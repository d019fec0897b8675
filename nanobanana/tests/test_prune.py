import os
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import RevokedToken, User, Visitor
from accounts.visitors import visitor_for_user
from files.models import Blob, StoredFile
from gallery.tests.conftest import make_generation, make_upload
from generation.models import Generation
from generation.queue import enqueue_ticket
from nanobanana.tests.commanding import run, stored

pytestmark = pytest.mark.django_db
DAY = 24 * 3600


@dataclass
class Household:
    """What stays and what goes."""

    stays: list[StoredFile] = field(default_factory=list)
    goes: list[StoredFile] = field(default_factory=list)
    stray: str = "pictures/aa/stray"
    fresh_stray: str = "pictures/aa/fresh"

    @property
    def lasting(self) -> list[str]:
        """The folders that are left."""
        return sorted([*(file.blob.folder for file in self.stays), self.fresh_stray])

    @property
    def all_folders(self) -> list[str]:
        return sorted([*self.lasting, *(file.blob.folder for file in self.goes), self.stray])


def age(days: float) -> Any:
    return timezone.now() - timedelta(days=days)


def add_folder(name: str, *, days: float) -> None:
    default_storage.save(f"{name}/original", ContentFile(b"bytes"))
    moment = time.time() - days * DAY
    os.utime(default_storage.path(f"{name}/original"), (moment, moment))


def tickets() -> QuerySet[Any]:
    """The task engine's rows, by name: only the queue may import it."""
    model = apps.get_model("django_tasks_database", "DBTaskResult")
    return cast(QuerySet[Any], model._default_manager.all())


def add_spent_ticket(*, days: float) -> None:
    before = set(tickets().values_list("pk", flat=True))
    enqueue_ticket()
    tickets().exclude(pk__in=before).update(status="SUCCESSFUL", finished_at=age(days))


@pytest.fixture
def household(settings: Settings) -> Household:
    settings.ANONYMOUS_KEEP_DAYS = 30
    gone = Visitor.objects.create(key_hash="gone")
    here = Visitor.objects.create(key_hash="here")
    member = visitor_for_user(User.objects.create_user("ada@example.com", "x"))
    house = Household()
    for visitor, files in ((gone, house.goes), (here, house.stays), (member, house.stays)):
        generation = make_generation(visitor)
        assert generation.input is not None
        files += [generation.input, *generation.outputs]
    Visitor.objects.filter(pk__in=[gone.pk, member.pk]).update(seen_at=age(31))
    unused, fresh = make_upload(here, "red"), make_upload(here, "blue")
    StoredFile.objects.exclude(pk=fresh.pk).update(created_at=age(2))
    house.goes.append(unused)
    house.stays.append(fresh)
    add_folder(house.stray, days=2)
    add_folder(house.fresh_stray, days=0)
    RevokedToken.objects.create(jti="old", expires_at=age(1))
    RevokedToken.objects.create(jti="new", expires_at=age(-1))
    for key, expires_at in (("old", age(1)), ("new", age(-1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires_at)
    add_spent_ticket(days=1)
    add_spent_ticket(days=0)
    return house


def said(lines: list[str]) -> list[str]:
    """What goes, without the steps that found nothing."""
    return [line for line in lines if " 0 " not in line]


PRUNED = [
    "1 anonymous visitors not seen for long",
    "1 files nothing uses",
    "1 folders without a stored picture",
    "1 expired sign-ins",
    "1 expired refused tokens",
    "1 stale task rows",
]


def test_prune_says_what_would_go_and_removes_nothing(
    household: Household, settings: Settings
) -> None:
    def counts() -> list[int]:
        kinds: list[Any] = [Visitor, StoredFile, Blob, Generation, RevokedToken, Session]
        return [*(kind.objects.count() for kind in kinds), tickets().count()]

    before = counts()
    assert said(run("prune", "--dry-run")) == [f"would remove {line}" for line in PRUNED]
    assert counts() == before
    assert stored(settings) == sorted(set(household.all_folders))


def test_prune_removes_what_nobody_needs(household: Household, settings: Settings) -> None:
    assert said(run("prune")) == [f"removed {line}" for line in PRUNED]
    assert set(StoredFile.objects.all()) == set(household.stays)
    assert stored(settings) == sorted(set(household.lasting))
    assert not Visitor.objects.filter(key_hash="gone").exists()
    assert (Visitor.objects.count(), Generation.objects.count()) == (2, 2)
    assert (RevokedToken.objects.get().jti, Session.objects.get().session_key) == ("new", "new")
    assert tickets().count() == 1


@pytest.mark.usefixtures("household")
def test_prune_has_nothing_left_to_do_the_second_time() -> None:
    run("prune")
    again = run("prune")
    assert len(again) > len(PRUNED)
    assert said(again) == []
