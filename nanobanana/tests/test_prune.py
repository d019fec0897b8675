import os
import time
from contextvars import Context
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import CommandError
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import RevokedToken, User, Visitor
from accounts.visitors import visitor_for_user
from files.accounting.measuring import bytes_by_name
from files.accounting.models import Usage
from files.accounting.usage import true_usage
from files.models import Blob, StoredFile, Upload
from files.storing import release_file
from gallery.tests.conftest import make_generation, make_upload
from generation.models import Generation
from generation.queue import enqueue_ticket
from generation.trash import trash_generation
from nanobanana.management.commands import prune
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
    """What goes, without the steps that found nothing, and without bytes."""
    steps = [line for line in lines if not line.startswith("Storage: ")]
    return [line.partition(" (")[0] for line in steps if " 0 " not in line]


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
    told = run("prune", "--dry-run")
    assert said(told) == [f"would remove {line}" for line in PRUNED]
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


def storage_bytes() -> int:
    return sum(bytes_by_name().values())


def figures(line: str) -> list[int]:
    return [int(word) for word in line.split() if word.isdecimal()]


@pytest.fixture
def untidy(household: Household, settings: Settings) -> Household:
    """With something for every step that frees storage: an old trash whose picture was shared, a
    younger one, an abandoned upload, a picture that no file shows, a shared one that one leaves."""
    visitor = Visitor.objects.get(key_hash="here")
    old, young = make_generation(visitor), make_generation(visitor)
    for generation, days in ((old, 31), (young, 29)):
        trash_generation(generation)
        Generation.objects.filter(pk=generation.pk).update(trashed_at=age(days))
    upload = Upload.objects.create(owner=visitor, name="half", offset=4, expires_at=age(1))
    default_storage.save(f"{upload.folder}/0-piece", ContentFile(b"half"))
    lost = make_upload(visitor, "green")
    StoredFile.objects.filter(pk=lost.pk).delete()
    shared = make_upload(visitor, "red")
    StoredFile.objects.update(created_at=age(40))
    Blob.objects.update(created_at=age(40))
    Usage.objects.update(changed_at=age(1))
    household.stays = [*young.outputs]
    household.goes = [*old.outputs, lost, shared]
    return household


@pytest.mark.usefixtures("untidy")
def test_the_forecast_is_what_is_freed_and_the_sum_is_right() -> None:
    before = storage_bytes()
    foretold = run("prune", "--dry-run")
    assert storage_bytes() == before
    done = run("prune")
    after = storage_bytes()
    assert foretold[-1] == f"Storage: {before - after} bytes would be freed."
    assert done[-1] == f"Storage: {before} bytes before - {before - after} freed = {after} after."
    for label in (
        "anonymous visitors not seen for long",
        "generations that were in the trash for long",
        "abandoned uploads",
        "files nothing uses",
        "stored pictures without a file",
        "folders without a stored picture",
    ):
        (line,) = [line for line in done if label in line]
        assert line.endswith(" bytes)"), line
        (line,) = [line for line in foretold if label in line]
        assert line.endswith(" bytes)"), line
    weights = [line.rpartition("(")[2] for line in done if line.endswith(" bytes)")]
    assert sum(figures(weight)[0] for weight in weights) == before - after


def test_what_is_in_the_trash_is_kept_until_its_time(untidy: Household) -> None:
    run("prune")
    (young,) = Generation.objects.trashed()
    for file in (young.input, *young.outputs):
        assert file is not None
        assert default_storage.exists(file.blob.original)
    for file in untidy.goes:
        assert not StoredFile.objects.filter(pk=file.pk).exists()
    for usage in Usage.objects.all():
        assert usage.bytes == true_usage(usage.pk)


@pytest.mark.usefixtures("untidy")
def test_prune_fails_where_bytes_stay_that_were_said_to_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(default_storage, "delete", lambda _name: None)
    with pytest.raises(CommandError, match=r"The sum is wrong: \d+ bytes before - \d+ freed ≠"):
        run("prune")


@pytest.mark.usefixtures("untidy")
def test_prune_fails_where_bytes_go_that_nobody_spoke_of(
    monkeypatch: pytest.MonkeyPatch, untidy: Household
) -> None:
    name = untidy.stays[0].blob.original

    def lose(*, dry_run: bool) -> int:
        default_storage.delete(name)
        return 0

    monkeypatch.setattr(prune, "STEPS", (*prune.STEPS, ("things", lose)))
    with pytest.raises(CommandError, match=f"{name} is gone, and nobody said so"):
        run("prune")


def test_prune_tells_apart_what_others_write_and_remove(
    monkeypatch: pytest.MonkeyPatch, untidy: Household
) -> None:
    visitor = Visitor.objects.get(key_hash="here")

    def meanwhile(*, dry_run: bool) -> int:
        def by_others() -> None:
            release_file(untidy.stays[0])
            make_upload(visitor, "purple")

        # Another process's deletion is in nobody's ledger here.
        Context().run(by_others)
        return 0

    monkeypatch.setattr(prune, "STEPS", (("things", meanwhile), *prune.STEPS))
    line = run("prune")[-1]
    assert "written by others" in line
    assert "removed by others" in line
    before, freed, came, left, after = figures(line)
    assert before - freed + came - left == after == storage_bytes()
