"""How the room of files tells this one what an avatar is, without being imported."""

from typing import Protocol
from uuid import UUID

from accounts.models import User


class AvatarSource(Protocol):
    """Answers for stored pictures."""

    def url(self, avatar_id: UUID) -> str: ...

    def is_usable(self, user: User, avatar_id: UUID) -> bool: ...


_sources: list[AvatarSource] = []


def register_avatar_source(source: AvatarSource) -> None:
    """Called once at start by the room that stores pictures."""
    _sources[:] = [source]


def avatar_url(user: User) -> str | None:
    """The root-relative address of the user's picture, or None."""
    if user.avatar_id is None or not _sources:
        return None
    return _sources[0].url(user.avatar_id)


def is_usable_avatar(user: User, avatar_id: UUID) -> bool:
    """Whether this is a picture of the user's own."""
    return bool(_sources) and _sources[0].is_usable(user, avatar_id)
