"""What can be done with the gallery. Pages, API and admin call the same functions."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from uuid_utils.compat import uuid7

from accounts.models import Visitor
from files.claims import release_unused
from files.models import StoredFile
from gallery.errors import ItemNotFound, NotPublishable, OutputUnknown
from gallery.models import GalleryItem, GalleryItemQuerySet, Report
from generation.access import own_generation
from generation.models import Generation, Status

MOST_OPEN_REPORTS = 50
"""Of one item; after so many a moderator has reason enough to look."""


def publish_item(
    visitor: Visitor | None,
    generation_id: UUID,
    *,
    title: str,
    output_id: UUID | None = None,
    description: str = "",
    is_public: bool = True,
    show_before: bool = True,
    new_id: UUID | None = None,
) -> GalleryItem:
    """Put a picture of the visitor's own into the gallery: the named output, else the first.

    With `show_before`, everybody who sees the item sees the picture an edit started from, too.
    The item is kept as `new_id`, where one is given. Raises GenerationNotFound, NotPublishable,
    OutputUnknown.
    """
    try:
        # One transaction, so that a deletion of the generation comes wholly before or after.
        with transaction.atomic():
            generation = own_generation(visitor, generation_id)
            item = GalleryItem(
                id=new_id or uuid7(),
                owner=generation.owner,
                generation=generation,
                image=_output(generation, output_id),
                before=generation.input if show_before else None,
                title=title,
                description=description,
                # Beside a recipe the words are only a name.
                prompt="" if generation.is_replay else generation.prompt,
                is_sample=generation.is_sample,
                is_public=is_public,
            )
            item.words = item.folded_words()
            item.save(force_insert=True)
            return item
    except IntegrityError as error:
        # The generation, or a picture of it, went in this very moment.
        raise NotPublishable(attr="generationId") from error


def _output(generation: Generation, output_id: UUID | None) -> StoredFile:
    outputs = generation.outputs
    if generation.status != Status.COMPLETED or not outputs:
        raise NotPublishable(attr="generationId")
    if output_id is None:
        return outputs[0]
    for file in outputs:
        if file.pk == output_id:
            return file
    raise OutputUnknown(attr="outputId")


def update_item(
    item: GalleryItem,
    *,
    title: str | None = None,
    description: str | None = None,
    is_public: bool | None = None,
    show_before: bool | None = None,
) -> GalleryItem:
    """Change what is given. A before picture that is taken away goes if nothing else uses it;
    it can come back only while its generation exists. Raises ItemNotFound for an item that is
    just being deleted."""
    given: dict[str, Any] = {"title": title, "description": description, "is_public": is_public}
    changes = {field: value for field, value in given.items() if value is not None}
    dropped = item.before if show_before is False else None
    if show_before is not None:
        changes["before"] = _before(item) if show_before else None
    for field, value in changes.items():
        setattr(item, field, value)
    if changes:
        changes["words"] = item.words = item.folded_words()
        if not GalleryItem.objects.filter(pk=item.pk).update(**changes):
            raise ItemNotFound
    release_unused([dropped] if dropped else [])
    return item


def _before(item: GalleryItem) -> StoredFile | None:
    if item.generation_id is None:
        return item.before
    made = Generation.objects.with_images().filter(pk=item.generation_id).first()
    return made.input if made else item.before


def delete_item(item: GalleryItem) -> None:
    """Take an item out of the gallery for good, with the files that nothing else uses."""
    files = [file for file in (item.image, item.before) if file]
    # In one transaction with the look for its likes, which else might grow in between.
    with transaction.atomic():
        item.delete()
    release_unused(files)


def report_item(visitor: Visitor | None, item: GalleryItem, *, reason: str) -> Report:
    """Put an item into the moderation queue; a visitor's open report is replaced, not doubled.
    Past so many open ones the newest takes the place of the last: no queue is ever flooded."""
    if visitor:
        open_one = Report.objects.filter(item=item, visitor=visitor, is_resolved=False)
        if open_one.update(reason=reason):
            return open_one[0]
    open_ones = Report.objects.filter(item=item, is_resolved=False).order_by("-id")
    last = open_ones.first() if open_ones.count() >= MOST_OPEN_REPORTS else None
    if last:
        last.reason, last.visitor = reason, visitor
        last.save(update_fields=["reason", "visitor"])
        return last
    return Report.objects.create(item=item, visitor=visitor, reason=reason)


def feature_items(items: GalleryItemQuerySet, *, is_featured: bool) -> int:
    """Offer items to the landing page, or no longer; returns how many."""
    named = list(items.values_list("pk", flat=True))
    return GalleryItem.objects.filter(pk__in=named).update(is_featured=is_featured)


def hide_items(items: GalleryItemQuerySet, *, is_hidden: bool) -> int:
    """Take items from everybody's sight, or give them back; returns how many. Hiding settles
    their open reports."""
    named = list(items.values_list("pk", flat=True))
    if is_hidden:
        Report.objects.filter(item__in=named, is_resolved=False).update(is_resolved=True)
    return GalleryItem.objects.filter(pk__in=named).update(is_hidden=is_hidden)


def resolve_reports(reports: QuerySet[Report]) -> int:
    """Close reports without a change to their items; returns how many were open."""
    named = list(reports.values_list("pk", flat=True))
    return Report.objects.filter(pk__in=named, is_resolved=False).update(is_resolved=True)
