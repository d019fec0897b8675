import json
import time
from collections.abc import AsyncIterator

import pytest
from django.test import Client

from accounts.models import User, Visitor
from accounts.visitors import HEADER, hash_key
from generation import streams
from generation.models import Generation, Status
from generation.serializers import GenerationSerializer
from generation.streams import (
    KEEP_ALIVE,
    RETRY,
    EventStreamResponse,
    status_event,
    watch_generation,
)
from generation.tests.streaming import (
    KEY,
    PATIENCE,
    EndingHub,
    change,
    changed,
    data,
    following,
    fresh,
    lines,
    request_of,
    rest,
    watched,
)

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_stream_numbers_its_events_by_version(hub: EndingHub, generation: Generation) -> None:
    async def story(events: AsyncIterator[str]) -> None:
        first = await following(events)
        await changed(generation, status=Status.PROCESSING)
        second = await following(events)
        version = generation.version
        assert [lines(first)[0], lines(second)[0]] == [f"id: {version}", f"id: {version + 1}"]

    watched(generation, story)


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
