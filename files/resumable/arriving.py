"""A body that is about to be read as a piece of an upload."""

from dataclasses import dataclass

from rest_framework.request import Request

from files.resumable.checksums import Checksum
from files.resumable.pieces import Source

TO_COME = "files.to_come"
"""In the ASGI scope: bytes of the same request that are announced and come after this body.
`nanobanana/serving/pieces.py` hands a long request over in several bodies."""


@dataclass(frozen=True)
class Arriving:
    """`size` bytes of `source` that belong at byte `offset` of the upload. `to_come` more were
    announced, which come or fail to come after them."""

    source: Source
    offset: int
    size: int
    to_come: int = 0
    checksum: Checksum | None = None

    @property
    def announced(self) -> int:
        return self.size + self.to_come


def body_size(request: Request) -> int:
    """Bytes of the body; `BodyLimitMiddleware` has seen to it that this is a number."""
    return int(request.META.get("CONTENT_LENGTH") or 0)


def arriving(request: Request, offset: int, checksum: Checksum | None = None) -> Arriving:
    to_come = int(request.META.get("asgi.scope", {}).get(TO_COME, 0))
    return Arriving(request._request, offset, body_size(request), to_come, checksum)
