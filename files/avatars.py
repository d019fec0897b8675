"""Avatars: what this room tells the room of accounts, and its own claim on those files."""

from uuid import UUID

from django.urls import reverse

from accounts.models import User
from files.models import StoredFile


class StoredAvatars:
    def url(self, avatar_id: UUID) -> str:
        return f"{reverse('files:file', args=[avatar_id])}?w=240&format=webp"

    def is_usable(self, user: User, avatar_id: UUID) -> bool:
        return StoredFile.objects.filter(pk=avatar_id, owner__user=user).exists()


class AvatarClaims:
    """An avatar is shown beside what its user publishes, so everybody may see it."""

    def in_use(self, file_ids: set[UUID]) -> set[UUID]:
        named = User.objects.filter(avatar_id__in=file_ids)
        return {found for found in named.values_list("avatar_id", flat=True) if found}

    def shown_publicly(self, file_ids: set[UUID]) -> set[UUID]:
        return self.in_use(file_ids)
