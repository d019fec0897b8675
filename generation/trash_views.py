"""The pages of the trash."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from files.accounting.usage import storage_limit, used_by
from files.variants.choosing import THUMBNAIL
from files.variants.making import variant_name
from generation.access import any_own_generation, history_of
from generation.errors import GenerationNotFound
from generation.models import Generation
from generation.showing import htmx_of, row_of
from generation.trash import discard_generation, empty_trash, restore_generation
from nanobanana.http.pages import page_or_first


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def trash(request: HttpRequest) -> HttpResponse:
    """What the visitor deleted and can still have back."""
    visitor = row_of(request)
    cursor = request.GET.get("cursor", "")
    context = {
        "page": page_or_first(history_of(visitor, trash=True), ("-id",), cursor=cursor),
        "trash_days": settings.TRASH_DAYS,
    }
    htmx = htmx_of(request)
    if htmx and not htmx.history_restore_request:
        return render(request, "generation/_trash_items.html", context)
    context["storage_used"] = used_by(visitor) if visitor else 0
    context["storage_limit"] = storage_limit(visitor)
    return render(request, "generation/trash.html", context)


@require_safe
def look(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """A small copy of what came of a deleted generation, for its owner to know it by: its files
    are out of everybody's sight."""
    outputs = any_own_generation(row_of(request), generation_id).outputs
    if not outputs:
        raise GenerationNotFound
    name, content_type = variant_name(outputs[0].blob, THUMBNAIL)
    with default_storage.open(name) as stored:
        response = HttpResponse(stored.read(), content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def restore(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """Out of the trash; the page it was asked on is shown again."""
    restore_generation(any_own_generation(row_of(request), generation_id))
    messages.success(request, "It is back in your history.")
    return redirect("generation:trash" if "stay" in request.POST else "generation:history")


@require_POST
def discard(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    discard_generation(any_own_generation(row_of(request), generation_id))
    messages.success(request, "Deleted for good.")
    return redirect("generation:trash")


@require_POST
def empty(request: HttpRequest) -> HttpResponse:
    empty_trash(row_of(request))
    messages.success(request, "The trash is empty.")
    return redirect("generation:trash")


def just_deleted(request: HttpRequest) -> Generation | None:
    """The generation that `?deleted=` names, while it can be had back."""
    with suppress(ValueError, GenerationNotFound):
        named = any_own_generation(row_of(request), UUID(request.GET.get("deleted", "")))
        return named if named.trashed_at else None
    return None
