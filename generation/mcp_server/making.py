"""The tools that make pictures. A call waits for its picture, and no thread waits with it."""

from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from accounts.keys.models import Scope
from generation.mcp_server.callers import Caller, caller_in
from generation.mcp_server.pictures import Made, result_of
from generation.mcp_server.telling import InThread, told
from generation.mcp_server.waiting import wait_for
from generation.mcp_server.wishes import (
    id_of,
    prompt_of,
    settings_of,
    source_of,
    with_parent,
)
from generation.models import Generation, Mode
from generation.requests import MAX_REFERENCES, PROMPT_MAX_LENGTH
from generation.services import SEED_LIMIT, Wish, submit_generation

MAKES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True)

Prompt = Annotated[str, Field(min_length=1, max_length=PROMPT_MAX_LENGTH)]
Count = Annotated[int, Field(ge=1, le=4, description="how many pictures")]
Ratio = Annotated[str, Field(description="W:H such as 16:9; empty for the provider's choice")]
Provider = Annotated[str, Field(description="who does it; empty for the best fit")]
Model = Annotated[str, Field(description="a model's name; empty for the provider's first")]
Seed = Annotated[int | None, Field(ge=0, lt=SEED_LIMIT, description="the same makes the same")]
LocalOnly = Annotated[bool, Field(description="nothing leaves the person's machine")]
Image = Annotated[
    str,
    Field(
        description="the picture to edit: the id of a picture or of a generation, or the picture "
        "itself as a data: URL or in base64; empty to go on from `generation`"
    ),
]
Earlier = Annotated[str, Field(description="the id of an earlier generation to go on from")]
Mask = Annotated[
    str, Field(description="id or data: URL of a picture that is white where to change")
]
References = Annotated[
    list[str], Field(max_length=MAX_REFERENCES, description="ids or data: URLs of more pictures")
]


def add_generate_image(server: MCPServer[Any], in_thread: InThread) -> None:
    @server.tool(annotations=MAKES)
    async def generate_image(
        ctx: Context[Any, Any],
        *,
        prompt: Prompt,
        aspect_ratio: Ratio = "",
        count: Count = 1,
        provider: Provider = "",
        model: Model = "",
        seed: Seed = None,
        local_only: LocalOnly = False,
    ) -> Annotated[CallToolResult, Made]:
        """Make a picture from a description."""
        settings = settings_of(
            aspectRatio=aspect_ratio,
            count=count,
            provider=provider,
            model=model,
            seed=seed,
            localOnly=local_only,
        )
        wish = Wish(prompt=prompt_of(prompt), mode=Mode.TEXT, settings=settings)
        return await _make(ctx, wish, in_thread)


def add_edit_image(server: MCPServer[Any], in_thread: InThread) -> None:
    @server.tool(annotations=MAKES)
    async def edit_image(
        ctx: Context[Any, Any],
        *,
        prompt: Prompt,
        image: Image = "",
        generation: Earlier = "",
        mask: Mask = "",
        references: References = [],  # noqa: B006 - pydantic copies it
        aspect_ratio: Ratio = "",
        count: Count = 1,
        provider: Provider = "",
        model: Model = "",
        seed: Seed = None,
        local_only: LocalOnly = False,
    ) -> Annotated[CallToolResult, Made]:
        """Change a picture by saying in plain words what to change."""
        if not image and not generation:
            raise ToolError("Say which picture: send `image`, or the id of a `generation`.")
        wish = Wish(
            prompt=prompt_of(prompt),
            mode=Mode.IMAGE,
            image=source_of(image),
            mask=source_of(mask),
            references=tuple(each for one in references if (each := source_of(one))),
            parent_id=id_of(generation) if generation else None,
            settings=settings_of(
                aspectRatio=aspect_ratio,
                count=count,
                provider=provider,
                model=model,
                seed=seed,
                localOnly=local_only,
            ),
        )
        return await _make(ctx, wish, in_thread)


async def _make(ctx: Context[Any, Any], wish: Wish, in_thread: InThread) -> CallToolResult:
    """Submit, tell how far it is, and answer with what came of it."""
    caller = caller_in(ctx)
    caller.require(Scope.GENERATE)
    row = await told(in_thread, lambda: _submit(caller, wish))
    await wait_for(ctx, row.pk)
    return await told(in_thread, lambda: result_of(caller.visitor, row.pk, caller.site))


def _submit(caller: Caller, wish: Wish) -> Generation:
    caller.check_pace("generate")
    return submit_generation(caller.visitor, with_parent(caller.visitor, wish))
