"""A client's connection, while something takes long."""

import asyncio
from collections.abc import Coroutine
from typing import Any

CONNECTION = "nanobanana.connection"
"""In the ASGI scope of a request whose body was taken in already: the connection's own `receive`,
which tells when the client has gone."""


async def while_connected(work: Coroutine[Any, Any, None], receive: Any) -> None:
    """Do it, unless the client goes: what it asked for goes on without it. Raises what `work`
    raises."""
    working = asyncio.ensure_future(work)
    gone = asyncio.ensure_future(_until_gone(receive))
    done, waiting = await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for task in done:
        task.result()


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
