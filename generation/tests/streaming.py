"""What the tests of event streams and of work in threads share: ends that leave nothing."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F
from django.http import HttpRequest
from django.test import RequestFactory

from accounts.models import User
from accounts.visitors import HEADER, RequestVisitor, VisitorRequest
from generation.hints import ChangeHint, change_hint
from generation.hub import Hub
from generation.models import Generation
from generation.positions import queue_positions
from generation.running import Outcome, run_next
from generation.streams import RETRY, Watch

KEY = "its key"
PATIENCE = 20.0
"""Seconds an event may take on a busy machine; none takes as long as a tenth of it."""


class Ended(BaseException):
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


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Starts it on a connection of its own, which it closes: PostgreSQL lets no test database go
    that somebody is connected to."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextmanager
def working() -> Iterator[None]:
    """A worker beside the test."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set():
            if run_next() is Outcome.IDLE:
                over.wait(0.02)

    thread = in_thread(work)
    try:
        yield
    finally:
        over.set()
        thread.join()


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
