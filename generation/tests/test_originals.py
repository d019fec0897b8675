"""Pictures that are kept as their vendor sent them, whatever that was: all who read them later get
what they can work with."""

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from accounts.models import Visitor
from files.models import StoredFile
from files.variants.choosing import Variant
from files.variants.encoding import ENCODINGS
from files.variants.making import variant_name
from generation.models import Generation
from generation.providers.base import Original, Progress, ProviderRequest, ProviderResult
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider
from generation.v1.answering import _bytes

pytestmark = pytest.mark.django_db(transaction=True)
WIDE, TALL = (64, 48), (48, 64)
ORIENTATION = 0x0112


def sideways() -> Image.Image:
    """Its left half is red. Upright, that is its top."""
    image = Image.new("RGB", WIDE, "red")
    image.paste("blue", (32, 0, 64, 48))
    image.getexif()[ORIENTATION] = 6
    return image


ODD: dict[str, tuple[Callable[[], Image.Image], str, str, tuple[int, int]]] = {
    "a palette": (lambda: Image.new("RGB", WIDE, "red").quantize(8), "PNG", "RGB", WIDE),
    "inks": (lambda: Image.new("CMYK", WIDE, (0, 255, 255, 0)), "JPEG", "RGB", WIDE),
    "16 bits": (lambda: Image.new("I;16", WIDE, 40_000), "PNG", "L", WIDE),
    "gray one sees through": (lambda: Image.new("LA", WIDE, (9, 99)), "PNG", "RGBA", WIDE),
    "lying": (sideways, "JPEG", "RGB", TALL),
}


@pytest.fixture(params=ODD)
def odd(request: Any, visitor: Visitor, provider: FakeProvider) -> tuple[StoredFile, str]:
    """One of them as it is stored, and the mode that its readers get."""
    make, kind, mode, size = ODD[request.param]
    buffer = io.BytesIO()
    image = make()
    image.save(buffer, kind, exif=image.getexif())
    sent = Original(buffer.getvalue(), f"image/{kind.lower()}")

    def send(request: ProviderRequest, progress: Progress) -> ProviderResult:
        return ProviderResult(images=(), originals=(sent,), model=request.model)

    provider.act = send
    row = submit_generation(visitor, Wish(prompt="a lake"))
    run_next()
    (file,) = Generation.objects.with_images().get(pk=row.pk).outputs
    assert (file.width, file.height) == size
    with default_storage.open(file.blob.original) as stored:
        assert stored.read() == sent.data
    return file, mode


def test_an_edit_gets_plain_pixels_the_right_way_up(
    odd: tuple[StoredFile, str], visitor: Visitor, provider: FakeProvider
) -> None:
    file, mode = odd
    submit_generation(visitor, Wish(prompt="at night", image=file.pk))
    run_next()
    image = provider.seen[-1].image
    assert image is not None
    assert (image.mode, image.size) == (mode, (file.width, file.height))
    # What would be read out of these a second time.
    assert (image.info, image.getexif().get(ORIENTATION)) == ({}, None)
    if image.size == TALL:
        red, _, blue = image.getpixel((24, 8))  # type: ignore[misc]
        assert (red > 200, blue < 50) == (True, True)


@pytest.mark.parametrize("kind", ENCODINGS)
def test_every_copy_can_be_made(odd: tuple[StoredFile, str], kind: str) -> None:
    file, _ = odd
    name, _ = variant_name(file.blob, Variant(format=kind))
    with default_storage.open(name) as stored, Image.open(stored) as copy:
        copy.load()
        assert sorted(copy.size) == sorted((file.width, file.height))


@pytest.mark.parametrize("kind", ["jpeg", "webp"])
def test_a_copy_of_a_quality_of_its_own_is_upright(odd: tuple[StoredFile, str], kind: str) -> None:
    file, _ = odd
    call: Any = SimpleNamespace(compression=50, output_format=kind)
    with Image.open(io.BytesIO(_bytes(file, call))) as copy:
        assert (copy.size, copy.mode in {"L", "RGB", "RGBA"}) == ((file.width, file.height), True)
