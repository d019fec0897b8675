"""Puts bytes into storage and takes them out again, each kept once."""

import hashlib
import secrets
import unicodedata
from contextlib import suppress
from pathlib import PurePath
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Count, F, QuerySet, Sum

from accounts.errors import OwnerGone
from accounts.models import Visitor
from files.accounting.ledger import note_gone
from files.accounting.usage import charge, credit, open_usage
from files.crowd import picture_work
from files.decoder import decoder
from files.decoding import CleanPicture
from files.errors import StorageFull
from files.models import Blob, StoredFile
from files.variants.making import make_thumbnail
from nanobanana.http.disk import is_no_room

NAME_LENGTH = 120


def open_upload(upload: IO[bytes]) -> CleanPicture:
    """Decode and clean an uploaded picture. Raises UnsupportedImage, InvalidImage, and TooBusy
    where too many wait already."""
    upload.seek(0)
    with picture_work.place():
        return decoder.clean(upload)


def store_upload(visitor: Visitor, upload: IO[bytes], *, name: str) -> StoredFile:
    """Decode, clean and keep an uploaded picture. Raises UnsupportedImage, InvalidImage,
    StorageFull, StorageLimit; nothing is kept then."""
    return store_picture(visitor, open_upload(upload), name=name, kind=StoredFile.Kind.UPLOAD)


def store_picture(
    visitor: Visitor, picture: CleanPicture, *, name: str, kind: StoredFile.Kind
) -> StoredFile:
    """Keep a picture for a visitor; equal bytes are stored once.

    Raises StorageFull, OwnerGone, and StorageLimit for all but outputs: what was worked for is
    kept.
    """
    try:
        charge(visitor, len(picture.data), is_owed=kind == StoredFile.Kind.OUTPUT)
        try:
            return _store(visitor, picture, name=name, kind=kind)
        except BaseException:
            credit(visitor.pk, len(picture.data))
            raise
    except IntegrityError as error:
        raise OwnerGone from error


def _store(
    visitor: Visitor, picture: CleanPicture, *, name: str, kind: StoredFile.Kind
) -> StoredFile:
    digest = hashlib.sha256(picture.data).hexdigest()
    file = StoredFile(owner=visitor, name=clean_name(name), kind=kind)
    # The reference is counted and its row made together, so that neither is ever seen alone.
    with transaction.atomic():
        shared = Blob.objects.share(digest)
        if shared:
            file.blob = shared
            file.save(force_insert=True)
            return file
    return _store_new(file, picture, digest)


def _store_new(file: StoredFile, picture: CleanPicture, digest: str) -> StoredFile:
    token = secrets.token_hex(20)
    blob = Blob(
        folder=f"pictures/{token[:2]}/{token[2:]}",
        sha256=digest,
        content_type=picture.content_type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        provenance=dict(picture.provenance),
    )
    try:
        write_bytes(blob.original, picture.data)
        thumbnail = make_thumbnail(blob, picture.data)
        with transaction.atomic():
            blob.save(force_insert=True)
            thumbnail.save(force_insert=True)
            file.blob = blob
            file.save(force_insert=True)
    except BaseException as error:
        delete_folder(blob.folder)
        if is_no_room(error):
            raise StorageFull from error
        raise
    return file


def write_bytes(name: str, data: bytes) -> None:
    """Write `data` under exactly `name`."""
    default_storage.save(name, ContentFile(data))


def release_file(file: StoredFile) -> None:
    """Remove a file's row, and its bytes if no other row shows them. Not for use in a
    transaction: bytes do not come back with a rollback."""
    with transaction.atomic():
        gone = drop_row(file)
    if gone:
        delete_unused_blob(file)


def release_all(visitor: Visitor) -> None:
    """Remove all of a visitor's files, with what refers to them, and the bytes that no other row
    shows. Not for use in a transaction: bytes do not come back with a rollback."""
    own = StoredFile.objects.filter(owner=visitor)
    with transaction.atomic():
        by_blob = own.order_by().values_list("blob")
        counted = by_blob.annotate(rows=Count("pk"), taken=Sum("blob__size"))
        counts = {blob_id: (rows, taken) for blob_id, rows, taken in counted}
        own.delete()
        for blob_id, (rows, _) in counts.items():
            Blob.objects.filter(pk=blob_id, refs__gte=rows).update(refs=F("refs") - rows)
        credit(visitor.pk, sum(taken for _, taken in counts.values()))
    for blob in Blob.objects.unused().filter(pk__in=counts):
        delete_blob(blob)


def drop_row(file: StoredFile, *, cascade: bool = True) -> bool:
    """Remove a file's row and count it off its bytes; False if it was gone already.

    With `cascade` what refers to it goes, too; without, that is an IntegrityError at the end of
    the transaction.
    """
    row = StoredFile.objects.filter(pk=file.pk)
    owner_id = _hold(row)
    if owner_id is None:
        return False
    gone = row.delete()[1].get(StoredFile._meta.label) if cascade else row._raw_delete(row.db)
    if not gone:
        return False
    Blob.objects.filter(pk=file.blob_id, refs__gt=0).update(refs=F("refs") - 1)
    credit(owner_id, file.size)
    return True


def _hold(row: QuerySet[StoredFile]) -> UUID | None:
    """Whose the file is until the end of the transaction, its count open; None if it is gone.

    The update changes nothing, but a merge that moves the file waits for it, and finds it gone.
    """
    while (owner_id := row.values_list("owner", flat=True).first()) is not None:
        open_usage(owner_id)
        if row.filter(owner=owner_id).update(owner=owner_id):
            return owner_id
    return None


def delete_unused_blob(file: StoredFile) -> None:
    """Remove the bytes behind a removed row if no other row shows them."""
    for blob in Blob.objects.unused().filter(pk=file.blob_id):
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
        with note_gone(f"{folder}/{name}"):
            default_storage.delete(f"{folder}/{name}")
    # A copy that another request is making just now stays; `prune` removes it with its folder.
    with suppress(OSError):
        default_storage.delete(folder)


def clean_name(name: str) -> str:
    """A file's name fit to show: no path, no control or direction-changing characters."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(
        char for char in last if unicodedata.category(char)[0] != "C" and char not in "\u2028\u2029"
    )
    return kept.strip()[:NAME_LENGTH] or "picture"
