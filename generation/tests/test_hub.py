"""What open streams learn of changes, and that none is kept once its reader has gone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, cast

import pytest
from django.db import connection

from accounts.models import Visitor
from generation.models import Generation, Mode, Status
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.streams import Watch
from generation.tests.conftest import FakeProvider
from generation.tests.streaming import (
    KEY,
    EndingHub,
    change,
    changed,
    data,
    following,
    fresh,
    request_of,
    rest,
    watched,
)

pytestmark = pytest.mark.django_db(transaction=True)


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
