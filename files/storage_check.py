"""Whether pictures can be kept, in words for whoever runs the site."""

import secrets

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from files.errors import StorageUnavailable

FOLDER = "checks"


class StorageUnusable(Exception):
    """Says in a sentence what is wrong and what to do."""


def check_storage() -> None:
    """Write, read, list and remove a small file. Raises StorageUnusable."""
    name = f"{FOLDER}/{secrets.token_hex(8)}"
    data = name.encode()
    try:
        default_storage.save(name, ContentFile(data))
        try:
            with default_storage.open(name) as stored:
                is_kept = stored.read() == data
            default_storage.listdir(FOLDER)
        finally:
            default_storage.delete(name)
    except StorageUnavailable as error:
        raise StorageUnusable(error.reason) from error
    except OSError as error:
        raise StorageUnusable(_fault(error)) from error
    if not is_kept:
        raise StorageUnusable("The storage answers with other bytes than it was given.")


def _fault(error: OSError) -> str:
    if getattr(default_storage, "place", ""):
        return f"Cannot keep pictures: {error.strerror}."
    return (
        f"Cannot keep pictures in {settings.MEDIA_ROOT}: {error.strerror}. Set UPLOAD_PATH to a "
        "folder that can be written."
    )
