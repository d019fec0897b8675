"""Lets go of clients that do not take their answer."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

logger = logging.getLogger(__name__)

SEND_SECONDS = 30.0
"""How long a client may take for each part of an answer, at most 256 KB."""

App = Callable[[Any, Any, Any], Coroutine[Any, Any, None]]


class ClientTooSlow(Exception):
    """The client took nothing for SEND_SECONDS."""


def timed(app: App) -> App:
    """ASGI middleware: each part of the answer has to be taken in time, or the rest is not sent."""

    async def timed_app(scope: Any, receive: Any, send: Any) -> None:
        async def send_in_time(message: Any) -> None:
            try:
                await asyncio.wait_for(send(message), SEND_SECONDS)
            except TimeoutError as error:
                raise ClientTooSlow from error

        try:
            await app(scope, receive, send_in_time)
        except ClientTooSlow:
            logger.info("A client took too long over %s and was let go", scope["path"])

    return timed_app


def taken_at_once(app: App) -> App:
    """ASGI middleware: takes the whole answer from `app` without a pause, and hands it to the
    client at the client's pace. For answers of a size that fits into memory."""

    async def hurried_app(scope: Any, receive: Any, send: Any) -> None:
        parts: asyncio.Queue[Any] = asyncio.Queue()
        handing = asyncio.ensure_future(_hand_over(parts, send))
        try:
            await app(scope, receive, parts.put)
        finally:
            await parts.put(None)
            await handing

    return hurried_app


async def _hand_over(parts: "asyncio.Queue[Any]", send: Any) -> None:
    while (part := await parts.get()) is not None:
        await send(part)
