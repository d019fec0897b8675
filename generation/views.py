"""The editor and the history."""

from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.pace import check_pace
from generation.access import history_of, own_generation
from generation.errors import GenerationNotFound, NotCancellable
from generation.forms import EditorForm
from generation.models import Generation, Status
from generation.services import cancel_generation, retry_generation, submit_generation
from generation.showing import (
    htmx_of,
    lead_to,
    refuse,
    row_of,
    show_editor,
    show_panel,
    visitor_of_page,
)
from generation.trash import trash_generation
from generation.trash_views import just_deleted
from nanobanana.http.pages import page_or_first
from nanobanana.http.problems import Problem

PROMPT_IN_ADDRESS = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def editor(request: HttpRequest) -> HttpResponse:
    """The editor, empty or with what the address names; a POST asks for pictures."""
    if request.method == "POST":
        return submit(request)
    parent = _parent(request)
    initial = {
        "prompt": request.GET.get("prompt", "")[:PROMPT_IN_ADDRESS],
        "parent": parent.pk if parent else None,
        "local_only": bool(parent and parent.settings.get("localOnly")),
    }
    return show_editor(request, EditorForm(initial=initial), parent=parent)


@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """Ask for pictures; on trouble the form comes back with what was typed."""
    form = EditorForm(request.POST, request.FILES)
    if not form.is_valid():
        return refuse(request, form, status=422)
    try:
        check_pace(request, "generate")
        generation = submit_generation(visitor_of_page(request).ensure(), form.wish())
    except Problem as problem:
        visitor_of_page(request).take_back()
        form.add_problem(problem)
        response = refuse(request, form, status=problem.status)
        if problem.retry_after is not None:
            response["Retry-After"] = str(problem.retry_after)
        return response
    return lead_to(request, generation)


@require_safe
def show(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """The editor on one generation: its progress, its pictures or what went wrong."""
    generation = own_generation(row_of(request), generation_id)
    form = EditorForm.on(generation, prompt=request.GET.get("prompt", "")[:PROMPT_IN_ADDRESS])
    return show_editor(request, form, generation=generation)


@require_safe
def fragment(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """The part of the editor that changes while a generation runs."""
    return show_panel(request, own_generation(row_of(request), generation_id))


@require_POST
def cancel(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """Stop the work; one that has just ended is simply shown."""
    generation = own_generation(row_of(request), generation_id)
    with suppress(NotCancellable):
        cancel_generation(generation)
    return lead_to(request, generation)


@require_POST
def retry(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """Ask for the same again; where that cannot be, say why on the page it came from."""
    generation = own_generation(row_of(request), generation_id)
    try:
        check_pace(request, "generate")
        again = retry_generation(visitor_of_page(request).ensure(), generation)
    except Problem as problem:
        return lead_to(request, generation, notice=problem.detail)
    return lead_to(request, again)


@require_POST
def delete(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """To the trash; the history then offers to undo it. Without a trash, for good."""
    trash_generation(own_generation(row_of(request), generation_id))
    history = reverse("generation:history")
    if settings.TRASH_DAYS:
        return redirect(f"{history}?deleted={generation_id}")
    messages.success(request, "Deleted.")
    return redirect(history)


@require_safe
@vary_on_headers("HX-Request", "HX-History-Restore-Request")
def history(request: HttpRequest) -> HttpResponse:
    """The visitor's own generations, newest first."""
    query, status = request.GET.get("q", "")[:200], request.GET.get("status", "")
    rows = history_of(row_of(request), q=query, status=status if status in Status else "")
    context = {
        "page": page_or_first(rows, ("-id",), cursor=request.GET.get("cursor", "")),
        "q": query,
        "status": status,
        "statuses": Status.choices,
        "deleted": just_deleted(request),
    }
    # The scroll asks for more with htmx; going back in the browser wants the whole page.
    htmx = htmx_of(request)
    more = htmx and not htmx.history_restore_request
    template = "generation/_history_items.html" if more else "generation/history.html"
    return render(request, template, context)


def _parent(request: HttpRequest) -> Generation | None:
    """The finished generation `?parent=` names; a wrong id is simply no parent."""
    try:
        parent = own_generation(row_of(request), UUID(request.GET.get("parent", "")))
    except (ValueError, GenerationNotFound):
        return None
    return parent if parent.outputs else None
