"""Waits for a generation and tells how far it is. No thread waits with it."""

from typing import Any
from uuid import UUID

from mcp.server.mcpserver import Context

from generation.following import changes

MOST_SECONDS = 50.0
"""Clients made with the TypeScript SDK give a call up after a minute unless they are told
otherwise, and would never hear the id that a longer wait is answered with."""


async def wait_for(ctx: Context[Any, Any], generation_id: UUID) -> None:
    """Until it has ended, or MOST_SECONDS are over; the work goes on then."""
    following = changes(
        generation_id,
        seconds=MOST_SECONDS,
        shape=lambda generation: f"{generation.progress} {generation.stage}",
        audience="mcp",
    )
    furthest = -1.0
    async for change in following:
        percent, _, stage = (change or "0").partition(" ")
        # The protocol wants each to be further than the last.
        if float(percent) > furthest:
            furthest = float(percent)
            await ctx.report_progress(furthest, 100, stage or None)
