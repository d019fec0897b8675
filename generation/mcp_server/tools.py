"""The tools. Each calls the same services as the API, in the caller's name."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, Protocol, TypeVar
from uuid import UUID

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import CallToolResult, ToolAnnotations
from pydantic import Field

from accounts.keys.models import Scope
from generation.following import changes
from generation.inputs import Source
from generation.mcp_server.callers import Caller, caller_in
from generation.mcp_server.pictures import (
    History,
    Looked,
    Made,
    Size,
    history,
    looked,
    result_of,
)
from generation.models import Generation, Mode
from generation.requests import PROMPT_MAX_LENGTH, RATIO
from generation.services import SEED_LIMIT, Wish, submit_generation
from generation.wording import unfit_characters
from nanobanana.http.problems import Problem

MOST_SECONDS = 120.0
"""A call that takes longer is answered with the generation's id; the work goes on."""

INSTRUCTIONS = (
    "Makes pictures from words and edits the person's own pictures by plain English. Edits that "
    "name fixed operations (black and white, crop, brighter, blur, write a text, cut out the "
    "background and many more) are exact and stay on the person's own machine. Go on from an "
    "earlier result with edit_image and its generation id."
)

T = TypeVar("T")


class InThread(Protocol):
    """Runs a blocking function in a thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


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
        description="the picture to edit: the id of a picture, or a data: URL; empty to go on from "
        "`generation`"
    ),
]
Earlier = Annotated[str, Field(description="the id of an earlier generation to go on from")]
Mask = Annotated[
    str, Field(description="id or data: URL of a picture that is white where to change")
]
State = Literal["", "pending", "processing", "completed", "failed", "cancelled"]


def build_server(in_thread: InThread) -> MCPServer[Any]:
    """The server with its tools; `in_thread` runs what blocks."""
    server: MCPServer[Any] = MCPServer(
        "nanobanana", title="Nano Banana", instructions=INSTRUCTIONS, log_level="WARNING"
    )
    making = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True)
    looking = ToolAnnotations(read_only_hint=True, open_world_hint=False)

    @server.tool(annotations=making)
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
        settings = _settings(
            aspectRatio=aspect_ratio,
            count=count,
            provider=provider,
            model=model,
            seed=seed,
            localOnly=local_only,
        )
        wish = Wish(prompt=_checked(prompt), mode=Mode.TEXT, settings=settings)
        return await _make(ctx, wish, in_thread)

    @server.tool(annotations=making)
    async def edit_image(
        ctx: Context[Any, Any],
        *,
        prompt: Prompt,
        image: Image = "",
        generation: Earlier = "",
        mask: Mask = "",
        references: Annotated[list[str], Field(max_length=8, description="more pictures")] = [],  # noqa: B006 - pydantic copies it
        provider: Provider = "",
        model: Model = "",
        local_only: LocalOnly = False,
    ) -> Annotated[CallToolResult, Made]:
        """Change a picture by saying in plain words what to change."""
        if not image and not generation:
            raise ToolError("Say which picture: send `image`, or the id of a `generation`.")
        wish = Wish(
            prompt=_checked(prompt),
            mode=Mode.IMAGE,
            image=_source(image),
            mask=_source(mask),
            references=tuple(each for one in references if (each := _source(one))),
            parent_id=_id(generation) if generation else None,
            settings=_settings(provider=provider, model=model, localOnly=local_only),
        )
        return await _make(ctx, wish, in_thread)

    @server.tool(annotations=looking)
    async def list_history(
        ctx: Context[Any, Any],
        query: Annotated[str, Field(max_length=200, description="words of the prompt")] = "",
        status: State = "",
        limit: Annotated[int, Field(ge=1, le=50)] = 10,
    ) -> History:
        """List what was made before, newest first."""
        caller = caller_in(ctx)
        caller.require(Scope.READ)
        return await _told(in_thread, lambda: history(caller.visitor, query, status, limit))

    @server.tool(annotations=looking)
    async def get_image(
        ctx: Context[Any, Any],
        id: Annotated[str, Field(description="of a picture or of a generation")],  # noqa: A002
        size: Size = "medium",
    ) -> Annotated[CallToolResult, Looked]:
        """Look at a picture, or at how a generation stands."""
        caller = caller_in(ctx)
        caller.require(Scope.READ)
        key = _id(id)
        return await _told(in_thread, lambda: looked(caller.visitor, key, size))

    return server


async def _make(ctx: Context[Any, Any], wish: Wish, in_thread: InThread) -> CallToolResult:
    """Submit, tell how far it is, and answer with what came of it."""
    caller = caller_in(ctx)
    caller.require(Scope.GENERATE)
    row = await _told(in_thread, lambda: _submit(caller, wish))
    following = changes(
        row.pk,
        seconds=MOST_SECONDS,
        shape=lambda generation: f"{generation.progress} {generation.stage}",
        audience="mcp",
    )
    async for told in following:
        if told is not None:
            percent, _, stage = told.partition(" ")
            await ctx.report_progress(float(percent), 100, stage or None)
    return await _told(in_thread, lambda: result_of(row.pk))


def _submit(caller: Caller, wish: Wish) -> Generation:
    caller.check_pace("generate")
    return submit_generation(caller.visitor, wish)


async def _told(in_thread: InThread, work: Callable[[], T]) -> T:
    """What `work` returns; our errors become the tool's, in words."""
    try:
        return await in_thread(work)
    except Problem as problem:
        raise ToolError(problem.detail) from problem


def _checked(prompt: str) -> str:
    if not prompt.strip() or unfit_characters(prompt):
        raise ToolError("Say in plain words what is wanted.")
    return prompt


def _settings(**given: Any) -> dict[str, Any]:
    """Without what was left open. Raises ToolError for a shape that is none."""
    ratio = given.get("aspectRatio")
    if ratio and not RATIO.fullmatch(ratio):
        raise ToolError("`aspect_ratio` is W:H, such as 16:9.")
    return {name: value for name, value in given.items() if value not in (None, "", False)}


def _source(text: str) -> Source | None:
    if not text:
        return None
    return text if text.startswith("data:") else _id(text)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise ToolError(
            "That is no id: list_history and the results of tools name them."
        ) from error
