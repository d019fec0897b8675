"""What can go wrong with an upload that comes in pieces."""

from files.errors import FilesError


class HeaderInvalid(FilesError):
    """A header that the protocol prescribes is missing or makes no sense; `attr` names it."""

    status = 400
    code = "invalid_header"


class ChecksumUnknown(FilesError):
    status = 400
    code = "unknown_checksum"
    message = "Upload-Checksum takes sha1 or sha256, a space and the digest in Base64."


class ChecksumMismatch(FilesError):
    status = 460
    code = "checksum_mismatch"
    message = "These bytes are not what Upload-Checksum says; none was kept. Send them anew."


class VersionUnsupported(FilesError):
    status = 412
    code = "unsupported_version"
    message = "Send the header Tus-Resumable: 1.0.0; no other version is spoken here."


class PieceTypeWrong(FilesError):
    status = 415
    code = "unsupported_media_type"
    message = "Send a piece of an upload as application/offset+octet-stream."


class UploadNotFound(FilesError):
    status = 404
    code = "not_found"
    message = "There is no such upload."


class UploadGone(FilesError):
    status = 410
    code = "upload_gone"
    message = "This upload has ended. Begin a new one."


class OffsetWrong(FilesError):
    """`offset` is the number of bytes that are safe."""

    status = 409
    code = "wrong_offset"

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(f"{offset} bytes of this upload are here: go on from there.")


class RangeInvalid(FilesError):
    status = 416
    code = "invalid_range"
    message = "This Content-Range does not fit the upload."


class PieceTooLong(FilesError):
    status = 413
    code = "past_upload_length"
    message = "That is more than the upload was said to have. Nothing of it was kept."


class UploadLocked(FilesError):
    status = 423
    code = "upload_locked"
    message = "All bytes are here and the picture is just being opened. Ask again in a moment."


class TooManyUploads(FilesError):
    status = 429
    code = "too_many_uploads"
    message = "Too many of your uploads are under way. Finish or delete some first."
