"""The pages that join the rooms."""

from itertools import groupby
from typing import cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.visitors import VisitorRequest
from content.models import FAQ, Feature, Review
from gallery.access import showcase
from generation.forms import EditorForm
from generation.providers.registry import configured
from nanobanana.http.errors import api_not_found

SHOWCASE_LENGTH = 6
REVIEWS_LENGTH = 6


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The first page: the editor itself, what others made, what it can do."""
    questions = FAQ.objects.shown()
    context = {
        "form": EditorForm(),
        "providers": [provider.capabilities for provider in configured()],
        "showcase": showcase(cast(VisitorRequest, request).visitor.row, limit=SHOWCASE_LENGTH),
        "features": Feature.objects.shown(),
        "reviews": Review.objects.published()[:REVIEWS_LENGTH],
        "faqs": [(name, list(group)) for name, group in groupby(questions, lambda q: q.category)],
    }
    return render(request, "landing.html", context)


def favicon(request: HttpRequest) -> HttpResponse:
    """For pages that name no icon, such as the browsable API's."""
    return HttpResponseRedirect(static("brand/icon-192.png"))


@csrf_exempt
def api_root(request: HttpRequest) -> HttpResponse:
    """`/api` by hand leads to the reference."""
    if request.method not in {"GET", "HEAD"}:
        return api_not_found(request)
    return HttpResponseRedirect(reverse("docs"))
