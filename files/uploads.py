"""What holds for every upload before it is decoded."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from files.errors import FileTooLarge


def check_size(upload: UploadedFile) -> None:
    """Raises FileTooLarge; `BodyLimitMiddleware` refused clearly larger bodies unread."""
    if (upload.size or 0) > settings.MAX_FILE_SIZE:
        megabytes = settings.MAX_FILE_SIZE / 1024 / 1024
        raise FileTooLarge(f"That is too large: a file may have up to {megabytes:.3g} MB.")
