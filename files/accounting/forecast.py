"""What a clearing-up would free, before anything goes."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.models import Visitor
from files.accounting.ledger import Ledger, foretell_files, foretell_folders
from files.accounting.measuring import folder_size
from files.models import Blob, StoredFile, Upload

BATCH = 500


class Forecast:
    """Adds up what the steps of a trial say that they would remove."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._sizes: dict[str, int] = {}

    def bytes(self) -> int:
        """So far, in bytes: each folder counts once, whatever would remove it."""
        folders = self._ledger.doomed_folders | _emptied(self._ledger.doomed_files)
        for folder in folders - self._sizes.keys():
            self._sizes[folder] = folder_size(folder)
        return sum(self._sizes.values())


def foretell_visitors(leaving: QuerySet[Visitor]) -> None:
    """In a trial: these visitors would go, with all they own."""
    foretell_files(StoredFile.objects.filter(owner__in=leaving).values_list("pk", flat=True))
    foretell_folders(upload.folder for upload in Upload.objects.filter(owner__in=leaving))


def _emptied(file_ids: set[UUID]) -> set[str]:
    """Folders of the blobs that no file would show once these are gone."""
    doomed: Counter[UUID] = Counter()
    for batch in _batches(file_ids):
        doomed.update(StoredFile.objects.filter(pk__in=batch).values_list("blob", flat=True))
    folders: set[str] = set()
    for batch in _batches(doomed):
        rows = Blob.objects.filter(pk__in=batch).annotate(shown=Count("files"))
        found = rows.values_list("pk", "folder", "shown")
        folders.update(folder for key, folder, shown in found if doomed[key] >= shown)
    return folders


def _batches(keys: Iterable[UUID]) -> Iterator[list[UUID]]:
    rest = iter(keys)
    while batch := list(islice(rest, BATCH)):
        yield batch
