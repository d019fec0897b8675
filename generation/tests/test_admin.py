import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.models import User, Visitor
from accounts.visitors import visitor_for_user
from files.models import Blob, StoredFile
from generation import leases
from generation.models import Generation, Mode, Status
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.running import Outcome, run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider, one_picture
from generation.trash import trash_generation

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "admin:generation_generation_changelist"


@pytest.fixture
def curator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("c@example.com", "x"))
    return client


@pytest.fixture
def done(visitor: Visitor, provider: FakeProvider, photo: StoredFile) -> Generation:
    """A finished edit of a photo."""
    generation = submit_generation(visitor, Wish(prompt="make it warmer", image=photo.pk))
    assert run_next() is Outcome.DONE
    return fresh(generation)


def refuse(request: ProviderRequest, progress: Progress) -> ProviderResult:
    raise ProviderError("refused", "Not this.")


def fresh(generation: Generation) -> Generation:
    return Generation.objects.with_images().get(pk=generation.pk)


def address(generation: Generation, page: str = "change") -> str:
    return reverse(f"admin:generation_generation_{page}", args=[generation.pk])


def act(curator: Client, action: str, *rows: Generation, **more: str) -> list[str]:
    """Choose an action for rows of the list; the messages that come of it."""
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows], **more}
    answer = curator.post(reverse(LIST), data, follow=True)
    assert answer.status_code == 200
    return [str(message) for message in answer.context["messages"]]


def listed(curator: Client, **query: str) -> list[str]:
    return [row.prompt for row in curator.get(reverse(LIST), query).context["cl"].result_list]


def add_row(owner: Visitor, prompt: str, **fields: Any) -> Generation:
    given = {"mode": Mode.TEXT, "provider": "mock", **fields}
    return Generation.objects.create(owner=owner, prompt=prompt, **given)


def bytes_kept(settings: Settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["changelist", "change", "delete"])
def test_admin_is_closed_to_others(visitor: Visitor, name: str) -> None:
    row = add_row(visitor, "secret wish")
    path = reverse(LIST) if name == "changelist" else address(row, name)
    member, helper = Client(), Client()
    member.force_login(User.objects.create_user("m@example.com", "x"))
    helper.force_login(User.objects.create_user("h@example.com", "x", is_staff=True))
    for client, status in ((Client(), 302), (member, 302), (helper, 403)):
        answer = client.get(path)
        assert answer.status_code == status
        assert b"secret wish" not in answer.content
    member.post(address(row, "delete"), {"post": "yes"})
    helper.post(address(row, "delete"), {"post": "yes"})
    assert Generation.objects.count() == 1


def test_list_is_filtered_by_status(curator: Client, visitor: Visitor) -> None:
    for status in Status.values:
        add_row(visitor, f"is {status}", status=status)
    assert listed(curator, status__exact="failed") == ["is failed"]
    assert listed(curator, status__exact="pending") == ["is pending"]
    assert len(listed(curator)) == len(Status.values)


def test_list_is_searched(curator: Client, visitor: Visitor) -> None:
    user = User.objects.create_user("ada@example.com", "x")
    lake = add_row(visitor, "a lake")
    add_row(visitor_for_user(user), "a hill")
    add_row(visitor, "a wood", error_code="provider_failed", status=Status.FAILED)
    assert listed(curator, q="LAKE") == ["a lake"]
    assert listed(curator, q="ada@example") == ["a hill"]
    assert listed(curator, q="provider_failed") == ["a wood"]
    assert listed(curator, q=str(lake.pk)) == ["a lake"]
    assert listed(curator, q="a sea") == []


def test_list_cuts_long_prompts_and_escapes_them(curator: Client, visitor: Visitor) -> None:
    add_row(visitor, "<b>bold</b> " + "x" * 100)
    page = curator.get(reverse(LIST)).content.decode()
    assert "<b>bold" not in page
    assert f"&lt;b&gt;bold&lt;/b&gt; {'x' * 58}…" in page


def test_list_costs_the_same_for_one_row_and_for_ten(
    curator: Client, new_visitor: Callable[[], Visitor]
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert curator.get(reverse(LIST)).status_code == 200
        return len(captured)

    def add(number: int) -> None:
        user = User.objects.create_user(f"{number}@example.com", "x")
        add_row(new_visitor(), f"anonymous {number}")
        add_row(visitor_for_user(user), f"member {number}", status=Status.FAILED)

    add(0)
    curator.get(reverse(LIST))
    few = queries()
    for number in range(1, 5):
        add(number)
    assert len(listed(curator)) == 10
    assert queries() == few


def test_change_page_shows_pictures_that_open(curator: Client, done: Generation) -> None:
    page = curator.get(address(done)).content.decode()
    assert done.input is not None
    (output,) = done.outputs
    links = re.findall(r'<a href="(/api/files/[^"]+)"', page)
    assert links == [done.input.url, output.url]
    for link in links:
        assert f'<img src="{link}?w=240&amp;format=webp"' in page
        for path in (link, f"{link}?w=240&format=webp"):
            answer = curator.get(path)
            assert (answer.status_code, answer["Content-Type"][:6]) == (200, "image/")
            answer.close()
        assert Client().get(link).status_code == 404


def test_change_page_of_one_that_failed_says_why(
    curator: Client, visitor: Visitor, provider: FakeProvider
) -> None:
    provider.act = refuse
    failed = submit_generation(visitor, Wish(prompt="a lake"))
    run_next()
    page = curator.get(address(failed)).content.decode()
    assert "Not this." in page
    assert "/api/files/" not in page


def test_the_workers_secret_is_not_shown(
    curator: Client, visitor: Visitor, provider: FakeProvider
) -> None:
    submit_generation(visitor, Wish(prompt="a lake"))
    claimed = leases.claim_next()
    assert claimed is not None
    assert len(claimed.claim) == 32
    assert claimed.claim not in curator.get(address(claimed)).content.decode()


def test_nothing_can_be_added_or_edited(curator: Client, done: Generation) -> None:
    add = reverse("admin:generation_generation_add")
    assert (curator.get(add).status_code, curator.post(add, {}).status_code) == (403, 403)
    data = {"prompt": "something else", "status": "failed", "owner": ""}
    curator.post(address(done), data)
    row = fresh(done)
    assert (row.prompt, row.status, row.owner) == ("make it warmer", "completed", done.owner)


def test_requeue_lets_a_failed_one_run_again(
    curator: Client, visitor: Visitor, provider: FakeProvider, done: Generation
) -> None:
    provider.act = refuse
    failed = submit_generation(visitor, Wish(prompt="a lake"))
    run_next()
    assert fresh(failed).status == Status.FAILED
    assert act(curator, "requeue", failed, done) == ["1 requeued."]
    assert (fresh(failed).status, fresh(failed).error_code) == ("pending", "")
    assert fresh(done).status == Status.COMPLETED
    provider.act = one_picture
    assert (run_next(), run_next()) == (Outcome.DONE, Outcome.IDLE)
    assert fresh(failed).status == Status.COMPLETED
    assert len(fresh(failed).outputs) == 1


def test_stop_cancels_and_gives_the_allowance_back(
    curator: Client, visitor: Visitor, done: Generation
) -> None:
    running = submit_generation(visitor, Wish(prompt="a hill", settings={"count": 2}))
    assert leases.claim_next() == running
    waiting = submit_generation(visitor, Wish(prompt="a lake", settings={"count": 3}))
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 6
    assert act(curator, "stop", running, waiting, done) == ["2 stopped."]
    assert {fresh(running).status, fresh(waiting).status} == {Status.CANCELLED}
    assert fresh(done).status == Status.COMPLETED
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, visitor.allowance_used) == (1, 1)
    assert run_next() is Outcome.IDLE


@pytest.mark.parametrize("way", ["one by one", "as an action"])
def test_deleting_removes_the_outputs_and_keeps_the_input(
    curator: Client, done: Generation, photo: StoredFile, settings: Settings, way: str
) -> None:
    blobs = [file.blob for file in (*done.outputs, photo)]
    assert {path.parent.name for path in bytes_kept(settings)} == {
        blob.folder.split("/")[-1] for blob in blobs
    }
    if way == "one by one":
        curator.post(address(done, "delete"), {"post": "yes"})
    else:
        act(curator, "delete_selected", done, post="yes")
    assert Generation.objects.count() == 0
    assert (list(StoredFile.objects.all()), list(Blob.objects.all())) == ([photo], [photo.blob])
    assert {path.parent.name for path in bytes_kept(settings)} == {photo.blob.folder.split("/")[-1]}


@pytest.mark.parametrize("way", ["one by one", "as an action"])
@pytest.mark.parametrize("is_running", [False, True])
@pytest.mark.usefixtures("provider")
def test_deleting_one_under_way_gives_the_allowance_back(
    curator: Client, visitor: Visitor, way: str, is_running: bool
) -> None:
    generation = submit_generation(visitor, Wish(prompt="a lake", settings={"count": 3}))
    if is_running:
        leases.claim_next()
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 3
    if way == "one by one":
        curator.post(address(generation, "delete"), {"post": "yes"})
    else:
        act(curator, "delete_selected", generation, post="yes")
    assert Generation.objects.count() == 0
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, visitor.allowance_used) == (0, 0)
    assert run_next() is Outcome.IDLE


@pytest.mark.parametrize("is_trashed", [True, False])
def test_the_trash_is_found_and_shown(
    curator: Client, done: Generation, visitor: Visitor, *, is_trashed: bool
) -> None:
    kept = submit_generation(visitor, Wish(prompt="a hill"))
    trash_generation(done)
    page = curator.get(reverse(LIST), {"trashed_at__isempty": "0" if is_trashed else "1"})
    assert list(page.context["cl"].result_list) == [done if is_trashed else kept]
    assert curator.get(address(done)).status_code == 200
    curator.post(address(done, "delete"), {"post": "yes"})
    assert not Generation.objects.filter(pk=done.pk).exists()
