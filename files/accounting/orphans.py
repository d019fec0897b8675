"""Bytes that no row names."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.utils import timezone

from files.accounting import repairing
from files.accounting.faults import Fault, Kind
from files.accounting.measuring import PICTURES, UPLOADS, is_older, listed
from files.models import Blob, Upload
from files.pruning import is_old_folder, stray_folders
from files.variants.choosing import WIDTHS
from files.variants.encoding import ENCODINGS

AGE = timedelta(hours=1)
"""Younger bytes may be on their way: their row comes after them."""

CHECKS = "checks"
"""Where the readiness check writes."""

UNNAMED = "no row names it"

COPY = re.compile(rf"({'|'.join(map(str, WIDTHS))}|full)\.({'|'.join(ENCODINGS)})")
"""Copies made before they had rows are taken up when somebody asks for them."""


def orphans() -> Iterator[Fault]:
    """Folders that no row names, and files that lie loose between them."""
    for folder in stray_folders(AGE):
        yield Fault(Kind.ORPHAN, folder, UNNAMED, partial(repairing.drop_picture, folder))
    yield from _stray_uploads()
    shelves = [f"{PICTURES}/{name}" for name in listed(PICTURES)[0]]
    for place in (PICTURES, *shelves, UPLOADS, CHECKS):
        yield from _loose(place, listed(place)[1])


def strangers(blob: Blob, names: set[str]) -> Iterator[Fault]:
    """Files in a picture's folder that are no part of it."""
    known = {"original", repairing.DAMAGED, *(row.name for row in blob.variants.all())}
    strange = sorted(name for name in names - known if not COPY.fullmatch(name))
    yield from _loose(blob.folder, strange)


def _stray_uploads() -> Iterator[Fault]:
    for key in listed(UPLOADS)[0]:
        folder = f"{UPLOADS}/{key}"
        # First the names: pieces are there before their row names them.
        names = listed(folder)[1]
        upload = _under_way(key)
        if upload is not None:
            loose = [name for name in names if f"{folder}/{name}" not in upload.pieces]
            yield from _loose(folder, loose)
        elif is_old_folder(folder, timezone.now() - AGE):
            yield Fault(Kind.ORPHAN, folder, UNNAMED, partial(repairing.drop_folder, folder))


def _under_way(key: str) -> Upload | None:
    try:
        return Upload.objects.unfinished().filter(pk=UUID(key)).first()
    except ValueError:
        return None


def _loose(folder: str, names: list[str]) -> Iterator[Fault]:
    moment = timezone.now() - AGE
    for name in (f"{folder}/{name}" for name in names):
        if is_older(name, moment):
            yield Fault(Kind.ORPHAN, name, UNNAMED, partial(repairing.drop, name))
