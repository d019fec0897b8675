"""Finding generations a visitor may see."""

from uuid import UUID

from accounts.models import Visitor
from generation.errors import GenerationNotFound
from generation.models import Generation, GenerationQuerySet
from nanobanana.http.searching import searchable


def own_generation(visitor: Visitor | None, generation_id: UUID) -> Generation:
    """A generation of the visitor's own. Raises GenerationNotFound for any other."""
    own = Generation.objects.owned_by(visitor).with_images()
    generation = own.filter(pk=generation_id).first()
    if generation is None:
        raise GenerationNotFound
    return generation


def any_own_generation(visitor: Visitor | None, generation_id: UUID) -> Generation:
    """A generation of the visitor's own, in the trash or not. Raises GenerationNotFound."""
    own = Generation.objects.owned_by(visitor) | Generation.objects.trashed_by(visitor)
    generation = own.with_images().filter(pk=generation_id).first()
    if generation is None:
        raise GenerationNotFound
    return generation


def history_of(
    visitor: Visitor | None,
    *,
    status: str = "",
    mode: str = "",
    q: str = "",
    parent: UUID | None = None,
    trash: bool = False,
) -> GenerationQuerySet:
    """The visitor's generations, or those in the trash, narrowed by what is given; order and page
    are the caller's."""
    own = Generation.objects.trashed_by if trash else Generation.objects.owned_by
    rows = own(visitor).with_images()
    if status:
        rows = rows.filter(status=status)
    if mode:
        rows = rows.filter(mode=mode)
    if parent:
        rows = rows.filter(parent_id=parent)
    for word in q.split()[:8]:
        rows = rows.filter(words__contains=searchable(word))
    return rows
