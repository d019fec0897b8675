"""The conversation that an edit goes on: what was asked of the same provider before."""

from dataclasses import replace

from django.core.files.storage import default_storage

from files.models import StoredFile
from generation.models import Generation, Status
from generation.providers.base import Original, Turn
from generation.providers.registry import provider_named

MOST_TURNS = 4
"""A conversation is sent whole each time, with all its pictures."""


def turns_before(generation: Generation) -> tuple[Turn, ...]:
    """The turns that lead to this one, oldest first; none for a provider that wants none, and
    where the edit does not begin with what came of its parent."""
    if not provider_named(generation.provider).capabilities.converses:
        return ()
    try:
        return tuple(_turns(generation))
    except FileNotFoundError:
        # Without its pictures there is no conversation; the edit still has its own.
        return ()


def _turns(generation: Generation) -> list[Turn]:
    turns: list[Turn] = []
    latest = generation
    while len(turns) < MOST_TURNS and (parent := _parent(latest)):
        turns.insert(0, _turn(parent, goes_on=_parent(parent) is not None))
        latest = parent
    if turns and latest.input is not None and _parent(latest):
        # Where the conversation was cut, the picture it goes on from stands in.
        first = turns[0]
        turns[0] = replace(first, given=(_read(latest.input), *first.given))
    return turns


def _parent(generation: Generation) -> Generation | None:
    if generation.parent_id is None or generation.input is None:
        return None
    own = Generation.objects.filter(owner_id=generation.owner_id).kept().with_images()
    parent = (
        own.defer(None)
        .filter(pk=generation.parent_id, provider=generation.provider, status=Status.COMPLETED)
        .first()
    )
    shows_it = parent is not None and generation.input in parent.outputs[:1]
    return parent if shows_it else None


def _turn(generation: Generation, *, goes_on: bool) -> Turn:
    started_with = [None if goes_on else generation.input, *generation.references]
    return Turn(
        prompt=generation.prompt,
        answer=_read(generation.outputs[0]),
        given=tuple(_read(file) for file in started_with if file is not None),
        state=generation.provider_state,
    )


def _read(file: StoredFile) -> Original:
    with default_storage.open(file.blob.original) as stored:
        return Original(stored.read(), file.content_type)
