"""What the tests of uploads send, and how they compare what came of it."""

import io
import socket
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from PIL import Image
from tusclient.client import TusClient

from e2e.server import Server

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"
UPLOADS = "/api/files/upload"
SECONDS = 120


def noise(side: int, seed: int = 1) -> bytes:
    """A PNG of noise, `side` pixels square: about three bytes a pixel, and all of them matter."""
    pixels = np.random.default_rng(seed).integers(0, 255, (side, side, 3), dtype=np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def pixels(data: bytes) -> Any:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def session(server: Server) -> dict[str, str]:
    """A header that identifies somebody the server knows."""
    begun = httpx.post(f"{server.url}{UPLOADS}", json={"size": 9}, timeout=SECONDS)
    httpx.delete(begun.json()["url"], timeout=SECONDS)
    return {"X-Session-ID": begun.headers["X-Session-ID"]}


def begin(server: Server, length: int, headers: dict[str, str]) -> str:
    """The address of a new upload."""
    said = {**TUS, **headers, "Upload-Length": str(length)}
    answer = httpx.post(f"{server.url}{UPLOADS}", headers=said, timeout=SECONDS)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["Location"])


def head(url: str, headers: dict[str, str]) -> httpx.Response:
    return httpx.head(url, headers={**TUS, **headers}, timeout=SECONDS)


def offset(url: str, headers: dict[str, str]) -> int:
    return int(head(url, headers).headers["Upload-Offset"])


def upload_with_tuspy(url: str, data: bytes, headers: dict[str, str], **options: Any) -> str:
    """Upload with a client that we did not write; the id of the file that came of it."""
    client = TusClient(f"{url}{UPLOADS}", headers=headers)
    uploader = client.uploader(
        file_stream=io.BytesIO(data),
        metadata={"filename": "from-python.png"},
        retries=600,
        retry_delay=0.2,
        **options,
    )
    uploader.upload()
    assert uploader.request is not None
    return str(uploader.request.response_headers["x-file-id"])


def assert_same_picture(server: Server, file_id: str, data: bytes, headers: dict[str, str]) -> None:
    answer = httpx.get(f"{server.url}/api/files/{file_id}", headers=headers, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/png"
    assert np.array_equal(pixels(answer.content), pixels(data))


class OpenPatch:
    """A PATCH that is sent by hand, and stays open until it is cut."""

    def __init__(self, url: str, at: int, length: int, headers: dict[str, str]) -> None:
        place = urlsplit(url)
        said = {
            **TUS,
            **headers,
            "Host": place.netloc,
            "Upload-Offset": str(at),
            "Content-Type": PIECE,
            "Content-Length": str(length),
        }
        lines = [f"PATCH {place.path} HTTP/1.1", *(f"{name}: {said[name]}" for name in said)]
        self._socket = socket.create_connection((place.hostname, place.port), timeout=SECONDS)
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def status(self) -> int:
        return int(self._socket.recv(64).split()[1])

    def cut(self) -> None:
        with closing(self._socket):
            self._socket.shutdown(socket.SHUT_RDWR)
