"""Smaller and other-format copies of stored pictures, made once and kept beside them."""

import threading
import time
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from files.crowd import RETRY_SECONDS, picture_work
from files.errors import FileNotFound, TooBusy
from files.models import Blob, StoredVariant
from files.variants import claiming, encoding
from files.variants.choosing import THUMBNAIL, Variant, fitted
from files.variants.claiming import FILE_GONE, State
from files.variants.placeholders import placeholder_of

WAIT_SECONDS = 10.0
"""For a copy that somebody else makes."""

POLL_SECONDS = 0.05

making = threading.RLock()
"""Held by whoever makes a smaller or other copy: each holds a whole picture in memory."""


def variant_name(blob: Blob, variant: Variant) -> tuple[str, str]:
    """The storage name and content type of a variant, which is made now if it is missing.

    Asks the database, not the storage. Raises FileNotFound where the stored bytes are gone,
    TooBusy where too many wait already or another takes too long to make it.
    """
    variant = fitted(blob, variant)
    if variant.is_original:
        return blob.original, blob.content_type
    if claiming.state_of(blob, variant.name) is not State.MADE:
        with picture_work.place():
            _have_made(blob, variant)
    return f"{blob.folder}/{variant.name}", f"image/{variant.format}"


def make_again(blob: Blob, variant: Variant) -> tuple[str, str]:
    """As `variant_name`, for a copy whose bytes turned out to be missing."""
    claiming.forget_copy(blob, fitted(blob, variant).name)
    return variant_name(blob, variant)


def make_thumbnail(blob: Blob, data: bytes) -> StoredVariant:
    """Make the copy that every list shows, and the placeholder, while the bytes are at hand.

    Returns the copy's row, to be saved after the blob's.
    """
    variant = fitted(blob, THUMBNAIL)
    with making:
        image = encoding.shrunk(data, variant.width, variant.format or "")
        blob.placeholder = placeholder_of(image)
        size = _save(blob, variant, image)
    return claiming.finished_row(blob, variant.name, size)


def _have_made(blob: Blob, variant: Variant) -> None:
    """Return when the copy is there, whoever makes it."""
    until = time.monotonic() + WAIT_SECONDS
    while (state := claiming.state_of(blob, variant.name)) is not State.MADE:
        left = until - time.monotonic()
        if left <= 0:
            raise TooBusy(retry_after=RETRY_SECONDS)
        if state is State.TAKEN:
            time.sleep(POLL_SECONDS)
        elif making.acquire(timeout=left):
            # The lock first, so that a claim does not run out while its owner waits in line.
            try:
                _make_if_free(blob, variant)
            finally:
                making.release()


def _make_if_free(blob: Blob, variant: Variant) -> None:
    token = claiming.claim_copy(blob, variant.name)
    if not token:
        return
    try:
        size = _size_in_storage(blob, variant) or _make(blob, variant)
    except BaseException as error:
        claiming.give_up_copy(blob, variant.name, token)
        if isinstance(error, FileNotFoundError):
            # Gone before, or removed by its owner in this very moment.
            raise FileNotFound(FILE_GONE) from error
        raise
    claiming.finish_copy(blob, variant.name, token, size)
    if not claiming.is_kept(blob):
        _drop_orphan(blob, variant)


def _size_in_storage(blob: Blob, variant: Variant) -> int:
    """In bytes; 0 if it is not there. Copies made before version 2 have no rows."""
    name = f"{blob.folder}/{variant.name}"
    try:
        size: int = default_storage.size(name)
        if variant == fitted(blob, THUMBNAIL):
            with default_storage.open(name) as stored:
                _keep_placeholder(blob, encoding.shrunk(stored.read(), None, ""))
    except FileNotFoundError:
        return 0
    return size


def _make(blob: Blob, variant: Variant) -> int:
    with default_storage.open(blob.original) as stored:
        image = encoding.shrunk(stored.read(), variant.width, variant.format or "")
    size = _save(blob, variant, image)
    _keep_placeholder(blob, image)
    return size


def _save(blob: Blob, variant: Variant, image: Image.Image) -> int:
    data = encoding.encoded(image, variant.format or "")
    default_storage.save(f"{blob.folder}/{variant.name}", ContentFile(data))
    return len(data)


def _keep_placeholder(blob: Blob, image: Image.Image) -> None:
    """For pictures stored before there were placeholders; the pixels are at hand."""
    if not blob.placeholder and (made := placeholder_of(image)):
        Blob.objects.filter(pk=blob.pk, placeholder="").update(placeholder=made)


def _drop_orphan(blob: Blob, variant: Variant) -> None:
    """The picture was removed while its copy was made: the copy goes, too."""
    claiming.forget_copy(blob, variant.name)
    default_storage.delete(f"{blob.folder}/{variant.name}")
    with suppress(OSError):
        default_storage.delete(blob.folder)
    raise FileNotFound(FILE_GONE)
