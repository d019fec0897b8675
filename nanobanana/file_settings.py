"""Settings of pictures and where they are kept; `settings.py` takes them all in."""

from typing import Any

from nanobanana.buckets import read_bucket
from nanobanana.env import BASE_DIR, Reader, load, refuse

env = Reader(load())

_bucket = read_bucket(env)
UPLOAD_PATH = env.folder("STORAGE_URL") or env.path("UPLOAD_PATH", default=BASE_DIR / "media")
MEDIA_ROOT = UPLOAD_PATH
FILE_STORAGE: dict[str, Any] = {"BACKEND": "files.storage.WholeFileStorage"}
if _bucket:
    FILE_STORAGE = _bucket.storage
FILE_UPLOAD_PERMISSIONS = 0o640

STORAGE_REDIRECT = env.boolean("STORAGE_REDIRECT", default=True) and _bucket is not None
"""Whether browsers fetch pictures from the bucket, at signed addresses, and not through us."""

PICTURE_ORIGINS = [_bucket.origin] if _bucket and STORAGE_REDIRECT else []
"""Where else than from this site pages load pictures."""

SENDFILE = env.sendfile("SENDFILE")
"""Which web server in front sends pictures from the disk; "" for none."""

if SENDFILE and _bucket:
    raise refuse("SENDFILE", "pictures are in a bucket, not on a disk that is shared", "")

MAX_FILE_SIZE = env.whole("MAX_FILE_SIZE", default=10 * 1024 * 1024, least=1024)

MEGABYTE = 1024 * 1024
STORAGE_LIMITS = {
    "anonymous": env.whole("ANONYMOUS_STORAGE_MB", default=500) * MEGABYTE,
    "free": env.whole("FREE_STORAGE_MB", default=5_000) * MEGABYTE,
    "pro": env.whole("PRO_STORAGE_MB", default=50_000) * MEGABYTE,
}
"""Bytes that a visitor's files may take up, by plan; 0 is no limit."""

TRASH_DAYS = env.whole("TRASH_DAYS", default=30)
UPLOAD_KEEP_HOURS = env.whole("UPLOAD_KEEP_HOURS", default=24, least=1)
"""How long an upload waits for its next byte."""

EMBED_PROMPT = env.boolean("EMBED_PROMPT", default=False)
C2PA_CERT = env.text("C2PA_CERT")
C2PA_KEY = env.text("C2PA_KEY")
"""Paths of PEM files; with both set, pictures made here are signed."""

DATA_UPLOAD_MAX_NUMBER_FILES = 12
# Pictures come as data: URLs in JSON, too; BodyLimitMiddleware bounds each address.
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_FILE_SIZE * 4 + 256 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "files.uploads.TidyUploadHandler",
]
