"""Unfinished pictures of a vendor on their way to whoever follows a stream of `/v1`."""

import base64
import io
from collections.abc import Callable, Iterator
from typing import Any

import openai
import pytest
from PIL import Image

from e2e.keys import new_key
from e2e.server import Server
from generation.tests.vendors import openai as painter
from generation.tests.vendors.gemini import png
from generation.tests.vendors.openai import completed, partial, streamed
from generation.tests.vendors.server import Pause, Vendor

pytestmark = pytest.mark.e2e
SECONDS = 60
SIZE = (320, 240)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor(painter.answer) as vendor:
        yield vendor


@pytest.fixture
def client(own_server: Server, vendor: Vendor) -> Iterator[openai.OpenAI]:
    own_server.extra |= {
        "AI_PROVIDERS": "openai",
        "OPENAI_API_KEY": painter.KEY,
        "OPENAI_BASE_URL": f"{vendor.url}/v1",
    }
    own_server.start()
    base, key = f"{own_server.url}/v1", new_key(own_server)
    with openai.OpenAI(base_url=base, api_key=key, timeout=SECONDS, max_retries=0) as client:
        yield client


def generated(client: openai.OpenAI, most: int) -> Any:
    return client.images.generate(prompt="a lake", stream=True, partial_images=most)


def edited(client: openai.OpenAI, most: int) -> Any:
    photo = ("photo.png", png("teal", SIZE), "image/png")
    return client.images.edit(
        image=photo, prompt="let the dog fly", stream=True, partial_images=most
    )


def color_of(event: Any) -> tuple[int, ...]:
    picture = Image.open(io.BytesIO(base64.b64decode(event.b64_json))).convert("RGB")
    assert picture.size == SIZE
    pixel = picture.getpixel((100, 100))
    assert isinstance(pixel, tuple)
    return pixel


@pytest.mark.parametrize(("ask", "kind"), [(generated, "generation"), (edited, "edit")])
def test_each_unfinished_picture_arrives_while_the_vendor_still_paints(
    client: openai.OpenAI, vendor: Vendor, ask: Callable[..., Any], kind: str
) -> None:
    name, first, second = f"image_{kind}", Pause(), Pause()
    whole = png("green", SIZE)
    vendor.script = [
        streamed(
            partial(png("red", SIZE), 0, kind=name),
            first,
            partial(png("blue", SIZE), 1, kind=name),
            second,
            completed(whole, kind=name),
        )
    ]
    stream = ask(client, 2)
    red = next(stream)
    assert not second.reached.is_set()
    first.go.set()
    blue = next(stream)
    second.go.set()
    (last,) = list(stream)
    kinds = [f"{name}.partial_image"] * 2 + [f"{name}.completed"]
    assert [event.type for event in (red, blue, last)] == kinds
    assert [red.partial_image_index, blue.partial_image_index] == [0, 1]
    # A glimpse is kept in a lossy format.
    assert color_of(red) == pytest.approx((255, 0, 0), abs=15)
    assert color_of(blue) == pytest.approx((0, 0, 255), abs=15)
    assert base64.b64decode(last.b64_json) == whole


def test_no_more_of_them_arrive_than_were_asked_for(client: openai.OpenAI, vendor: Vendor) -> None:
    vendor.script = [
        streamed(partial(png("red", SIZE)), partial(png("blue", SIZE), 1), completed(png()))
    ]
    assert [event.type for event in generated(client, 0)] == ["image_generation.completed"]
