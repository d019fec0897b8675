"""The tools that make pictures, and the one that looks: what they wait for, and what they tell."""

import base64
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import UUID

import pytest

from generation import hub as hub_module
from generation.errors import InputNotFound, ParentUnusable
from generation.mcp_server import waiting as waiting_module
from generation.mcp_server.callers import Caller
from generation.mcp_server.waiting import MOST_SECONDS
from generation.mcp_server.wishes import NO_ID
from generation.models import Generation, Mode
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.running import run_next
from generation.tests.assisting import (
    NOBODYS,
    Session,
    call,
    finished,
    new_caller,
    refusal,
    shown_in,
    waiting,
    words_of,
)
from generation.tests.conftest import FakeProvider, one_picture, picture_bytes
from generation.tests.streaming import EndingHub, working

pytestmark = pytest.mark.django_db(transaction=True)
PHOTO = "data:image/png;base64," + base64.b64encode(picture_bytes()).decode()


@pytest.fixture
def caller() -> Caller:
    return new_caller()


@pytest.fixture(autouse=True)
def own_hub(hub: EndingHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub_module, "hub", hub)


@pytest.fixture
def worker(provider: FakeProvider) -> Iterator[FakeProvider]:
    """Works beside the calls."""
    with working():
        yield provider


def scripted(monkeypatch: pytest.MonkeyPatch, *told: str | None) -> list[tuple[UUID, float]]:
    """Lets these changes be followed in place of the row's; returns what was followed, and for how
    many seconds."""
    followed: list[tuple[UUID, float]] = []

    async def changes(key: UUID, *, seconds: float, **_: Any) -> AsyncIterator[str | None]:
        followed.append((key, seconds))
        for each in told:
            yield each

    monkeypatch.setattr(waiting_module, "changes", changes)
    return followed


def test_picture_from_words(caller: Caller, worker: FakeProvider) -> None:
    session = Session()
    result = call(
        caller,
        "generate_image",
        session,
        prompt=" a lake ",
        count=2,
        aspect_ratio="16:9",
        provider="mock",
        model="fake-1",
        seed=0,
    )
    row = Generation.objects.with_images().get()
    assert (result.is_error, len(shown_in(result))) == (False, 2)
    assert (result.structured_content or {})["id"] == str(row.pk)
    assert (row.owner, row.prompt, row.mode) == (caller.visitor, "a lake", Mode.TEXT)
    assert row.settings == {
        "aspectRatio": "16:9",
        "count": 2,
        "provider": "mock",
        "model": "fake-1",
        "seed": 0,
    }
    assert row.seed == worker.seen[0].seed == 0
    assert [total for _, total, _ in session.told] == [100] * len(session.told)
    assert session.told[-1][0] == 100


def test_edit_of_pictures_that_come_along(caller: Caller, worker: FakeProvider) -> None:
    result = call(
        caller, "edit_image", prompt="warmer", image=PHOTO, mask=PHOTO, references=["", PHOTO]
    )
    assert not result.is_error, words_of(result)
    row = Generation.objects.with_images().get()
    assert (row.mode, row.parent, len(row.references)) == (Mode.IMAGE, None, 1)
    assert row.mask is not None


@pytest.mark.parametrize("name", ["image", "generation"])
def test_edit_goes_on_from_a_generation(caller: Caller, worker: FakeProvider, name: str) -> None:
    earlier = call(caller, "generate_image", prompt="a lake").structured_content or {}
    later = call(caller, "edit_image", prompt="warmer", **{name: earlier["id"]})
    row = Generation.objects.with_images().get(pk=(later.structured_content or {})["id"])
    assert str(row.parent_id) == earlier["id"]
    assert row.input is not None
    assert str(row.input.pk) == earlier["images"][0]["id"]


def test_what_cannot_be_edited_is_told_and_keeps_nothing(
    caller: Caller, provider: FakeProvider
) -> None:
    theirs = str(finished(new_caller("bob@example.com").visitor).pk)
    before = Generation.objects.count()
    nothing = "Say which picture: send `image`, or the id of a `generation`."
    assert refusal(caller, "edit_image", prompt="warmer") == nothing
    for key in (NOBODYS, theirs):
        refused = refusal(caller, "edit_image", prompt="warmer", image=key)
        assert refused == InputNotFound.message
        refused = refusal(caller, "edit_image", prompt="warmer", generation=key)
        assert refused == ParentUnusable.message
    assert refusal(caller, "edit_image", prompt="warmer", generation="last") == NO_ID
    assert refusal(caller, "get_image", id="last") == NO_ID
    assert refusal(caller, "get_image", id=theirs) == "There is no such file."
    assert Generation.objects.count() == before


def test_what_fails_is_the_tools_error(caller: Caller, worker: FakeProvider) -> None:
    def failing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise ProviderError("refused", "This was refused.")

    worker.act = failing
    result = call(caller, "generate_image", prompt="a lake")
    assert (result.is_error, words_of(result)) == (True, "This was refused.")


def test_call_that_takes_long_is_answered_with_the_id(
    caller: Caller, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch, hub: EndingHub
) -> None:
    monkeypatch.setattr(waiting_module, "MOST_SECONDS", 0.05)
    result = call(caller, "generate_image", prompt="a lake")
    row = Generation.objects.get()
    assert (result.is_error, (result.structured_content or {})["status"]) == (False, "pending")
    expected = f"Not finished yet (0 %). Ask again with get_image and id {row.pk}."
    assert words_of(result) == expected
    assert (hub.subscribers, row.status) == (0, "pending")
    assert words_of(call(caller, "get_image", id=str(row.pk))) == expected


def test_progress_always_rises(
    caller: Caller, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed = scripted(
        monkeypatch, None, "0 ", "5 Painting", "5 Looking", None, "3 Again", "60 ", "100 All done"
    )
    session = Session()
    call(caller, "generate_image", session, prompt="a lake")
    assert followed == [(Generation.objects.get().pk, MOST_SECONDS)]
    assert session.told == [
        (0, 100, None),
        (5, 100, "Painting"),
        (60, 100, None),
        (100, 100, "All done"),
    ]


def test_a_stage_comes_with_its_progress(caller: Caller, worker: FakeProvider) -> None:
    seen = threading.Event()

    class Noting(Session):
        async def report_progress(
            self, progress: float, total: float | None, message: str | None
        ) -> None:
            await super().report_progress(progress, total, message)
            if message == "Painting":
                seen.set()

    def patient(request: ProviderRequest, progress: Progress) -> ProviderResult:
        result = one_picture(request, progress)
        assert seen.wait(20)
        return result

    worker.act = patient
    session = Noting()
    call(caller, "generate_image", session, prompt="a lake")
    percents = [percent for percent, _, _ in session.told]
    assert percents == sorted(set(percents))
    assert "Painting" in [stage for _, _, stage in session.told]


def test_looking_waits_for_what_is_under_way(
    caller: Caller, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = waiting(caller.visitor)

    async def worked_on(key: UUID, **_: Any) -> AsyncIterator[str | None]:
        assert key == row.pk
        thread = threading.Thread(target=run_next)
        thread.start()
        thread.join()
        yield "100 "

    monkeypatch.setattr(waiting_module, "changes", worked_on)
    session = Session()
    result = call(caller, "get_image", session, id=str(row.pk))
    assert (len(shown_in(result)), session.told) == (1, [(100, 100, None)])
    assert (result.structured_content or {})["generation"]["status"] == "completed"


def test_looking_at_what_has_ended_waits_for_nothing(
    caller: Caller, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = finished(caller.visitor)
    followed = scripted(monkeypatch)
    for key in (row.pk, row.outputs[0].pk):
        assert len(shown_in(call(caller, "get_image", id=str(key)))) == 1
    assert followed == []


def test_history_is_listed(caller: Caller, provider: FakeProvider) -> None:
    row = finished(caller.visitor, "a lake")
    listed = call(caller, "list_history", query="lake").structured_content or {}
    assert [each["id"] for each in listed["generations"]] == [str(row.pk)]
    listed = call(caller, "list_history", status="failed").structured_content or {}
    assert listed == {"generations": []}


@pytest.mark.parametrize(
    ("name", "value"), [("limit", 0), ("limit", 51), ("status", "lost"), ("query", "a" * 201)]
)
def test_history_is_listed_within_limits(caller: Caller, name: str, value: Any) -> None:
    assert f"\n{name}\n" in refusal(caller, "list_history", **{name: value})
