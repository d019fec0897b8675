"""Finds or stores the pictures a request starts from."""

import base64
import binascii
import io
import re
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Visitor
from files.access import own_file
from files.errors import FileNotFound, FileTooLarge
from files.models import StoredFile
from files.storing import store_upload
from files.uploads import check_size
from generation.errors import InputNotFound, InvalidDataUrl

Source = UUID | str | UploadedFile
"""A stored file's id, a data: URL, or a freshly uploaded file."""

DATA_URL = re.compile(r"data:image/[a-z0-9.+-]+;base64,", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A file a request names, and whether it was stored for this request only."""

    file: StoredFile
    is_new: bool


def find_or_store(visitor: Visitor, source: Source, *, attr: str) -> Found:
    """The visitor's picture behind `source`, stored now if it came along.

    Raises InputNotFound, InvalidDataUrl and the errors of an upload.
    """
    if isinstance(source, UploadedFile):
        check_size(source)
        return Found(store_upload(visitor, source, name=source.name or attr), is_new=True)
    if isinstance(source, str):
        data = read_data_url(source, attr=attr)
        return Found(store_upload(visitor, io.BytesIO(data), name=attr), is_new=True)
    try:
        return Found(own_file(visitor, source), is_new=False)
    except FileNotFound as error:
        raise InputNotFound(attr=attr) from error


def read_data_url(url: str, *, attr: str) -> bytes:
    """The bytes of a base64 data: URL (RFC 2397). Raises InvalidDataUrl, FileTooLarge."""
    match = DATA_URL.match(url)
    if not match:
        raise InvalidDataUrl(attr=attr)
    try:
        data = base64.b64decode(url[match.end() :], validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidDataUrl(attr=attr) from error
    if len(data) > settings.MAX_FILE_SIZE:
        raise FileTooLarge(attr=attr)
    return data
