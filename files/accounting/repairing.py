"""Puts right what `verify_files` finds. See docs/decisions/0018-accounting.md.

A person's row is never removed for the storage's fault: a picture whose bytes are lost stays in
its owner's history, marked, and its bytes come back where anybody uploads or restores the same.
"""

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.utils import timezone

from files.accounting.ledger import note_gone
from files.accounting.measuring import weigh
from files.models import Blob, StoredVariant
from files.storing import delete_blob, delete_folder

DAMAGED = "damaged"
"""Wrong bytes lie aside under this name in their picture's folder, and go with it."""


def mend_original(blob: Blob) -> bool:
    """Take the bytes from another picture with the same hash; without one, set the wrong ones
    aside, mark the picture, and say no. Its copies stay: they may be all that is left of it."""
    for twin in twins(blob):
        if _is_whole(twin):
            with default_storage.open(twin.original) as stored:
                default_storage.save(blob.original, stored)
            return unmark(blob)
    Blob.objects.filter(pk=blob.pk, damaged_at=None).update(damaged_at=timezone.now())
    _set_aside(blob)
    return False


def twins(blob: Blob) -> QuerySet[Blob]:
    """Other pictures of the same bytes, as far as anybody knows whole."""
    return Blob.objects.filter(sha256=blob.sha256, damaged_at=None).exclude(pk=blob.pk)


def _is_whole(blob: Blob) -> bool:
    try:
        return weigh(blob.original) == (blob.size, blob.sha256)
    except FileNotFoundError:
        return False


def _set_aside(blob: Blob) -> None:
    """Nobody is sent bytes that are not what they are said to be."""
    try:
        with default_storage.open(blob.original) as stored:
            default_storage.save(f"{blob.folder}/{DAMAGED}", stored)
    except FileNotFoundError:
        return
    drop(blob.original)


def unmark(blob: Blob) -> bool:
    """The picture is whole again."""
    Blob.objects.filter(pk=blob.pk).update(damaged_at=None)
    return drop(f"{blob.folder}/{DAMAGED}")


def forget(row: StoredVariant, name: str) -> bool:
    """A copy is made again when somebody asks for it."""
    StoredVariant.objects.filter(pk=row.pk, size=row.size).delete()
    return drop(name)


def remove_unshown(blob: Blob) -> bool:
    """Unless somebody takes it up in this moment: then it is counted, and stays."""
    still = Blob.objects.filter(pk=blob.pk, refs=blob.refs, files=None)
    if Blob.objects.filter(pk__in=still.values("pk"), refs=blob.refs).update(refs=0):
        delete_blob(blob)
    return True


def drop(name: str) -> bool:
    with note_gone(name):
        default_storage.delete(name)
    return True


def drop_folder(folder: str) -> bool:
    delete_folder(folder)
    return True


def drop_picture(folder: str) -> bool:
    """Whether no row names it even now."""
    return not Blob.objects.filter(folder=folder).exists() and drop_folder(folder)
