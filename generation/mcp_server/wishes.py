"""What a tool's arguments ask for, held to the same rules as a request to the API."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from mcp.server.mcpserver.exceptions import ToolError
from rest_framework.exceptions import ValidationError

from accounts.models import Visitor
from generation.access import own_generation
from generation.errors import GenerationNotFound
from generation.inputs import Source
from generation.requests import RATIO, KnownSettingsSerializer, check_prompt
from generation.services import Wish

LONGEST_NAME = 200
"""Characters of what is not a picture but names one; more of them are taken for its bytes."""

NO_ID = "That is no id: list_history and the results of tools name them."
NO_PICTURE = (
    "That is no id and no picture. Send an id that list_history or a tool's result names, or the "
    "picture itself as a data: URL; addresses and paths are not opened."
)


def prompt_of(text: str) -> str:
    """Without the space around it, as the API takes it. Raises ToolError for what says nothing."""
    said = checked(text).strip()
    if not said:
        raise ToolError("Say in plain words what is wanted.")
    return said


def checked(text: str) -> str:
    """Raises ToolError for characters that hide or corrupt what a sentence says."""
    try:
        return check_prompt(text)
    except ValidationError as error:
        raise ToolError(_first(error.detail)) from error


def settings_of(**given: Any) -> dict[str, Any]:
    """A generation's settings, without what was left open. Raises ToolError for what the API
    refuses."""
    # By identity: a seed of 0 equals False, and is one.
    settings = {
        name: value
        for name, value in given.items()
        if not (value is None or value is False or value == "")
    }
    ratio = settings.get("aspectRatio")
    if ratio and not RATIO.fullmatch(ratio):
        raise ToolError("`aspect_ratio` is W:H, such as 16:9.")
    known = KnownSettingsSerializer(data=settings)
    if not known.is_valid():
        name, errors = next(iter(known.errors.items()))
        raise ToolError(f"`{_snake(name)}`: {_first(errors)}")
    return {**settings, **known.validated_data}


def source_of(text: str) -> Source | None:
    """A stored picture's id, or a picture that came along as a data: URL or in bare base64, which
    is read when it is stored. None for nothing. Raises ToolError for any other name of one."""
    text = text.strip()
    if not text or text[:5].lower() == "data:":
        return text or None
    # Base64 has no colon: what is long and has one is an address.
    if len(text) <= LONGEST_NAME or ":" in text:
        try:
            return UUID(text)
        except ValueError as error:
            raise ToolError(NO_PICTURE) from error
    # What kind of picture it is, its bytes tell.
    return f"data:image/png;base64,{''.join(text.split())}"


def id_of(text: str) -> UUID:
    """Raises ToolError for what is no id."""
    try:
        return UUID(text)
    except ValueError as error:
        raise ToolError(NO_ID) from error


def with_parent(visitor: Visitor, wish: Wish) -> Wish:
    """An assistant that has an id at hand does not always know of what: where `image` names a
    generation, its first picture is meant, and the edit goes on from there."""
    if not isinstance(wish.image, UUID):
        return wish
    try:
        named = own_generation(visitor, wish.image)
    except GenerationNotFound:
        return wish
    first = next((file.pk for file in named.outputs), wish.image)
    return replace(wish, image=first, parent_id=wish.parent_id or named.pk)


def _first(errors: Any) -> str:
    while isinstance(errors, list | tuple):
        errors = errors[0]
    return str(errors)


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)
