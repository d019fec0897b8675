"""Begins uploads that come in pieces, goes on with them, and ends them.

Two writers cannot interleave: a piece's bytes are in storage first, and then one conditional
update makes them part of the upload, which only one of two can do from the same offset. A crash
between the two leaves bytes that no row names; they go with the upload's folder.
"""

from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Sum
from uuid_utils.compat import uuid7

from accounts.errors import OwnerGone
from accounts.models import Visitor
from accounts.visitors import RequestVisitor
from files.accounting.usage import check_room
from files.errors import FilesError, InvalidImage
from files.resumable.arriving import Arriving
from files.resumable.errors import (
    HeaderInvalid,
    OffsetWrong,
    PieceTooLong,
    TooManyUploads,
    UploadGone,
    UploadNotFound,
)
from files.resumable.finishing import finish_upload
from files.resumable.models import Upload, expiry
from files.resumable.pieces import current_offset, drop_pieces, taken_in, write_piece
from files.resumable.sweeping import sweep_some
from files.storing import clean_name, delete_folder
from files.uploads import too_large

MOST_OPEN = 100
"""Uploads that one visitor may have under way."""

RETRY_SECONDS = 60
RANDOM_UUIDS = frozenset({4, 7})
"""Versions of UUIDs that nobody guesses (RFC 9562)."""


def begin_upload(
    who: RequestVisitor,
    *,
    length: int | None,
    name: str = "",
    metadata: str = "",
    upload_id: UUID | None = None,
) -> Upload:
    """Begin an upload of `length` bytes, None where that is said later.

    Raises FileTooLarge, InvalidImage for nothing at all, TooManyUploads, StorageLimit, and
    UploadNotFound for an id that is somebody else's or can be guessed.
    """
    _check_length(length)
    if upload_id is not None and upload_id.version not in RANDOM_UUIDS:
        raise UploadNotFound("Begin with a POST to /api/files/upload: it answers with an address.")
    sweep_some()
    is_bearer = who.row is None
    visitor = who.ensure()
    try:
        _check_visitor(visitor, length)
        with transaction.atomic():
            return Upload.objects.create(
                id=upload_id or uuid7(),
                owner=visitor,
                is_bearer=is_bearer,
                name=clean_name(name),
                length=length,
                metadata=metadata,
                expires_at=expiry(),
            )
    except IntegrityError as error:
        who.take_back()
        raise (UploadNotFound if upload_id else OwnerGone) from error
    except FilesError:
        who.take_back()
        raise


def begin_with_body(who: RequestVisitor, body: Arriving, **asked: Any) -> Upload:
    """Begin an upload with its first bytes. If they cannot be taken nothing of it is kept: the
    client was not told of it yet. Raises what `begin_upload` and `add_piece` raise."""
    upload = begin_upload(who, **asked)
    try:
        return add_piece(upload, body)
    except (FilesError, OSError):
        Upload.objects.filter(pk=upload.pk).delete()
        delete_folder(upload.folder)
        who.take_back()
        raise


def _check_length(length: int | None) -> None:
    if length == 0:
        raise InvalidImage("This file is empty.")
    if length is not None and length > settings.MAX_FILE_SIZE:
        raise too_large()


def _check_visitor(visitor: Visitor, length: int | None) -> None:
    """Holds what is under way to the visitor's limits, as if all of it were here."""
    under_way = Upload.objects.filter(owner=visitor).unfinished()
    sums = under_way.aggregate(count=Count("pk"), bytes=Sum("length"))
    if sums["count"] >= MOST_OPEN:
        raise TooManyUploads(retry_after=RETRY_SECONDS)
    unknown = under_way.filter(length=None).count() + (length is None)
    announced = (sums["bytes"] or 0) + (length or 0)
    check_room(visitor, announced + unknown * settings.MAX_FILE_SIZE)


def find_upload(upload_id: UUID, who: RequestVisitor) -> Upload:
    """An upload that `who` may go on with. Raises UploadNotFound, UploadGone.

    Whoever is known must be its owner. Somebody unknown may go on with what somebody unknown
    began: clients of tus keep no cookies, and the address cannot be guessed.
    """
    upload = Upload.objects.select_related("owner", "file__blob").filter(pk=upload_id).first()
    if upload is None or not _may_go_on(who.row, upload):
        raise UploadNotFound
    if upload.is_gone:
        raise UploadGone(upload.error_detail)
    return upload


def _may_go_on(visitor: Visitor | None, upload: Upload) -> bool:
    return upload.is_bearer if visitor is None else upload.owner_id == visitor.pk


def settle_length(upload: Upload, length: int) -> None:
    """Say how long an upload is that was begun without. Raises HeaderInvalid where that was
    settled otherwise or less than what is here, FileTooLarge."""
    if upload.length is None:
        _check_length(length)
        if length < upload.offset:
            raise HeaderInvalid("More bytes than that are here already.", attr="Upload-Length")
        Upload.objects.filter(pk=upload.pk, length=None).update(length=length)
        upload.refresh_from_db(fields=["length"])
    if upload.length != length:
        raise HeaderInvalid("The length of an upload cannot be changed.", attr="Upload-Length")


def add_piece(upload: Upload, body: Arriving) -> Upload:
    """Add a body to an upload, and make its picture once all bytes are here; the upload as it
    is then.

    Raises OffsetWrong, PieceTooLong, FileTooLarge and ChecksumMismatch, of all of which no byte
    is kept; StorageFull; and what `finish_upload` raises.
    """
    if body.offset != upload.offset:
        raise OffsetWrong(upload.offset)
    _check_fits(upload, body.offset + body.announced)
    with taken_in(body.source, body.size, body.checksum) as (taken, size):
        if size:
            _append(upload, taken, size)
    return finish_upload(upload) if upload.is_whole else upload


def _check_fits(upload: Upload, end: int) -> None:
    if upload.length is None and end > settings.MAX_FILE_SIZE:
        raise too_large()
    if upload.length is not None and end > upload.length:
        raise PieceTooLong


def _append(upload: Upload, body: IO[bytes], size: int) -> None:
    written = write_piece(upload, body, size)
    seen = Upload.objects.filter(pk=upload.pk, state=Upload.State.OPEN, offset=upload.offset)
    offset, expires_at = upload.offset + size, expiry()
    if not seen.update(offset=offset, pieces=written.pieces, expires_at=expires_at):
        drop_pieces([written.name])
        raise OffsetWrong(current_offset(upload))
    upload.offset, upload.pieces, upload.expires_at = offset, written.pieces, expires_at
    drop_pieces(written.replaced)


def end_upload(upload: Upload) -> None:
    """Forget an upload at its owner's wish; a picture that was made of it stays."""
    Upload.objects.filter(pk=upload.pk).update(
        state=Upload.State.REFUSED,
        error_code="",
        error_detail="This upload was ended by its owner.",
        file=None,
        pieces=[],
        expires_at=expiry(),
    )
    delete_folder(upload.folder)
