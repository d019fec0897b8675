"""Makes the picture of an upload whose bytes are all here, once."""

import secrets
import time
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from files.crowd import picture_work
from files.errors import FilesError, InvalidImage, UnsupportedImage
from files.models import StoredFile
from files.resumable.errors import UploadGone, UploadLocked
from files.resumable.models import Upload, UploadQuerySet
from files.resumable.pieces import assembled
from files.storing import delete_folder, open_upload, release_file, store_picture

CLAIM = timedelta(minutes=3)
"""Longer than opening a picture may take, its waiting for a decoder included."""

WAIT_SECONDS = 2.0
"""How long somebody who asks waits for somebody else who is at it."""

TICK = 0.05
RETRY_SECONDS = 2

State = Upload.State


def finish_upload(upload: Upload) -> Upload:
    """Make the picture of a whole upload; the upload as it is then. Nothing to do for one that is
    done.

    Raises UnsupportedImage and InvalidImage, with which the upload ends and its bytes go. After
    TooBusy, StorageFull or StorageLimit it is as whole as before, and so it is after a crash
    once the claim ran out: whoever asks next finishes it. Raises UploadLocked while somebody else
    is at it.
    """
    if upload.is_done:
        return upload
    claim = secrets.token_hex(8)
    if not _take_claim(upload, claim):
        return _wait_for_other(upload)
    try:
        file = _make(upload)
    except (UnsupportedImage, InvalidImage) as error:
        _refuse(upload, claim, error)
        raise
    except (FileNotFoundError, EOFError) as error:
        lost = UploadGone("Bytes of this upload were lost. Begin a new one.")
        _refuse(upload, claim, lost)
        raise lost from error
    except BaseException:
        _claimed(upload, claim).update(state=State.OPEN, claim="", claimed_until=None)
        raise
    return _settle(upload, claim, file)


def _take_claim(upload: Upload, claim: str) -> bool:
    whole = Upload.objects.filter(pk=upload.pk, offset=F("length")).unclaimed()
    until = timezone.now() + CLAIM
    return bool(whole.update(state=State.FINISHING, claim=claim, claimed_until=until))


def _claimed(upload: Upload, claim: str) -> UploadQuerySet:
    return Upload.objects.filter(pk=upload.pk, state=State.FINISHING, claim=claim)


def _make(upload: Upload) -> StoredFile:
    # Its owner may have signed in since, and its last pieces come from another request.
    upload.refresh_from_db(fields=["owner", "pieces", "offset"])
    with assembled(upload) as whole:
        picture = open_upload(whole)
    kind = StoredFile.Kind.UPLOAD
    return store_picture(upload.owner, picture, name=upload.name, kind=kind)


def _settle(upload: Upload, claim: str, file: StoredFile) -> Upload:
    done = {"state": State.DONE, "file": file, "pieces": [], "claim": "", "claimed_until": None}
    if not _claimed(upload, claim).update(**done):
        # It was ended meanwhile, or somebody took this for dead and did the same.
        release_file(file)
        return _current(upload)
    delete_folder(upload.folder)
    return _current(upload)


def _refuse(upload: Upload, claim: str, error: FilesError) -> None:
    refused = {"state": State.REFUSED, "error_code": error.code, "error_detail": error.detail}
    if _claimed(upload, claim).update(**refused, pieces=[], claim="", claimed_until=None):
        delete_folder(upload.folder)


def _wait_for_other(upload: Upload) -> Upload:
    """Raises UploadLocked where that takes long, TooBusy where too many wait already."""
    until = time.monotonic() + WAIT_SECONDS
    with picture_work.place():
        while not (current := _current(upload)).is_done:
            if current.state == State.OPEN or time.monotonic() > until:
                raise UploadLocked(retry_after=RETRY_SECONDS)
            time.sleep(TICK)
    return current


def _current(upload: Upload) -> Upload:
    """Raises UploadGone where it has ended."""
    current = Upload.objects.select_related("owner", "file__blob").filter(pk=upload.pk).first()
    if current is None or current.is_gone:
        raise UploadGone(current.error_detail if current else "")
    return current
