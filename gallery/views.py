"""The gallery's pages."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.pace import paced
from gallery.access import KEYSETS, gallery_for, own_item, visible_item
from gallery.forms import ItemForm, PublishForm, ReportForm
from gallery.liking import like_item, unlike_item
from gallery.models import GalleryItem
from gallery.requests import GalleryQuerySerializer
from gallery.services import delete_item, publish_item, report_item, update_item
from generation.showing import htmx_of, row_of, visitor_of_page
from nanobanana.http.pages import page_or_first
from nanobanana.http.problems import Problem


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def index(request: HttpRequest) -> HttpResponse:
    """The grid of what people published; htmx asks for more of it."""
    query = _query(request)
    rows = gallery_for(row_of(request), q=query["q"], author=query.get("author"))
    named = {key: str(value) for key, value in query.items() if value}
    context = {
        "page": page_or_first(rows, KEYSETS[query["sort"]], cursor=request.GET.get("cursor", "")),
        **query,
        "query": urlencode(named),
        "author_id": query.get("author"),
    }
    htmx = htmx_of(request)
    more = htmx and not htmx.history_restore_request
    return render(request, "gallery/_cards.html" if more else "gallery/index.html", context)


@require_safe
def item(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """One picture, with all that can be done with it."""
    return _item(request, visible_item(row_of(request), item_id))


@require_POST
@paced("write")
def publish(request: HttpRequest) -> HttpResponse:
    """Put a picture of one's own into the gallery, and show it there."""
    form = PublishForm(request.POST)
    try:
        if form.is_valid():
            published = publish_item(row_of(request), **form.cleaned_data)
            messages.success(request, "It is in the gallery." if published.is_public else "Kept.")
            return redirect(published.url)
        messages.error(request, _first_error(form))
    except Problem as problem:
        messages.error(request, problem.detail)
    generation_id = form.cleaned_data.get("generation_id")
    if generation_id is None:
        return redirect("generation:history")
    return redirect("generation:show", generation_id)


@require_POST
@paced("write")
def update(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Change what the owner says about a picture."""
    own = own_item(row_of(request), item_id)
    form = ItemForm(request.POST)
    if not form.is_valid():
        return _item(request, own, item_form=form, status=422)
    update_item(own, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect(own.url)


@require_POST
@paced("write")
def delete(request: HttpRequest, item_id: UUID) -> HttpResponse:
    delete_item(own_item(row_of(request), item_id))
    messages.success(request, "It is out of the gallery.")
    return redirect("gallery:index")


@require_POST
@paced("write")
def like(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Like, or with `unlike` in the form take the like back."""
    found = visible_item(row_of(request), item_id)
    if "unlike" in request.POST:
        found = unlike_item(row_of(request), found)
    else:
        found = like_item(visitor_of_page(request).ensure(), found)
    if htmx_of(request):
        return render(request, "gallery/_like.html", {"item": found})
    return redirect(found.url)


@require_POST
@paced("write")
def report(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Tell the moderators."""
    found = visible_item(row_of(request), item_id)
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _item(request, found, report_form=form, status=422)
    report_item(row_of(request), found, reason=form.cleaned_data["reason"])
    messages.success(request, "Thank you. A moderator will look at it.")
    return redirect(found.url)


def _item(
    request: HttpRequest,
    found: GalleryItem,
    *,
    item_form: ItemForm | None = None,
    report_form: ReportForm | None = None,
    status: int = 200,
) -> HttpResponse:
    visitor = row_of(request)
    is_own = visitor is not None and found.owner_id == visitor.pk
    said = {
        "title": found.title,
        "description": found.description,
        "is_public": found.is_public,
        "show_before": found.before_id is not None,
    }
    context = {
        "item": found,
        "is_own": is_own,
        "item_form": item_form or ItemForm(initial=said),
        "report_form": report_form or ReportForm(),
        "oembed_url": request.build_absolute_uri(
            f"{reverse('gallery-api:oembed')}?{urlencode({'url': found.share_url})}"
        ),
        "picture_url": request.build_absolute_uri(f"{found.image.url}?w=960&format=jpeg"),
    }
    return render(request, "gallery/item.html", context, status=status)


def _query(request: HttpRequest) -> dict[str, Any]:
    """The address's query, checked; what is wrong in it counts as left out."""
    query = GalleryQuerySerializer(data=request.GET)
    if not query.is_valid():
        sound = {key: value for key, value in request.GET.items() if key not in query.errors}
        query = GalleryQuerySerializer(data=sound)
        query.is_valid(raise_exception=True)
    return dict(query.validated_data)


def _first_error(form: PublishForm) -> str:
    return str(next(iter(form.errors.values()))[0])
