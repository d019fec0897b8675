"""The OpenAI Images API of the served product, by OpenAI's own clients."""

import base64
import io
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import openai
import pytest
from PIL import Image

from e2e.keys import new_key
from e2e.node import needs, run_script
from e2e.server import Server, wait_until

pytestmark = pytest.mark.e2e
SECONDS = 60


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    return new_key(server)


@pytest.fixture(scope="module")
def client(server: Server, key: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server.url}/v1", api_key=key, timeout=SECONDS) as client:
        yield client


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    picture = Image.linear_gradient("L").resize((96, 64)).convert("RGB")
    picture.paste("red", (0, 0, 20, 64))
    picture.save(path)
    return path


def opened(b64: str | None) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(b64 or "")))


def test_words_become_pictures(client: openai.OpenAI) -> None:
    made = client.images.generate(model="mock", prompt="a lake", n=2, size="640x480")
    assert made.data is not None
    assert [opened(each.b64_json).size for each in made.data] == [(640, 480)] * 2
    assert (made.size, made.output_format) == ("640x480", "png")
    assert made.usage is not None
    assert made.usage.total_tokens == 0


def test_models_are_listed_and_found(client: openai.OpenAI) -> None:
    names = [model.id for model in client.models.list()]
    assert {"nano-banana-v1", "studio", "mock"} <= set(names)
    assert client.models.retrieve("studio").owned_by == "nanobanana"


def test_an_address_can_be_fetched_without_the_key(client: openai.OpenAI) -> None:
    made = client.images.generate(model="mock", prompt="a lake", response_format="url")
    assert made.data is not None
    url = made.data[0].url
    assert url
    shown = httpx.get(url, timeout=SECONDS)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/png")
    Image.open(io.BytesIO(shown.content)).load()


def test_one_picture_is_edited(client: openai.OpenAI, photo: Path) -> None:
    prompt = "make it black and white"
    edited = client.images.edit(model="nano-banana-v1", image=photo.open("rb"), prompt=prompt)
    assert edited.data is not None
    picture = opened(edited.data[0].b64_json).convert("RGB")
    assert picture.size == (96, 64)
    assert len(set(picture.getpixel((5, 32)))) == 1  # type: ignore[arg-type]


def test_mask_is_what_is_transparent(client: openai.OpenAI, photo: Path, tmp_path: Path) -> None:
    mask = Image.new("RGBA", (96, 64), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (48, 0, 96, 64))
    mask.save(tmp_path / "mask.png")
    edited = client.images.edit(
        model="studio",
        image=photo.open("rb"),
        mask=(tmp_path / "mask.png").open("rb"),
        prompt="make it much darker",
    )
    assert edited.data is not None
    before, after = Image.open(photo).convert("L"), opened(edited.data[0].b64_json).convert("L")
    assert after.getpixel((5, 32)) == before.getpixel((5, 32))
    assert after.getpixel((90, 50)) < before.getpixel((90, 50)) - 20  # type: ignore[operator]


def test_several_pictures_are_used_together(client: openai.OpenAI, photo: Path) -> None:
    edited = client.images.edit(
        model="studio",
        image=[photo.open("rb"), photo.open("rb")],
        prompt="put both side by side",
    )
    assert edited.data is not None
    assert opened(edited.data[0].b64_json).width > 96


def test_a_stream_ends_with_the_picture(client: openai.OpenAI, photo: Path) -> None:
    stream = client.images.generate(model="mock", prompt="a lake", stream=True, partial_images=2)
    events = list(stream)
    assert [event.type for event in events] == ["image_generation.completed"]
    opened(events[-1].b64_json).load()
    edits = client.images.edit(model="studio", image=photo.open("rb"), prompt="sepia", stream=True)
    assert [event.type for event in edits] == ["image_edit.completed"]


def test_calls_are_generations_like_any_other(
    client: openai.OpenAI, server: Server, key: str
) -> None:
    client.images.generate(model="mock", prompt="a very particular lake")
    history = httpx.get(
        f"{server.url}/api/history?q=particular",
        headers={"Authorization": f"Bearer {key}"},
        timeout=SECONDS,
    ).json()
    assert [each["status"] for each in history["results"]] == ["completed"]


def test_each_error_is_the_sdks_own(client: openai.OpenAI, server: Server, photo: Path) -> None:
    base = f"{server.url}/v1"
    with pytest.raises(openai.AuthenticationError) as unknown:
        openai.OpenAI(base_url=base, api_key="sk-other").models.list()
    assert unknown.value.code == "invalid_api_key"
    looker = openai.OpenAI(base_url=base, api_key=new_key(server, "read"))
    with pytest.raises(openai.PermissionDeniedError) as scope:
        looker.images.generate(prompt="a lake")
    assert scope.value.code == "scope_missing"
    with pytest.raises(openai.NotFoundError) as model:
        client.images.generate(model="dall-e-2", prompt="a lake")
    assert (model.value.code, model.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.BadRequestError) as bad:
        client.images.generate(prompt="a lake", n=9)
    assert (bad.value.param, bad.value.type) == ("n", "invalid_request_error")
    assert bad.value.request_id
    with pytest.raises(openai.BadRequestError) as refused:
        client.images.generate(model="mock", prompt="[refuse]")
    assert refused.value.code == "refused"
    with pytest.raises(openai.BadRequestError) as understood:
        client.images.edit(model="studio", image=photo.open("rb"), prompt="xyzzy plugh")
    assert understood.value.code == "instruction_not_understood"
    with pytest.raises(openai.InternalServerError) as failed:
        client.images.generate(model="mock", prompt="[fail]")
    assert failed.value.code == "provider_failed"
    with pytest.raises(openai.APIError) as streamed:
        list(client.images.generate(model="mock", prompt="[refuse]", stream=True))
    assert streamed.value.code == "refused"


def test_the_same_key_with_another_body_is_unprocessable(client: openai.OpenAI) -> None:
    told = {"Idempotency-Key": f"key-{time.time_ns()}"}
    first = client.images.generate(model="mock", prompt="a lake", extra_headers=told)
    again = client.images.generate(model="mock", prompt="a lake", extra_headers=told)
    assert first.data == again.data
    with pytest.raises(openai.UnprocessableEntityError) as other:
        client.images.generate(model="mock", prompt="another lake", extra_headers=told)
    assert other.value.code == "idempotency_mismatch"


def test_what_is_stopped_elsewhere_is_a_conflict(
    client: openai.OpenAI, server: Server, key: str
) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    with (
        httpx.Client(base_url=server.url, headers=headers, timeout=SECONDS) as api,
        ThreadPoolExecutor(1) as threads,
    ):
        waiting = threads.submit(client.images.generate, model="mock", prompt="[hang] on")

        def found() -> list[str]:
            rows = api.get("/api/history?q=hang").json()["results"]
            return [row["id"] for row in rows if row["status"] == "processing"]

        wait_until(found, seconds=30, what="the call to be worked on")
        api.post(f"/api/generate/{found()[0]}/cancel")
        with pytest.raises(openai.ConflictError) as stopped:
            waiting.result(SECONDS)
    assert stopped.value.code == "cancelled"


def test_a_client_that_loses_patience_is_the_sdks_timeout(client: openai.OpenAI) -> None:
    with pytest.raises(openai.APITimeoutError):
        client.with_options(timeout=0.1, max_retries=0).images.generate(
            model="mock", prompt="a lake, seen for long"
        )


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_variations_need_somebody_who_invents(client: openai.OpenAI, photo: Path) -> None:
    made = client.images.create_variation(model="mock", image=photo.open("rb"), n=2)
    assert made.data is not None
    assert len(made.data) == 2
    with pytest.raises(openai.BadRequestError):
        client.images.create_variation(model="studio", image=photo.open("rb"))


@needs("openai")
def test_the_npm_package_works(server: Server, key: str, photo: Path) -> None:
    told = {"base": f"{server.url}/v1", "key": key, "file": str(photo)}
    found = run_script("openai_images.mjs", told)
    assert len(found["made"]) == 2
    assert min(*found["made"], found["edited"]) > 100
    assert found["events"] == ["image_generation.completed"]
    assert found["refused"] == "model_not_found"
