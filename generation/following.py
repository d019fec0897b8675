"""Follows a generation to its end on the asyncio side, where waiting holds no thread."""

import asyncio
from collections.abc import AsyncIterator, Callable
from uuid import UUID

from generation import hub as hubs
from generation.hub import Subscription
from generation.models import Generation

SILENCE_SECONDS = 15.0

Shape = Callable[[Generation], str]


async def changes(
    generation_id: UUID, *, seconds: float, shape: Shape, audience: str
) -> AsyncIterator[str | None]:
    """What `shape` makes of the row whenever that changes, and None after each long silence. Ends
    when the generation does, or after `seconds`. `audience` names the shape: followers with the
    same one share what it makes."""
    loop = asyncio.get_running_loop()
    subscription = Subscription(
        generation_id=generation_id,
        shape=lambda generation, _: shape(generation),
        audience=audience,
        loop=loop,
        events=asyncio.Queue(),
    )
    hubs.hub.subscribe(subscription)
    until, seen = loop.time() + seconds, ""
    try:
        while (left := until - loop.time()) > 0:
            try:
                async with asyncio.timeout(min(SILENCE_SECONDS, left)):
                    told = await subscription.events.get()
            except TimeoutError:
                yield None
                continue
            if told is None:
                return
            if told != seen:
                seen = told
                yield told
    finally:
        hubs.hub.unsubscribe(subscription)
