"""The OpenAI Images API as we serve it, without a server: what is taken, refused and answered."""

import base64
import io
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import User
from accounts.tests.keyed import key, user
from accounts.throttling import VisitorRateThrottle
from accounts.visitors import visitor_for_user
from generation.models import Generation, Mode
from generation.providers.base import Progress, ProviderRequest, ProviderResult
from generation.running import Outcome, run_next
from generation.tests.conftest import FakeProvider, picture_bytes
from generation.tests.streaming import in_thread, working

__all__ = ["key", "user"]
pytestmark = pytest.mark.django_db(transaction=True)
MADE = "/v1/images/generations"
EDITED = "/v1/images/edits"


@pytest.fixture
def worker(provider: FakeProvider) -> Iterator[FakeProvider]:
    """A worker beside the request, which waits for it here in its own thread."""
    with working():
        yield provider


def post(key: str, path: str, body: Any, **headers: str) -> Any:
    told = {"Authorization": f"Bearer {key}", **headers}
    if path == MADE:
        body = json.dumps(body)
        return Client().post(path, body, content_type="application/json", headers=told)
    return Client().post(path, body, headers=told)


def get(key: str, path: str, **headers: str) -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {key}", **headers})


def opened(b64: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64)))


def file(data: bytes = b"", name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or picture_bytes(), "image/png")


def error(response: Any) -> tuple[int, str | None, str | None]:
    told = response.json()["error"]
    assert set(told) == {"message", "type", "param", "code"}
    assert told["message"]
    return response.status_code, told["code"], told["param"]


def test_a_picture_from_words(worker: FakeProvider, key: str, user: User) -> None:
    response = post(key, MADE, {"prompt": "a lake", "n": 2, "size": "64x48"})
    assert response.status_code == 200, response.content
    body = response.json()
    assert [opened(each["b64_json"]).format for each in body["data"]] == ["PNG", "PNG"]
    assert (body["size"], body["quality"], body["output_format"]) == ("8x8", "auto", "png")
    assert body["usage"] == {
        "input_tokens": 0,
        "output_tokens": 0,
        "total_tokens": 0,
        "input_tokens_details": {"image_tokens": 0, "text_tokens": 0},
    }
    assert isinstance(body["created"], int)
    row = Generation.objects.get()
    assert (row.owner, row.prompt, row.mode) == (visitor_for_user(user), "a lake", Mode.TEXT)
    assert row.settings == {"count": 2, "size": "64x48"}
    visitor = visitor_for_user(user)
    assert (visitor.allowance_used, row.status) == (2, "completed")


def test_what_was_done_and_what_was_not_is_told(
    provider: FakeProvider, key: str, settings: Settings
) -> None:
    settings.AI_PROVIDERS = ["studio"]
    with working():
        told = {"prompt": "make it warmer and let the dog fly", "model": "studio", "image": file()}
        made = post(key, EDITED, told).json()["made_by"]
    row = Generation.objects.get()
    assert made["generation"] == str(row.pk)
    assert (made["provider"], made["model"]) == ("studio", row.model)
    assert "warmer" in " ".join(made["explanation"]).lower()
    assert "the dog fly" in " ".join(made["notes"])


def test_headers_that_clients_read(
    worker: FakeProvider, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(VisitorRateThrottle, "timer", staticmethod(lambda: 1000.0))
    response = post(key, MADE, {"prompt": "a lake"}, Accept="text/event-stream")
    assert response.status_code == 200
    assert response["x-request-id"].startswith("req_")
    assert int(response["openai-processing-ms"]) >= 0
    limit = int(response["x-ratelimit-limit-requests"])
    assert int(response["x-ratelimit-remaining-requests"]) == limit - 1
    assert response["x-ratelimit-reset-requests"] == "60s"


@pytest.mark.parametrize("given", ["png", "jpeg", "webp"])
def test_output_comes_in_the_format_that_was_asked_for(
    worker: FakeProvider, key: str, given: str
) -> None:
    body = post(key, MADE, {"prompt": "a", "output_format": given}).json()
    assert body["output_format"] == given
    assert (opened(body["data"][0]["b64_json"]).format or "").lower() == given


def test_compression_makes_it_smaller(worker: FakeProvider, key: str) -> None:
    def noisy(request: ProviderRequest, progress: Progress) -> ProviderResult:
        return ProviderResult((Image.effect_noise((64, 64), 90),), request.model)

    worker.act = noisy
    sizes = []
    for compression in (10, 95):
        wish = {"prompt": "a", "output_format": "jpeg", "output_compression": compression}
        sizes.append(len(post(key, MADE, wish).json()["data"][0]["b64_json"]))
    assert sizes[0] < sizes[1]


def test_address_is_good_for_whoever_holds_it(worker: FakeProvider, key: str) -> None:
    body = post(key, MADE, {"prompt": "a", "response_format": "url"}).json()
    url = body["data"][0]["url"]
    assert set(body["data"][0]) == {"url"}
    path = url.removeprefix("http://testserver")
    shown = Client().get(path)
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    assert Image.open(io.BytesIO(shown.getvalue())).size == (8, 8)
    assert "sandbox" in shown["Content-Security-Policy"]
    assert error(Client().get(path[:-3] + "abc"))[0] == 404
    Generation.objects.all().delete()


def test_an_edit_brings_pictures_and_a_mask(worker: FakeProvider, key: str) -> None:
    mask = Image.new("RGBA", (40, 30), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (30, 0, 40, 30))
    buffer = io.BytesIO()
    mask.save(buffer, "PNG")
    given = {
        "prompt": "a hat",
        "image[]": [file(), file(picture_bytes((20, 20), "red"))],
        "mask": file(buffer.getvalue(), "mask.png"),
        "n": "1",
        "stream": "false",
        "nonsense": "ignored",
    }
    response = post(key, EDITED, given)
    assert response.status_code == 200, response.content
    seen = worker.seen[0]
    assert (seen.mode, seen.prompt) == ("image-to-image", "a hat")
    assert seen.image is not None
    assert seen.mask is not None
    assert (seen.image.size, [each.size for each in seen.references]) == ((40, 30), [(20, 20)])
    assert (seen.mask.getpixel((35, 15)), seen.mask.getpixel((5, 15))) == (255, 0)


@pytest.mark.parametrize("name", ["image", "image[]", "image[0]"])
def test_one_picture_by_any_of_its_names(worker: FakeProvider, key: str, name: str) -> None:
    assert post(key, EDITED, {"prompt": "a", name: file()}).status_code == 200


def test_an_edit_in_json_brings_data_urls(worker: FakeProvider, key: str) -> None:
    def linked(data: bytes) -> dict[str, str]:
        return {"image_url": "data:image/png;base64," + base64.b64encode(data).decode()}

    mask = io.BytesIO()
    Image.new("LA", (40, 30), (0, 0)).save(mask, "PNG")
    given = {
        "prompt": "a hat",
        "images": [linked(picture_bytes()), linked(picture_bytes((20, 20), "red"))],
        "mask": linked(mask.getvalue()),
    }
    told = {"Authorization": f"Bearer {key}", "Idempotency-Key": "k"}
    for _ in "12":
        response = Client().post(EDITED, given, content_type="application/json", headers=told)
        assert response.status_code == 200, response.content
    (seen,) = worker.seen
    assert seen.image is not None
    assert seen.mask is not None
    assert (seen.image.size, [each.size for each in seen.references]) == ((40, 30), [(20, 20)])
    assert seen.mask.getextrema() == (255, 255)


def test_a_variation_is_an_edit_in_fixed_words(worker: FakeProvider, key: str) -> None:
    response = post(key, "/v1/images/variations", {"image": file(), "n": "2"})
    assert response.status_code == 200
    assert len(response.json()["data"]) == 2
    assert worker.seen[0].prompt == "a variation of this picture"


def test_header_of_azures_clients_works(provider: FakeProvider, key: str) -> None:
    assert Client().get("/v1/models", headers={"api-key": key}).status_code == 200


def test_models_are_the_providers_and_aliases(key: str, settings: Settings) -> None:
    settings.AI_PROVIDERS, settings.GEMINI_API_KEY = ["auto"], "g"
    listed = get(key, "/v1/models").json()
    assert listed["object"] == "list"
    owners = {each["id"]: each["owned_by"] for each in listed["data"]}
    assert owners["nano-banana-v1"] == owners["studio"] == "nanobanana"
    assert owners["gemini-3-pro-image"] == "gemini"
    assert all(set(each) == {"id", "object", "created", "owned_by"} for each in listed["data"])
    one = get(key, "/v1/models/gemini-3-pro-image")
    assert one.json()["id"] == "gemini-3-pro-image"
    assert error(get(key, "/v1/models/org/none"))[:2] == (404, "model_not_found")


def test_model_chooses_who_does_it(provider: FakeProvider, key: str, settings: Settings) -> None:
    settings.AI_PROVIDERS = ["studio", "mock"]
    thread = in_thread(run_next_soon)
    response = post(key, MADE, {"prompt": "a", "model": "fake-1"})
    thread.join()
    assert response.status_code == 200
    assert Generation.objects.get().provider == "mock"
    refused = post(key, MADE, {"prompt": "a", "model": "studio"})
    assert error(refused)[:2] == (400, "provider_unsuitable")


def run_next_soon() -> None:
    for _ in range(400):
        if run_next() is not Outcome.IDLE:
            return
        threading.Event().wait(0.02)


def test_same_idempotency_key_is_made_once(worker: FakeProvider, key: str) -> None:
    first, again = (post(key, MADE, {"prompt": "a"}, **{"Idempotency-Key": "k"}) for _ in "12")
    assert first.json()["data"] == again.json()["data"]
    assert Generation.objects.count() == 1
    other = post(key, MADE, {"prompt": "b"}, **{"Idempotency-Key": "k"})
    assert error(other)[:2] == (422, "idempotency_mismatch")
