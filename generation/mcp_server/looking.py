"""The tools that look at what is there."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from mcp.server.mcpserver import Context, MCPServer
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from accounts.keys.models import Scope
from generation.mcp_server.callers import Caller, caller_in
from generation.mcp_server.pictures import History, Looked, Size, history, looked
from generation.mcp_server.telling import InThread, told
from generation.mcp_server.waiting import wait_for
from generation.mcp_server.wishes import checked, id_of
from generation.models import ACTIVE

T = TypeVar("T")
LOOKS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
State = Literal["", "pending", "processing", "completed", "failed", "cancelled"]


def add_list_history(server: MCPServer[Any], in_thread: InThread) -> None:
    @server.tool(annotations=LOOKS)
    async def list_history(
        ctx: Context[Any, Any],
        query: Annotated[str, Field(max_length=200, description="words of the prompt")] = "",
        status: State = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
    ) -> History:
        """List what was made before, newest first."""
        words = checked(query)
        return await _look(
            ctx,
            lambda caller: history(caller.visitor, words, status, limit, caller.site),
            in_thread,
        )


def add_get_image(server: MCPServer[Any], in_thread: InThread) -> None:
    @server.tool(annotations=LOOKS)
    async def get_image(
        ctx: Context[Any, Any],
        id: Annotated[str, Field(description="of a picture or of a generation")],  # noqa: A002
        size: Size = "medium",
    ) -> Annotated[CallToolResult, Looked]:
        """Look at a picture, or at what came of a generation; waits for one that is under way."""
        key = id_of(id)

        def look(caller: Caller) -> CallToolResult:
            return looked(caller.visitor, key, size, caller.site)

        found = await _look(ctx, look, in_thread)
        if _is_under_way(found):
            # An assistant that cannot wait by itself would ask again at once.
            await wait_for(ctx, key)
            found = await told(in_thread, lambda: look(caller_in(ctx)))
        return found


def _is_under_way(found: CallToolResult) -> bool:
    made = (found.structured_content or {}).get("generation")
    return made is not None and made["status"] in ACTIVE


async def _look(ctx: Context[Any, Any], work: Callable[[Caller], T], in_thread: InThread) -> T:
    """What `work` finds for the caller."""
    caller = caller_in(ctx)
    caller.require(Scope.READ)

    def look() -> T:
        caller.check_pace()
        return work(caller)

    return await told(in_thread, look)
