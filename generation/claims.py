"""What this room tells the room of files: which files its rows need."""

from uuid import UUID

from generation.models import GenerationImage


class GenerationClaims:
    def in_use(self, file_ids: set[UUID]) -> set[UUID]:
        """Also what only the trash needs: it can be had back."""
        links = GenerationImage.objects.filter(file_id__in=file_ids)
        return set(links.values_list("file_id", flat=True))

    def in_sight(self, file_ids: set[UUID]) -> set[UUID]:
        """Those of `file_ids` that a generation outside of the trash needs."""
        links = GenerationImage.objects.filter(file_id__in=file_ids, generation__trashed_at=None)
        return set(links.values_list("file_id", flat=True))

    def shown_publicly(self, file_ids: set[UUID]) -> set[UUID]:
        """None: what is made stays its owner's until the gallery shows it."""
        return set()


generation_claims = GenerationClaims()
