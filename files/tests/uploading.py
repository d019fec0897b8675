"""What the tests of uploads in pieces send, and how."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from PIL import Image

from accounts.models import Visitor
from files.models import Upload
from files.resumable.models import expiry
from files.tests.conftest import Caller, client, encoded, errors

UPLOADS = "/api/files/upload"
VERSION = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def noise(side: int = 60, seed: int = 1) -> bytes:
    """A PNG that hardly shrinks: about three bytes a pixel."""
    pixels = np.random.default_rng(seed).integers(0, 255, (side, side, 3), dtype=np.uint8)
    return encoded(Image.fromarray(pixels))


def checksum(data: bytes, algorithm: str = "sha1") -> str:
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"


@dataclass
class Tus:
    """Speaks tus 1.0.0, and plain chunks, for a caller or for nobody."""

    caller: Caller = field(default_factory=Caller)

    def ask(self, method: str, path: str, data: bytes = b"", kind: str = "", **more: Any) -> Any:
        headers = {**VERSION, **self.caller.headers, **more.pop("headers", {})}
        headers = {name: value for name, value in headers.items() if value is not None}
        if kind:
            # Django's test client would leave it out where there are no bytes.
            more.setdefault("CONTENT_TYPE", kind)
        return client().generic(method, path, data, content_type=kind, headers=headers, **more)

    def create(self, length: int | None, data: bytes = b"", /, **headers: str) -> Any:
        said = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        kind = PIECE if data else ""
        return self.ask("POST", UPLOADS, data, kind, headers={**said, **headers})

    def begin(self, length: int | None, **headers: str) -> str:
        """The path of a new upload."""
        response = self.create(length, **headers)
        assert response.status_code == 201, response.content
        return str(urlsplit(response["Location"]).path)

    def patch(self, path: str, data: bytes, offset: int, kind: str = PIECE, **headers: Any) -> Any:
        said = {"Upload-Offset": str(offset)}
        return self.ask("PATCH", path, data, kind, headers={**said, **headers})

    def head(self, path: str, **headers: Any) -> Any:
        return self.ask("HEAD", path, headers=headers)

    def put(self, path: str, data: bytes, content_range: str) -> Any:
        said = {"Content-Range": content_range, "Tus-Resumable": None}
        return self.ask("PUT", path, data, "application/octet-stream", headers=said)

    def state(self, path: str) -> tuple[int, str | None]:
        response = self.head(path)
        return response.status_code, response.headers.get("Upload-Offset")


def upload_of(path: str) -> Upload:
    return Upload.objects.get(pk=path.rpartition("/")[2])


def new_upload(owner: Visitor, length: int | None, **fields: Any) -> Upload:
    return Upload.objects.create(
        owner=owner, length=length, **{"name": "a.png", "expires_at": expiry(), **fields}
    )


def failed(response: Any) -> tuple[int, str]:
    """The status and the error's code, of an answer in the contract's shape."""
    assert response["Tus-Resumable"] == "1.0.0"
    assert response["Content-Type"] == "application/json"
    ((code, _),) = errors(response)
    return response.status_code, code
