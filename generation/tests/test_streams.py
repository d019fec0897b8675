import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.test import Client, RequestFactory

from accounts.models import User, Visitor
from accounts.visitors import HEADER, RequestVisitor, VisitorRequest, hash_key
from generation import hub as hub_module
from generation import streams
from generation.hints import ChangeHint, change_hint
from generation.hub import Hub
from generation.models import Generation, Mode, Status
from generation.positions import queue_positions
from generation.running import run_next
from generation.serializers import GenerationSerializer
from generation.services import Wish, submit_generation
from generation.streams import (
    KEEP_ALIVE,
    RETRY,
    EventStreamResponse,
    Watch,
    status_event,
    watch_generation,
)
from generation.tests.conftest import FakeProvider

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "its key"
PATIENCE = 20.0
"""Seconds an event may take on a busy machine; none takes as long as a tenth of it."""


class Ended(Exception):
    """The test is over."""


class EndingHint:
    """The database's own hint, until the test is over."""

    def __init__(self) -> None:
        self.inner: ChangeHint = change_hint()
        self.is_over = threading.Event()

    def wait(self, seconds: float) -> bool:
        if self.is_over.is_set():
            raise Ended
        return self.inner.wait(min(seconds, 0.05))

    def close(self) -> None:
        self.inner.close()


class EndingHub(Hub):
    """A hub whose thread and connection do not outlive the test."""

    def _watch(self) -> None:
        try:
            super()._watch()
        except Ended:
            connection.close()

    @property
    def subscribers(self) -> int:
        return len(self._subscriptions)

    def end(self) -> None:
        self._wanted.set()
        if self._thread:
            self._thread.join(PATIENCE)
            assert not self._thread.is_alive()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[EndingHub]:
    """Stands where the process's own hub does."""
    hint, hub = EndingHint(), EndingHub()
    monkeypatch.setattr(hub_module, "change_hint", lambda: hint)
    monkeypatch.setattr(streams, "hub", hub)
    yield hub
    hint.is_over.set()
    hub.end()
    hint.close()


@pytest.fixture
def owner() -> Visitor:
    return Visitor.objects.create(key_hash=hash_key(KEY))


@pytest.fixture
def generation(owner: Visitor) -> Generation:
    """One that waits; nothing works on it."""
    row = Generation.objects.create(owner=owner, prompt="a lake", mode=Mode.TEXT, provider="mock")
    return fresh(row)


def fresh(generation: Generation) -> Generation:
    return Generation.objects.with_images().get(pk=generation.pk)


def request_of(key: str = "", user: User | None = None) -> HttpRequest:
    """A request as the middlewares and the view's look-up of its visitor leave it."""
    request = RequestFactory().get("/", headers={HEADER: key} if key else {})
    request.user = user or AnonymousUser()
    visitor = cast(VisitorRequest, request).visitor = RequestVisitor(request)
    assert visitor.row is None or visitor.row.pk
    return request


def lines(event: str) -> list[str]:
    """The event's lines; an empty one ends it."""
    assert event.endswith("\n\n")
    return event.removesuffix("\n\n").split("\n")


def data(event: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(lines(event)[-1].removeprefix("data: "))
    return read


def change(generation: Generation, **fields: Any) -> None:
    """Change the row as a worker does, on a connection of this thread's own."""
    row = Generation.objects.filter(pk=generation.pk)
    row.update(version=F("version") + 1, **fields)
    connection.close()


async def changed(generation: Generation, **fields: Any) -> None:
    await asyncio.to_thread(change, generation, **fields)


async def following(events: AsyncIterator[str]) -> str:
    """The next event."""
    return await asyncio.wait_for(anext(events), PATIENCE)


async def rest(events: AsyncIterator[str]) -> list[str]:
    """Every event to the stream's end."""

    async def read() -> list[str]:
        return [event async for event in events]

    return await asyncio.wait_for(read(), PATIENCE)


Story = Callable[[AsyncIterator[str]], Awaitable[None]]


def watched(generation: Generation, story: Story, request: HttpRequest | None = None) -> None:
    """Run a story on the open stream of a generation."""
    position = queue_positions({generation.pk}).get(generation.pk)
    watch = Watch(request or request_of(KEY), generation, position)

    async def tell() -> None:
        events = watch.events()
        try:
            assert await following(events) == RETRY
            await story(events)
        finally:
            await cast(Any, events).aclose()

    asyncio.run(tell())


# --- the event ----------------------------------------------------------------------------------


def test_event_has_the_lines_eventsource_reads(generation: Generation) -> None:
    request = request_of(KEY)
    context = {"request": request, "positions": {generation.pk: 3}}
    first, second, third = lines(status_event(request, generation, 3))
    assert (first, second) == (f"id: {generation.version}", "event: status")
    assert third.startswith("data: {")
    shape = GenerationSerializer(generation, context=context).data
    assert json.loads(third.removeprefix("data: ")) == json.loads(json.dumps(shape, default=str))
    assert data(status_event(request, generation, 3))["queuePosition"] == 3
    assert data(status_event(request, generation, None))["queuePosition"] is None


def test_event_keeps_to_its_lines_whatever_the_prompt(generation: Generation) -> None:
    generation.prompt = "a lake\n\ndata: {}\r\nevent: end\n\u2028é"
    event = status_event(request_of(KEY), generation, None)
    assert len(event.splitlines()) == 4
    assert data(event)["prompt"] == generation.prompt


def test_session_id_is_in_its_owners_event_only(generation: Generation, owner: Visitor) -> None:
    Visitor.objects.create(key_hash=hash_key("another"))
    seen = [
        data(status_event(request_of(key), generation, None))["sessionId"]
        for key in (KEY, "another", "unknown", "")
    ]
    assert seen == [KEY, None, None, None]


def test_session_id_of_a_user_is_none(generation: Generation, owner: Visitor) -> None:
    user = User.objects.create_user("ada@example.com", "x")
    Visitor.objects.filter(pk=owner.pk).update(user=user)
    event = data(status_event(request_of(KEY, user), fresh(generation), None))
    assert (event["sessionId"], event["userId"]) == (None, str(user.pk))


# --- the answer of a plain server ---------------------------------------------------------------


def test_plain_answer_is_one_event_and_a_quick_retry(generation: Generation) -> None:
    request = request_of(KEY)
    answer = watch_generation(request, generation, "")
    assert isinstance(answer, EventStreamResponse)
    assert answer.status_code == 200
    assert answer.content.decode() == f"retry: 1500\n\n{status_event(request, generation, 1)}"
    assert answer["Content-Type"] == "text/event-stream"
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Accel-Buffering"] == "no"


def test_plain_answer_ends_the_retries_once_all_was_seen(generation: Generation) -> None:
    request = request_of(KEY)
    assert watch_generation(request, generation, str(generation.version)).status_code == 200
    change(generation, status=Status.FAILED)
    failed = fresh(generation)
    seen = watch_generation(request, failed, str(failed.version))
    assert (seen.status_code, seen.content) == (204, b"")
    for last_id in ("", str(generation.version), f"{failed.version}0", "odd"):
        answer = watch_generation(request, failed, last_id)
        assert (answer.status_code, isinstance(answer, EventStreamResponse)) == (200, True)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_events_of_the_api_end_after_each_final_status(
    generation: Generation, status: Status
) -> None:
    change(generation, status=status)
    path = f"/api/generate/{generation.pk}/events"
    headers = {HEADER: KEY, "Accept": "text/event-stream"}
    answer = Client().get(path, headers=headers)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    event = answer.content.decode().removeprefix(RETRY)
    assert (data(event)["status"], data(event)["sessionId"]) == (status, KEY)
    last_id = lines(event)[0].removeprefix("id: ")
    again = Client().get(path, headers={**headers, "Last-Event-ID": last_id})
    assert again.status_code == 204


# --- the open stream ----------------------------------------------------------------------------


@pytest.mark.usefixtures("hub")
def test_stream_begins_with_the_snapshot_before_the_hub_looks(
    generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EndingHub, "_watch", lambda _: None)
    expected = status_event(request_of(KEY), generation, 1)

    async def story(events: AsyncIterator[str]) -> None:
        assert await following(events) == expected

    watched(generation, story)


def test_stream_tells_each_change(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        told = [data(await following(events))]
        for progress in (10, 55):
            await changed(generation, status=Status.PROCESSING, progress=progress, stage="Painting")
            told.append(data(await following(events)))
        assert [(each["status"], each["progress"], each["stage"]) for each in told] == [
            ("pending", 0, None),
            ("processing", 10, "Painting"),
            ("processing", 55, "Painting"),
        ]
        assert [each["queuePosition"] for each in told] == [1, None, None]

    watched(generation, story)


def test_stream_catches_up_on_what_its_snapshot_missed(
    hub: EndingHub, generation: Generation
) -> None:
    change(generation, status=Status.PROCESSING, progress=30)

    async def story(events: AsyncIterator[str]) -> None:
        told = [data(await following(events))["progress"] for _ in range(2)]
        assert told == [0, 30]

    watched(generation, story)


def test_stream_numbers_its_events_by_version(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        first = await following(events)
        await changed(generation, status=Status.PROCESSING)
        second = await following(events)
        version = generation.version
        assert [lines(first)[0], lines(second)[0]] == [f"id: {version}", f"id: {version + 1}"]

    watched(generation, story)


def test_stream_tells_a_new_place_in_the_queue(
    hub: EndingHub, owner: Visitor, generation: Generation
) -> None:
    behind = Generation.objects.create(
        owner=owner, prompt="a hill", mode=Mode.TEXT, provider="mock", turn=1
    )

    async def story(events: AsyncIterator[str]) -> None:
        assert data(await following(events))["queuePosition"] == 2
        await changed(generation, status=Status.PROCESSING)
        assert data(await following(events))["queuePosition"] == 1

    watched(fresh(behind), story)


@pytest.mark.parametrize("status", [Status.COMPLETED, Status.FAILED, Status.CANCELLED])
def test_stream_ends_after_a_final_status(
    hub: EndingHub, generation: Generation, status: Status
) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        await changed(generation, status=status)
        assert data(await following(events))["status"] == status
        assert await rest(events) == []
        assert hub.subscribers == 0

    watched(generation, story)


def test_stream_of_a_finished_one_is_its_snapshot(hub: EndingHub, generation: Generation) -> None:
    change(generation, status=Status.FAILED, error_code="refused", error_detail="Not this.")

    async def story(events: AsyncIterator[str]) -> None:
        error = data(await following(events))["error"]
        assert error == {"code": "refused", "detail": "Not this."}
        assert await rest(events) == []

    watched(fresh(generation), story)


def test_stream_shows_the_pictures_of_a_real_run(
    hub: EndingHub, owner: Visitor, provider: FakeProvider
) -> None:
    submitted = submit_generation(owner, Wish(prompt="a lake", settings={"count": 2}))

    def work() -> None:
        run_next()
        connection.close()

    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        await asyncio.to_thread(work)
        told = [data(event) for event in await rest(events)]
        last = told[-1]
        assert (last["status"], last["progress"], len(last["outputImages"])) == (
            "completed",
            100,
            2,
        )
        assert [each["progress"] for each in told] == sorted(each["progress"] for each in told)

    watched(fresh(submitted), story)


def test_stream_of_a_deleted_one_ends(hub: EndingHub, generation: Generation) -> None:
    def delete() -> None:
        Generation.objects.all().delete()
        connection.close()

    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        await asyncio.to_thread(delete)
        assert await rest(events) == []

    watched(generation, story)


def test_silent_stream_is_kept_alive(
    hub: EndingHub, generation: Generation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "COMMENT_SECONDS", 0.01)

    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        assert [await following(events) for _ in range(3)] == [": still here\n\n"] * 3
        await changed(generation, status=Status.CANCELLED)
        until, event = time.monotonic() + PATIENCE, KEEP_ALIVE
        while event == KEEP_ALIVE and time.monotonic() < until:
            event = await following(events)
        assert data(event)["status"] == "cancelled"

    watched(generation, story)


def test_closed_stream_is_no_longer_subscribed(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        assert hub.subscribers == 1
        await cast(Any, events).aclose()
        assert hub.subscribers == 0

    watched(generation, story)


def test_cancelled_reader_is_no_longer_subscribed(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        reader = asyncio.ensure_future(anext(events))
        await asyncio.sleep(0)
        reader.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reader
        assert hub.subscribers == 0

    watched(generation, story)


def test_streams_of_two_readers_show_each_what_it_may_see(
    hub: EndingHub, generation: Generation
) -> None:
    stranger = request_of("another")

    async def story(events: AsyncIterator[str]) -> None:
        others = Watch(stranger, generation, 1).events()
        await following(others)
        seen = [data(await following(each))["sessionId"] for each in (events, others)]
        await changed(generation, status=Status.CANCELLED)
        seen += [data(await following(each))["sessionId"] for each in (events, others)]
        assert seen == [KEY, None, KEY, None]
        await cast(Any, others).aclose()

    watched(generation, story)


def test_change_of_another_generation_says_nothing(
    hub: EndingHub, owner: Visitor, generation: Generation
) -> None:
    other = Generation.objects.create(
        owner=owner, prompt="a hill", mode=Mode.TEXT, provider="mock", status=Status.PROCESSING
    )

    async def story(events: AsyncIterator[str]) -> None:
        await following(events)
        await changed(other, progress=50)
        await changed(generation, status=Status.PROCESSING, progress=7)
        told = data(await following(events))
        assert (told["id"], told["progress"]) == (str(generation.pk), 7)

    watched(generation, story)
