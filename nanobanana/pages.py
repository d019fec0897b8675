"""The pages that join the rooms."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse


def landing(request: HttpRequest) -> HttpResponse:
    """The first page: the editor itself, and what others made."""
    return render(request, "landing.html", {})


def api_root(request: HttpRequest) -> HttpResponse:
    """`/api` by hand leads to the reference."""
    return HttpResponseRedirect(reverse("docs"))
