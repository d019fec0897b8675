"""Streams of the OpenAI Images API, as we serve it: events, an end, a failure."""

import json
import threading
from typing import Any

import pytest
from PIL import Image

from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.tests.conftest import FakeProvider, one_picture
from generation.tests.test_v1 import EDITED, MADE, file, key, opened, post, user, worker

__all__ = (
    "key",
    "user",
    "worker",
)
pytestmark = pytest.mark.django_db(transaction=True)


def events_of(response: Any) -> list[tuple[str, dict[str, Any]]]:
    text = b"".join(response.streaming_content).decode()
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_a_stream_ends_with_the_picture(worker: FakeProvider, key: str) -> None:
    seen = threading.Event()

    def showing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        progress.show(Image.new("RGB", (16, 16), "gray"))
        seen.wait(10)
        return one_picture(request, progress)

    worker.act = showing
    wish = {"prompt": "a", "stream": True, "partial_images": 2}
    response = post(key, MADE, wish)
    assert response["Content-Type"] == "text/event-stream"
    stream = iter(response.streaming_content)
    first = next(stream).decode()
    assert first.startswith("event: image_generation.partial_image\n")
    seen.set()
    rest = b"".join(stream).decode()
    assert rest.startswith("event: image_generation.completed\n")
    told = json.loads(first.split("data: ")[1])
    assert (told["type"], told["partial_image_index"]) == ("image_generation.partial_image", 0)
    assert opened(told["b64_json"]).format == "PNG"
    done = json.loads(rest.split("data: ")[1])
    assert (opened(done["b64_json"]).size, done["size"]) == ((8, 8), "8x8")
    assert done["usage"]["total_tokens"] == 0


def test_a_failure_in_a_stream_is_an_event(worker: FakeProvider, key: str) -> None:
    def refusing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise ProviderError("moderation_blocked", "Fake refused this.")

    worker.act = refusing
    response = post(key, EDITED, {"prompt": "a", "image": file(), "stream": "true"})
    assert events_of(response) == [
        (
            "error",
            {
                "error": {
                    "message": "Fake refused this.",
                    "type": "invalid_request_error",
                    "param": None,
                    "code": "moderation_blocked",
                }
            },
        )
    ]
