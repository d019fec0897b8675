"""Which pictures go out of sight with the trash, and come back."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from files.claims import files_in_use
from files.models import StoredFile
from generation.claims import generation_claims
from generation.models import Generation, GenerationImage

BATCH = 500


def hide_pictures(generation: Generation) -> None:
    """Put the pictures away that nothing outside of the trash uses: what this generation made,
    and what one in the trash had made for it."""
    linked = GenerationImage.objects.filter(generation=generation).values("file")
    made = GenerationImage.objects.filter(file__in=linked, role=GenerationImage.Role.OUTPUT)
    trashed = made.exclude(generation__trashed_at=None)
    unseen = _out_of_sight(set(trashed.values_list("file_id", flat=True)))
    StoredFile.objects.filter(pk__in=unseen, trashed_at=None).update(trashed_at=timezone.now())
    # Somebody may have taken one up since it was looked for.
    show_files(unseen - _out_of_sight(unseen))


def show_pictures(generation: Generation) -> None:
    """Bring every picture of a generation that is back into sight."""
    links = GenerationImage.objects.filter(generation=generation)
    show_files(links.values_list("file_id", flat=True))


def show_files(file_ids: Iterable[UUID]) -> int:
    """Take files out of the trash; returns how many were in it."""
    named = list(file_ids)
    if not named:
        return 0
    hidden = StoredFile.objects.filter(pk__in=named).exclude(trashed_at=None)
    return hidden.update(trashed_at=None)


def _out_of_sight(file_ids: set[UUID]) -> set[UUID]:
    elsewhere = files_in_use(file_ids, besides=generation_claims)
    return file_ids - generation_claims.in_sight(file_ids) - elsewhere


def mend_hidden(*, dry_run: bool) -> int:
    """Show files that are hidden though something outside of the trash uses them: taken up in the
    very moment they went. Returns how many."""
    wrong = 0
    hidden = StoredFile.objects.exclude(trashed_at=None).order_by("pk").values_list("pk", flat=True)
    batch = list(hidden[:BATCH])
    while batch:
        used = set(batch) - _out_of_sight(set(batch))
        wrong += len(used) if dry_run else show_files(used)
        batch = list(hidden.filter(pk__gt=batch[-1])[:BATCH])
    return wrong
