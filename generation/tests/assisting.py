"""What the tests of the tools for assistants share: a caller, and the context of a call."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, TypeVar

import pytest
from django.db import connection
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, ImageContent, TextContent

from accounts.keys.models import Scope
from accounts.models import User, Visitor
from accounts.visitors import visitor_for_user
from generation.mcp_server.callers import CALLER, Caller
from generation.mcp_server.tools import build_server
from generation.models import Generation
from generation.running import Outcome, run_next
from generation.services import Wish, submit_generation

T = TypeVar("T")
SITE = "http://testserver"
NOBODYS = "00000000-0000-7000-8000-000000000000"
BOTH = (Scope.GENERATE.value, Scope.READ.value)


@dataclass
class Session:
    """Notes the progress that a tool tells."""

    told: list[tuple[float, float | None, str | None]] = field(default_factory=list)

    async def report_progress(
        self, progress: float, total: float | None, message: str | None
    ) -> None:
        self.told.append((progress, total, message))


def new_caller(email: str = "ada@example.com", scopes: tuple[str, ...] = BOTH) -> Caller:
    user = User.objects.create_user(email, "a long pass phrase", name="Ada")
    return Caller(user, visitor_for_user(user), scopes, SITE)


async def in_thread(work: Callable[[], T]) -> T:
    def run() -> T:
        try:
            return work()
        finally:
            connection.close()

    return await asyncio.to_thread(run)


def call(caller: Caller, tool: str, session: Session | None = None, **given: Any) -> CallToolResult:
    """What the tool answers. Raises ToolError."""
    request: Any = SimpleNamespace(
        request=SimpleNamespace(scope={CALLER: caller}), session=session or Session()
    )
    context: Context[Any, Any] = Context(request_context=request)
    result = asyncio.run(build_server(in_thread).call_tool(tool, given, context))
    assert isinstance(result, CallToolResult)
    return result


def refusal(caller: Caller, tool: str, **given: Any) -> str:
    """The words with which the tool refuses."""
    with pytest.raises(ToolError) as refused:
        call(caller, tool, **given)
    return str(refused.value).removeprefix(f"Error executing tool {tool}: ")


def words_of(result: CallToolResult) -> str:
    return " ".join(each.text for each in result.content if isinstance(each, TextContent))


def shown_in(result: CallToolResult) -> list[ImageContent]:
    return [each for each in result.content if isinstance(each, ImageContent)]


def waiting(visitor: Visitor, prompt: str = "a lake", **settings: Any) -> Generation:
    """One that nothing works on."""
    return submit_generation(visitor, Wish(prompt=prompt, settings=settings))


def finished(visitor: Visitor, prompt: str = "a lake", **settings: Any) -> Generation:
    """One that was worked on to its end, good or bad."""
    row = waiting(visitor, prompt, **settings)
    assert run_next() is Outcome.DONE
    return Generation.objects.with_images().get(pk=row.pk)
