"""The page `/studio`: everything the studio can do, with a picture of each."""

from dataclasses import dataclass
from functools import cache

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from generation.studio.catalogue import Entry, by_group

PICTURES = "img/cookbook"


@dataclass(frozen=True)
class Shelf:
    """One group of operations as the page shows it."""

    title: str
    anchor: str
    entries: tuple[tuple[Entry, str], ...]
    """Each with the static path of its picture, or an empty string."""


@require_safe
def studio(request: HttpRequest) -> HttpResponse:
    """The cookbook."""
    shelves = all_shelves()
    count = sum(len(shelf.entries) for shelf in shelves)
    return render(request, "generation/studio.html", {"shelves": shelves, "count": count})


@cache
def all_shelves() -> tuple[Shelf, ...]:
    """Every group with its operations, in order."""
    return tuple(
        Shelf(
            title=str(group),
            anchor=str(group).lower().replace(" ", "-"),
            entries=tuple((entry, _picture(entry)) for entry in entries),
        )
        for group, entries in by_group().items()
    )


def _picture(entry: Entry) -> str:
    path = f"{PICTURES}/{entry.name}.webp"
    return path if finders.find(path) else ""
