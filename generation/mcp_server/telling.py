"""Work that blocks, done for a tool: its errors become the tool's, in words."""

from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from mcp.server.mcpserver.exceptions import ToolError

from nanobanana.http.errors import as_problem

T = TypeVar("T")


class InThread(Protocol):
    """Runs a blocking function in a thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


async def told(in_thread: InThread, work: Callable[[], T]) -> T:
    """What `work` returns; our errors become the tool's, in words. Any other is the package's to
    log, and to keep to itself."""
    try:
        return await in_thread(work)
    except Exception as error:
        problem = as_problem(error)
        if problem is None:
            raise
        raise ToolError(problem.detail) from error
