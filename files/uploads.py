"""What holds for every upload before it is decoded."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from files.errors import FileTooLarge


def check_size(upload: UploadedFile) -> None:
    """Raises FileTooLarge; `BodyLimitMiddleware` refused clearly larger bodies unread."""
    if (upload.size or 0) > settings.MAX_FILE_SIZE:
        raise too_large()


def too_large() -> FileTooLarge:
    """The error that names the limit."""
    megabytes = settings.MAX_FILE_SIZE / 1024 / 1024
    return FileTooLarge(f"That is too large: a file may have up to {megabytes:.3g} MB.")


class TidyUploadHandler(TemporaryFileUploadHandler):
    """Django's, but a part that a full disk cut short is removed at once.

    Django leaves it to the garbage collector, and on a full disk nobody can wait for that.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError:
            self.upload_interrupted()
            raise
