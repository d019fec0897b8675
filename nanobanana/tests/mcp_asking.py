"""What the tests of `/mcp` ask with, before the protocol begins."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from generation.mcp_server.callers import CALLER, Caller
from nanobanana.serving.assistants import Assistants

BODY = b'{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def error(self) -> tuple[int, str, str]:
        """Status, code and words of an answer in our errors' shape."""
        told = json.loads(self.body)
        (error,) = told["errors"]
        kind = "server_error" if self.status >= 500 else "client_error"
        assert told == {"type": kind, "errors": [error]}
        assert error["attr"] is None
        return self.status, error["code"], error["detail"]


class Told:
    """Stands in the place of the MCP application; notes who asks, and for what."""

    def __init__(self) -> None:
        self.caller: Caller | None = None
        self.paths: set[Any] = set()
        self.body = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.caller, self.paths = scope[CALLER], {scope["path"], scope["raw_path"]}
        more = True
        while more:
            message = await receive()
            self.body += message["body"]
            more = message["more_body"]
        assert (await receive())["type"] == "http.disconnect"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"heard"})


async def asked(
    assistants: Assistants,
    headers: dict[str, str],
    method: str = "POST",
    path: str = "/mcp",
    body: bytes = BODY,
) -> Answer:
    given = {"host": "testserver", "content-length": str(len(body)), **headers}
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(k.encode(), v.encode("latin-1")) for k, v in given.items() if v],
    }
    waiting: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Any] = []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await assistants(scope, receive, send)
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(each["body"] for each in sent[1:]))


def ask(headers: dict[str, str], method: str = "POST", path: str = "/mcp") -> tuple[Told, Answer]:
    """What reaches the MCP application of a running process, and the answer."""
    assistants, app = Assistants(), Told()

    async def work() -> Answer:
        async with assistants.running():
            assistants._app = app
            return await asked(assistants, headers, method, path)

    return app, asyncio.run(work())
