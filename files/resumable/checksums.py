"""The extension `checksum` of tus 1.0.0: a piece is kept only if it is what was sent."""

import base64
import binascii
import hashlib
import hmac
from typing import Protocol

from files.resumable.errors import ChecksumMismatch, ChecksumUnknown

ALGORITHMS = ("sha1", "sha256")
SIZES = {"sha1": 20, "sha256": 32}


class Hash(Protocol):
    """What `hashlib` makes."""

    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class Checksum:
    """What a piece has to come to."""

    def __init__(self, algorithm: str, digest: bytes) -> None:
        self.algorithm = algorithm
        self.digest = digest

    def begin(self) -> Hash:
        # Finds what the way broke, and guards no secret: SHA-1 is what the protocol asks for.
        return hashlib.new(self.algorithm, usedforsecurity=False)

    def check(self, taken: Hash) -> None:
        """Raises ChecksumMismatch."""
        if not hmac.compare_digest(taken.digest(), self.digest):
            raise ChecksumMismatch


def read_checksum(header: str) -> Checksum | None:
    """What `Upload-Checksum` says; None without one. Raises ChecksumUnknown."""
    if not header:
        return None
    algorithm, _, encoded = header.partition(" ")
    try:
        digest = base64.b64decode(encoded.strip(), validate=True)
    except binascii.Error as error:
        raise ChecksumUnknown from error
    if len(digest) != SIZES.get(algorithm):
        raise ChecksumUnknown
    return Checksum(algorithm, digest)
