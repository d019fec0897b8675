"""How the room of files tells this one what an avatar is, without being imported."""

from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

if TYPE_CHECKING:
    from accounts.models import User, Visitor


class AvatarSource(Protocol):
    """Answers for stored pictures."""

    def url(self, avatar_id: UUID) -> str: ...

    def is_usable(self, user: "User", avatar_id: UUID) -> bool: ...

    def store(self, visitor: "Visitor", upload: UploadedFile) -> UUID:
        """Keep an uploaded picture as an avatar. Raises a Problem for what is none."""
        ...

    def release(self, avatar_id: UUID) -> None:
        """A former avatar: remove it if it was stored for nothing else."""
        ...


_sources: list[AvatarSource] = []


def register_avatar_source(source: AvatarSource) -> None:
    """Called once at start by the room that stores pictures."""
    _sources[:] = [source]


def avatar_source() -> AvatarSource:
    return _sources[0]


def avatar_url(user: "User") -> str | None:
    """The root-relative address of the user's picture, or None."""
    return avatar_source().url(user.avatar_id) if user.avatar_id else None


def is_usable_avatar(user: "User", avatar_id: UUID) -> bool:
    """Whether this is a picture of the user's own."""
    return avatar_source().is_usable(user, avatar_id)
