"""The trash: what is deleted stays for TRASH_DAYS and can be had back; and the end of that.

A generation in the trash still owns its files, and they count to its owner's storage. Each step
is a conditional update on `trashed_at`, so that of a restoring and a removing at once one wins.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Visitor
from files.accounting.ledger import foretell_files
from files.claims import files_in_use, release_unused
from files.models import StoredFile
from files.pruning import FRESH
from generation.claims import generation_claims
from generation.errors import GenerationNotFound, NotCancellable
from generation.hiding import hide_pictures, show_pictures
from generation.models import ACTIVE, GOING, Generation, GenerationImage, GenerationQuerySet
from generation.services import cancel_generation
from generation.settlement import settle


def trash_generation(generation: Generation) -> None:
    """Move a generation to the trash, stopping it first; where no trash is kept (TRASH_DAYS=0) it
    goes for good. Raises GenerationNotFound if it has gone already."""
    if not settings.TRASH_DAYS:
        discard_generation(generation)
        return
    _set_aside(Generation.objects.kept().filter(pk=generation.pk), generation, timezone.now())
    hide_pictures(generation)


def restore_generation(generation: Generation) -> Generation:
    """Take a generation out of the trash; one that is out already stays so. Raises
    GenerationNotFound for one that is just being removed."""
    row = Generation.objects.filter(pk=generation.pk)
    restored = row.trashed().update(trashed_at=None, version=F("version") + 1)
    back = row.kept().with_images().first()
    if back is None:
        raise GenerationNotFound
    if restored:
        show_pictures(back)
    return back


def discard_generation(generation: Generation) -> None:
    """Remove a generation for good, in the trash or not, stopping it first, with the outputs
    nothing else uses. Raises GenerationNotFound if it has gone already."""
    row = Generation.objects.filter(pk=generation.pk)
    _set_aside(row.kept() | row.trashed(), generation, GOING)
    _remove(generation)


def empty_trash(visitor: Visitor | None) -> int:
    """Remove all that is in the visitor's trash for good; returns how many."""
    return _purge(Generation.objects.trashed_by(visitor))


def purge_trash(*, dry_run: bool) -> int:
    """Remove what has been in the trash for TRASH_DAYS, and what a crash left half removed."""
    youngest = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    expired = Generation.objects.filter(trashed_at__lt=youngest)
    if dry_run:
        foretell_files(_last_uses(expired))
        return expired.count()
    return _purge(expired)


def _set_aside(row: GenerationQuerySet, generation: Generation, moment: datetime) -> None:
    """Stop the work and mark the row, if it is still as `row` says."""
    while row.exists():
        if row.active().exists():
            # One that finishes, or goes, in this very moment is no trouble.
            with suppress(NotCancellable, GenerationNotFound):
                cancel_generation(generation)
        if row.exclude(status__in=ACTIVE).update(trashed_at=moment, version=F("version") + 1):
            settle(generation.pk)
            return
    raise GenerationNotFound


def _purge(rows: GenerationQuerySet) -> int:
    purged = 0
    for generation in list(rows.only("pk", "trashed_at")):
        seen = Generation.objects.filter(pk=generation.pk, trashed_at=generation.trashed_at)
        # Whoever restores it in this moment comes first, or too late.
        if seen.update(trashed_at=GOING):
            _remove(generation)
            purged += 1
    return purged


def _remove(generation: Generation) -> None:
    outputs = list(
        StoredFile.objects.select_related("blob")
        .filter(
            generation_images__generation=generation,
            generation_images__role=GenerationImage.Role.OUTPUT,
        )
        .distinct()
    )
    settle(generation.pk)
    generation.delete()
    release_unused(outputs)


def _last_uses(rows: GenerationQuerySet) -> set[UUID]:
    """Files that nothing but these `rows` uses: the outputs go with them, and what they started
    from goes as unused if it is a day old."""
    links = GenerationImage.objects.filter(generation__in=rows.values("pk"))
    is_old = Q(file__created_at__lt=timezone.now() - FRESH)
    going = links.filter(is_old | Q(role=GenerationImage.Role.OUTPUT))
    files = set(going.values_list("file_id", flat=True))
    others = GenerationImage.objects.filter(file_id__in=files)
    kept = others.exclude(generation__in=rows.values("pk")).values_list("file_id", flat=True)
    return files - set(kept) - files_in_use(files, besides=generation_claims)
