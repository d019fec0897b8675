"""How the editor's page and its changing part, the panel, are put together."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from accounts.models import Visitor
from accounts.visitors import RequestVisitor, VisitorRequest
from files.access import own_file
from files.errors import FileNotFound
from files.models import StoredFile
from generation.access import history_of
from generation.forms import EditorForm
from generation.models import Generation, Status
from generation.positions import queue_positions
from generation.providers.registry import configured
from generation.routing import capabilities_of

STRIP_LENGTH = 12
PANEL = "panel"
"""The id of the element whose content a generation's fragment replaces."""


class PageRequest(VisitorRequest):
    """A request as the middlewares leave it."""

    htmx: HtmxDetails


def htmx_of(request: HttpRequest) -> HtmxDetails:
    return cast(PageRequest, request).htmx


def visitor_of_page(request: HttpRequest) -> RequestVisitor:
    return cast(PageRequest, request).visitor


def row_of(request: HttpRequest) -> Visitor | None:
    return visitor_of_page(request).row


def show_editor(
    request: HttpRequest,
    form: EditorForm,
    *,
    generation: Generation | None = None,
    parent: Generation | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page."""
    context = {
        "form": form,
        "parent": parent,
        "refine": "refine" in request.GET,
        "input_file": _input_file(request, generation, parent),
        "providers": [capabilities_of(provider) for provider in configured()],
        **_panel_context(request, generation),
    }
    return render(request, "generation/editor.html", context, status=status)


def show_panel(request: HttpRequest, generation: Generation, *, notice: str = "") -> HttpResponse:
    """The panel alone, and the strip with it, which its end may have changed."""
    context = {**_panel_context(request, generation), "notice": notice, "is_fragment": True}
    return render(request, "generation/_panel.html", context)


def lead_to(request: HttpRequest, generation: Generation, *, notice: str = "") -> HttpResponse:
    """Show a generation: htmx gets the panel, or goes to its page where there is none."""
    address = reverse("generation:show", args=[generation.pk])
    htmx = htmx_of(request)
    if not htmx:
        if notice:
            messages.error(request, notice)
        return redirect(address)
    if htmx.target != PANEL:
        return HttpResponseClientRedirect(address)
    fresh = Generation.objects.with_images().get(pk=generation.pk)
    response = show_panel(request, fresh, notice=notice)
    response["HX-Push-Url"] = address
    return response


def refuse(request: HttpRequest, form: EditorForm, *, status: int) -> HttpResponse:
    """The form's errors: into the form that htmx sent, which keeps all else, or a page anew."""
    if not htmx_of(request):
        return show_editor(request, form, status=status)
    response = render(request, "generation/_form_errors.html", {"form": form}, status=status)
    response["HX-Retarget"] = "#form-errors"
    response["HX-Reswap"] = "innerHTML"
    return response


def _panel_context(request: HttpRequest, generation: Generation | None) -> dict[str, Any]:
    return {
        "generation": generation,
        "queue_position": _place(generation),
        "strip": history_of(row_of(request)).order_by("-id")[:STRIP_LENGTH],
    }


def _place(generation: Generation | None) -> int | None:
    if generation is None or generation.status != Status.PENDING:
        return None
    return queue_positions({generation.pk}).get(generation.pk)


def _input_file(
    request: HttpRequest, generation: Generation | None, parent: Generation | None
) -> StoredFile | None:
    """The picture to start from: the form's, `?image=`, the one shown, the parent's first."""
    named = request.POST.get("input_image") or request.GET.get("image", "")
    try:
        return own_file(row_of(request), UUID(named))
    except (ValueError, FileNotFound):
        if generation is not None:
            return generation.input
        return parent.outputs[0] if parent and parent.outputs else None
