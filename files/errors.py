"""This room's errors."""

from files.kinds import ONE_OF
from nanobanana.http.problems import NoRoomProblem, Problem

STORAGE_RETRY_SECONDS = 10


class FilesError(Problem):
    code = "file_error"


class UnsupportedImage(FilesError):
    status = 415
    code = "unsupported_image"
    message = f"This is not a picture we can read. Send a {ONE_OF}."


class InvalidImage(FilesError):
    status = 422
    code = "invalid_image"
    message = "This picture is damaged or cut short and cannot be opened."


class FileTooLarge(FilesError):
    status = 413
    code = "file_too_large"
    message = "That is too large."


class StorageFull(NoRoomProblem, FilesError):
    """Nothing of the file was kept."""


class StorageLimit(FilesError):
    """The visitor's own limit, not the disk's: trying again will not help."""

    status = 413
    code = "storage_limit"
    message = "Your storage is full. Delete some pictures, or empty the trash, and try again."


class FileNotFound(FilesError):
    status = 404
    code = "not_found"
    message = "There is no such file."


class FileInUse(FilesError):
    status = 409
    code = "in_use"
    message = "Everybody can see this file: in the gallery, or as your avatar. Take it down first."


class VariantUnknown(FilesError):
    status = 400
    code = "invalid"


class TooBusy(FilesError):
    status = 503
    code = "busy"
    message = "Many pictures are being worked on just now. Try again in a moment."


class SigningFailed(FilesError):
    """The operator asked for signatures, and so nothing leaves without one."""

    status = 500
    code = "signing_failed"
    message = "This picture could not be signed. Whoever runs this site can mend that."


class StorageUnavailable(FilesError):
    """The storage does not answer, or not to us. `reason` is for whoever runs the site."""

    status = 503
    code = "storage_unavailable"
    message = "Pictures cannot be reached just now. Try again in a moment."

    def __init__(self, reason: str) -> None:
        super().__init__(retry_after=STORAGE_RETRY_SECONDS)
        self.reason = reason
