"""The pages that join the rooms."""

from itertools import groupby
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.pace import paced
from accounts.visitors import VisitorRequest
from content.forms import ReviewForm
from content.models import FAQ, Feature, Review
from content.services import submit_review
from gallery.access import showcase
from gallery.models import GalleryItem
from generation.forms import EditorForm
from generation.providers.registry import configured
from generation.routing import capabilities_of
from nanobanana.http.errors import api_not_found

SHOWCASE_LENGTH = 6
REVIEWS_LENGTH = 6


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """The first page: the editor itself, what others made, what it can do."""
    questions = FAQ.objects.shown()
    items = showcase(cast(VisitorRequest, request).visitor.row, limit=SHOWCASE_LENGTH + 1)
    proof = next((item for item in items if has_one_shape(item)), None)
    context = {
        "form": EditorForm(),
        "providers": [capabilities_of(provider) for provider in configured()],
        "proof": proof,
        "showcase": [item for item in items if item is not proof][:SHOWCASE_LENGTH],
        "features": Feature.objects.shown(),
        "reviews": list(Review.objects.published()[:REVIEWS_LENGTH]),
        "faqs": [(name, list(group)) for name, group in groupby(questions, lambda q: q.category)],
    }
    return render(request, "landing.html", context)


def favicon(request: HttpRequest) -> HttpResponse:
    """For pages that name no icon, such as the browsable API's."""
    return HttpResponseRedirect(static("brand/icon-192.png"))


@require_http_methods(["GET", "HEAD", "POST"])
@paced("write")
def review(request: HttpRequest) -> HttpResponse:
    """Say what one thinks of the product; a curator reads it first."""
    form = ReviewForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "content/review.html", {"form": form}, status=status)
    submit_review(request.user, **form.cleaned_data)
    messages.success(request, "Thank you! A curator will read it.")
    return redirect("pages:landing")


def has_one_shape(item: GalleryItem) -> bool:
    """Whether the pictures before and after lie over each other point by point."""
    before, after = item.before, item.image
    return before is not None and (before.width, before.height) == (after.width, after.height)


@csrf_exempt
def api_root(request: HttpRequest) -> HttpResponse:
    """`/api` by hand leads to the reference."""
    if request.method not in {"GET", "HEAD"}:
        return api_not_found(request)
    return HttpResponseRedirect(reverse("docs"))
