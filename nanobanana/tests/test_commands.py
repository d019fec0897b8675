import io
import os
import socket
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command, load_command_class
from django.db.models import QuerySet
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import RevokedToken, User, Visitor
from accounts.visitors import visitor_for_user
from content.models import FAQ, Feature, Review
from files.models import Blob, StoredFile
from gallery import starter
from gallery.models import GalleryItem
from gallery.services import delete_item
from gallery.tests.conftest import make_generation, make_upload
from generation.models import Generation
from generation.queue import enqueue_ticket
from generation.tests.studio.pictures import gradient, pixels

DAY = 24 * 3600


def run(*command: Any, **options: Any) -> list[str]:
    """The lines a command prints."""
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()


def stored(settings: Settings) -> list[str]:
    """The folder of every file in storage."""
    media = Path(settings.MEDIA_ROOT)
    files = [path for path in media.rglob("*") if path.is_file()]
    return sorted({str(path.parent.relative_to(media)) for path in files})


# --- seed ---------------------------------------------------------------------------------------


@pytest.fixture
def few_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """One edit and one sample: enough where the pictures do not matter."""
    monkeypatch.setattr(starter, "STARTERS", starter.STARTERS[:2])


def rows() -> list[tuple[Any, ...]]:
    texts = [*Feature.objects.values_list(), *Review.objects.values_list()]
    return [*texts, *FAQ.objects.values_list(), *GalleryItem.objects.values_list()]


@pytest.mark.django_db
@pytest.mark.usefixtures("few_pictures")
def test_seed_adds_the_starter_content_once(settings: Settings) -> None:
    (first,) = run("seed")
    before, kept = rows(), stored(settings)
    texts = Feature.objects.count() + Review.objects.count() + FAQ.objects.count()
    assert first == f"Starter content: {texts} texts and 2 pictures added."
    assert (Feature.objects.count(), GalleryItem.objects.count()) == (6, 2)
    assert run("seed") == ["Starter content: 0 texts and 0 pictures added."]
    assert (rows(), stored(settings)) == (before, kept)


@pytest.mark.django_db
@pytest.mark.usefixtures("few_pictures")
def test_seed_never_undoes_a_curators_work() -> None:
    run("seed")
    Feature.objects.update(title="A curator's title")
    FAQ.objects.all().delete()
    gone, kept = GalleryItem.objects.with_files()
    delete_item(gone)
    GalleryItem.objects.update(title="A curator's picture", is_featured=False)
    before = rows()
    assert run("seed") == ["Starter content: 0 texts and 0 pictures added."]
    assert rows() == before
    assert GalleryItem.objects.get().pk == kept.pk


# --- prune --------------------------------------------------------------------------------------


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


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_prune_removes_what_nobody_needs(household: Household, settings: Settings) -> None:
    assert said(run("prune")) == [f"removed {line}" for line in PRUNED]
    assert set(StoredFile.objects.all()) == set(household.stays)
    assert stored(settings) == sorted(set(household.lasting))
    assert not Visitor.objects.filter(key_hash="gone").exists()
    assert (Visitor.objects.count(), Generation.objects.count()) == (2, 2)
    assert (RevokedToken.objects.get().jti, Session.objects.get().session_key) == ("new", "new")
    assert tickets().count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("household")
def test_prune_has_nothing_left_to_do_the_second_time() -> None:
    run("prune")
    again = run("prune")
    assert len(again) > len(PRUNED)
    assert said(again) == []


# --- generate -----------------------------------------------------------------------------------
# None of these may touch the database, so none of them has one.


@pytest.fixture
def photo(tmp_path: Path, settings: Settings) -> Path:
    settings.AI_PROVIDERS = ["studio", "mock"]
    path = tmp_path / "in.png"
    gradient().save(path)
    return path


def test_generate_writes_the_edited_picture(photo: Path) -> None:
    out = photo.with_name("out.png")
    prompt = "make it black and white and crop it square"
    printed = run("generate", prompt, "--image", photo, "--out", out, "--provider", "studio")
    assert printed == [
        "Turned it black and white.",
        "Cropped to 1:1 around the centre: 60 × 40 became 40 × 40.",
        f"Written to {out}.",
    ]
    with Image.open(out) as image:
        values = pixels(image.convert("RGB")).astype(int)
    assert values.shape == (40, 40, 3)
    assert (values.max(axis=2) - values.min(axis=2)).max() == 0
    assert len(set(values[:, :, 0].flatten())) > 50


def test_generate_tells_the_stages_on_the_error_stream(photo: Path) -> None:
    told = io.StringIO()
    out = photo.with_name("out.png")
    call_command("generate", "blur it", image=photo, out=out, stdout=io.StringIO(), stderr=told)
    assert told.getvalue().splitlines()[-1] == "Done"
    assert len(told.getvalue().splitlines()) == 2


def test_generate_without_a_picture_makes_one(photo: Path, settings: Settings) -> None:
    settings.MOCK_SPEED = 1000
    first, second = photo.with_name("a.png"), photo.with_name("b.png")
    for out in (first, second):
        printed = run("generate", "a bowl of bananas", "--out", out, "--seed", "5")
        assert "“Bananas”" in printed[0]
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("prompt", "options", "sentence"),
    [
        ("blur it", {"image": "none.png"}, r"Cannot read .*none\.png: No such file or directory\."),
        ("blur it", {"image": "notes.txt"}, r".*notes\.txt: .+\."),
        ("asdfgh qwerty", {}, r"The studio did not understand “asdfgh qwerty”\.\n  - .+"),
        ("blur it", {"provider": "dalle"}, "There is no AI provider named “dalle” here."),
        ("blur it", {"image": None}, ".*Studio: cannot make pictures."),
        ("blur it", {"out": "nowhere/out.png"}, r"Cannot write .*nowhere/out\.png: .+\."),
        ("blur it", {"out": "out.odd"}, r"Cannot write .*out\.odd: .+\."),
    ],
)
def test_generate_refuses_in_a_sentence_and_leaves_nothing(
    photo: Path, prompt: str, options: dict[str, str | None], sentence: str
) -> None:
    folder = photo.parent
    (folder / "notes.txt").write_text("not a picture")
    before = sorted(folder.rglob("*"))
    given = {"image": "in.png", "out": "out.png", "provider": "studio", **options}
    for name in ("image", "out"):
        given[name] = folder / str(given[name]) if given[name] else None  # type: ignore[assignment]
    with pytest.raises(CommandError, match=rf"(?s)^{sentence}$"):
        run("generate", prompt, **given)
    assert sorted(folder.rglob("*")) == before


def test_generate_that_is_refused_keeps_what_was_there(photo: Path) -> None:
    out = photo.with_name("out.png")
    out.write_bytes(b"dear to somebody")
    with pytest.raises(CommandError):
        run("generate", "asdfgh qwerty", image=photo, out=out)
    assert out.read_bytes() == b"dear to somebody"


# --- serve --------------------------------------------------------------------------------------


def serve_parser() -> ArgumentParser:
    return load_command_class("nanobanana", "serve").create_parser("manage.py", "serve")


def test_serve_names_its_options() -> None:
    shown = serve_parser().format_help()
    for option in ("--host HOST", "--port PORT", "--web WEB", "--workers WORKERS"):
        assert option in shown


def test_serve_reads_its_options() -> None:
    def read(*arguments: str) -> tuple[str, int, int, int]:
        given = serve_parser().parse_args(list(arguments))
        return given.host, given.port, given.web, given.workers

    assert read() == ("127.0.0.1", 8000, 1, 2)
    words = ["--host", "0.0.0.0", "--port", "0", "--web", "3", "--workers", "4"]
    assert read(*words) == ("0.0.0.0", 0, 3, 4)


def test_serve_on_a_taken_port_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError) as caught:
            run("serve", "--port", str(port), "--web", "0", "--workers", "0")
    assert str(caught.value) == (
        f"Cannot listen on 127.0.0.1:{port}: Address already in use. "
        "Choose another with --port, or PORT=… make run."
    )
