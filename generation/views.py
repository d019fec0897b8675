"""The editor and the history."""

from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Visitor
from accounts.visitors import VisitorRequest
from files.access import own_file
from files.errors import FileNotFound
from files.models import StoredFile
from generation.access import history_of, own_generation
from generation.errors import GenerationNotFound, NotCancellable
from generation.forms import EditorForm
from generation.models import Generation, Status
from generation.positions import queue_positions
from generation.providers.registry import configured
from generation.services import (
    cancel_generation,
    delete_generation,
    retry_generation,
    submit_generation,
)
from nanobanana.http.pages import CursorInvalid, Page, page_of
from nanobanana.http.problems import Problem

STRIP_LENGTH = 12


def editor(request: HttpRequest) -> HttpResponse:
    """The editor, empty or with what the address names; a POST asks for pictures."""
    if request.method == "POST":
        return submit(request)
    parent = _parent(request)
    initial = {
        "prompt": request.GET.get("prompt", "")[:2000],
        "parent": parent.pk if parent else None,
    }
    return _editor(request, EditorForm(initial=initial), parent=parent)


@require_POST
def submit(request: HttpRequest) -> HttpResponse:
    """Ask for pictures; on trouble the form comes back with what was typed."""
    form = EditorForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            generation = submit_generation(_visitor(request).ensure(), form.wish())
        except Problem as problem:
            form.add_error(_field(problem), problem.detail)
        else:
            return _shown(request, generation)
    return _editor(request, form, status=422)


@require_GET
def show(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """The editor on one generation: its progress, its pictures or what went wrong."""
    generation = own_generation(_row(request), generation_id)
    form = EditorForm(initial={"prompt": generation.prompt})
    return _editor(request, form, generation=generation)


@require_GET
def fragment(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """The part of the editor that changes while a generation runs."""
    generation = own_generation(_row(request), generation_id)
    return _fragment(request, generation)


@require_POST
def cancel(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """Stop the work; one that has just ended is simply shown."""
    generation = own_generation(_row(request), generation_id)
    with suppress(NotCancellable):
        cancel_generation(generation)
    return _shown(request, generation)


@require_POST
def retry(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """Ask for the same again; where that cannot be, say why on the page it came from."""
    visitor = _visitor(request).ensure()
    generation = own_generation(visitor, generation_id)
    try:
        again = retry_generation(visitor, generation)
    except Problem as problem:
        messages.error(request, problem.detail)
        again = generation
    return _shown(request, again)


@require_POST
def delete(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    delete_generation(own_generation(_row(request), generation_id))
    messages.success(request, "Deleted.")
    return redirect("generation:history")


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """The visitor's own generations, newest first."""
    query, status = request.GET.get("q", "")[:200], request.GET.get("status", "")
    rows = history_of(_row(request), q=query, status=status if status in Status else "")
    context = {
        "page": _page(rows, request.GET.get("cursor", "")),
        "q": query,
        "status": status,
        "statuses": Status.choices,
    }
    # The scroll asks for more with htmx; going back in the browser wants the whole page.
    more = "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers
    template = "generation/_history_items.html" if more else "generation/history.html"
    return render(request, template, context)


def _page(rows: Any, cursor: str) -> "Page[Generation]":
    try:
        return page_of(rows, ("-id",), cursor=cursor)
    except CursorInvalid:
        return page_of(rows, ("-id",))


def _visitor(request: HttpRequest) -> Any:
    return cast(VisitorRequest, request).visitor


def _row(request: HttpRequest) -> Visitor | None:
    return cast(VisitorRequest, request).visitor.row


def _parent(request: HttpRequest) -> Generation | None:
    """The generation `?parent=` names; a wrong id is simply no parent."""
    try:
        return own_generation(_row(request), UUID(request.GET.get("parent", "")))
    except (ValueError, GenerationNotFound):
        return None


def _input_file(request: HttpRequest, parent: Generation | None) -> StoredFile | None:
    """The picture to start from: `?image=`, the form's, or the parent's first output."""
    named = request.POST.get("input_image") or request.GET.get("image", "")
    try:
        return own_file(_row(request), UUID(named))
    except (ValueError, FileNotFound):
        return parent.outputs[0] if parent and parent.outputs else None


def _editor(
    request: HttpRequest,
    form: EditorForm,
    *,
    generation: Generation | None = None,
    parent: Generation | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "generation": generation,
        "parent": parent,
        "input_file": _input_file(request, parent),
        "strip": history_of(_row(request)).order_by("-id")[:STRIP_LENGTH],
        "providers": [provider.capabilities for provider in configured()],
        **_place(generation),
    }
    return render(request, "generation/editor.html", context, status=status)


def _place(generation: Generation | None) -> dict[str, Any]:
    waits = generation is not None and generation.status == Status.PENDING
    place = queue_positions({generation.pk}) if generation and waits else {}
    return {"queue_position": place.get(generation.pk) if generation else None}


def _fragment(request: HttpRequest, generation: Generation) -> HttpResponse:
    if generation.is_active:
        template = "generation/_progress.html"
    elif generation.status == Status.COMPLETED:
        template = "generation/_result.html"
    else:
        template = "generation/_failed.html"
    return render(request, template, {"generation": generation, **_place(generation)})


def _shown(request: HttpRequest, generation: Generation) -> HttpResponse:
    """Lead to a generation: htmx gets its part of the page, a plain form is sent there."""
    address = reverse("generation:show", args=[generation.pk])
    if "HX-Request" not in request.headers:
        return redirect(address)
    fresh = Generation.objects.with_images().get(pk=generation.pk)
    response = _fragment(request, fresh)
    response["HX-Push-Url"] = address
    return response


def _field(problem: Problem) -> str | None:
    fields = {"inputImage": "image", "mask": "mask", "parentId": "parent", "provider": "provider"}
    return fields.get(problem.attr or "", None)
