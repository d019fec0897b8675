"""Puts bytes into storage and takes them out again, each kept once."""

import errno
import hashlib
import secrets
import unicodedata
from pathlib import PurePath
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import F

from accounts.models import Visitor
from files.decoding import CleanPicture, clean_picture
from files.errors import StorageFull
from files.models import Blob, StoredFile
from files.variants import make_thumbnail

NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
NAME_LENGTH = 120


def store_upload(visitor: Visitor, upload: IO[bytes], *, name: str) -> StoredFile:
    """Decode, clean and keep an uploaded picture. Raises UnsupportedImage, InvalidImage,
    StorageFull; nothing is kept then."""
    return store_picture(visitor, clean_picture(upload), name=name, kind=StoredFile.Kind.UPLOAD)


def store_picture(
    visitor: Visitor, picture: CleanPicture, *, name: str, kind: StoredFile.Kind
) -> StoredFile:
    """Keep a picture for a visitor; equal bytes are stored once. Raises StorageFull."""
    digest = hashlib.sha256(picture.data).hexdigest()
    blob = Blob.objects.share(digest) or _store_blob(picture, digest)
    return StoredFile.objects.create(owner=visitor, blob=blob, name=clean_name(name), kind=kind)


def _store_blob(picture: CleanPicture, digest: str) -> Blob:
    token = secrets.token_hex(20)
    blob = Blob(
        folder=f"pictures/{token[:2]}/{token[2:]}",
        sha256=digest,
        content_type=picture.content_type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
    )
    try:
        write_bytes(blob.original, picture.data)
        make_thumbnail(blob, picture.data)
        blob.save()
    except Exception:
        delete_folder(blob.folder)
        raise
    return blob


def write_bytes(name: str, data: bytes) -> None:
    """Write `data` under exactly `name`. Raises StorageFull and leaves nothing then."""
    try:
        default_storage.save(name, ContentFile(data))
    except OSError as error:
        default_storage.delete(name)
        if error.errno in NO_ROOM:
            raise StorageFull from error
        raise


def release_file(file: StoredFile) -> None:
    """Remove a file's row, and its bytes if no other row shows them."""
    blob_id = file.blob_id
    if not StoredFile.objects.filter(pk=file.pk).delete()[0]:
        return
    Blob.objects.filter(pk=blob_id, refs__gt=0).update(refs=F("refs") - 1)
    for blob in Blob.objects.unused().filter(pk=blob_id):
        delete_blob(blob)


def delete_blob(blob: Blob) -> None:
    """Remove a blob nobody refers to; whoever deletes the row deletes the bytes."""
    if Blob.objects.unused().filter(pk=blob.pk).delete()[0]:
        delete_folder(blob.folder)


def delete_folder(folder: str) -> None:
    """Remove a blob's bytes and everything derived from them."""
    try:
        _, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    default_storage.delete(folder)


def clean_name(name: str) -> str:
    """A file's name fit to show: no path, no control or direction-changing characters."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(char for char in last if unicodedata.category(char)[0] != "C")
    return kept.strip()[:NAME_LENGTH] or "picture"
