"""What a vendor did not do as it was asked is said."""

import pytest
from pytest_django.fixtures import Settings

from generation.models import Generation
from generation.providers.base import Capabilities
from generation.running import run_next
from generation.tests.conftest import Script
from generation.tests.test_vendor_openai import vendor
from generation.tests.vendors.gemini import png
from generation.tests.vendors.openai import pictured
from generation.tests.vendors.server import Vendor
from generation.unmet import ignored, missized

__all__ = ("vendor",)


def test_only_what_was_set_and_is_not_known_is_told() -> None:
    can = Capabilities("x", "X", ("m",), frozenset(), ignores=frozenset({"seed", "strength"}))
    assert ignored(can, {"seed": 0, "strength": 0.5}) == (
        "X does not know a seed or a strength: left out.",
    )
    assert ignored(can, {"seed": 7}) == ("X does not know a seed: left out.",)
    assert ignored(can, {"seed": None, "style": "x"}) == ()
    assert ignored(Capabilities("x", "X", ("m",), frozenset()), {"seed": 7}) == ()


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"size": "64x48"}, ()),
        ({"size": "64x64"}, ("It came as 64 × 48 pixels, not 64 × 64 as asked.",)),
        ({"size": "", "aspectRatio": "4:3"}, ()),
        (
            {"aspectRatio": "3:2"},
            ("It came as 64 × 48 pixels, which is not the shape 3:2 that was asked for.",),
        ),
        ({"aspectRatio": ""}, ()),
        ({}, ()),
    ],
)
def test_another_size_or_shape_is_told(asked: dict[str, str], told: tuple[str, ...]) -> None:
    assert missized(asked, 64, 48) == told


@pytest.mark.parametrize(
    ("ratio", "width", "height"),
    [
        ("4:3", 1184, 864),
        ("3:4", 864, 1184),
        ("4:5", 896, 1152),
        ("21:9", 1536, 672),
        ("16:9", 1344, 768),
        ("38:18", 1488, 720),
    ],
)
def test_sizes_that_models_round_to_are_the_shape(ratio: str, width: int, height: int) -> None:
    assert missized({"aspectRatio": ratio}, width, height) == ()


@pytest.mark.django_db(transaction=True)
def test_it_stands_beside_the_result(script: Script, vendor: Vendor, settings: Settings) -> None:
    settings.AI_PROVIDERS = ["openai"]
    settings.OPENAI_PARTIAL_IMAGES = 0
    vendor.script = [pictured(png("red", (64, 48)))]
    asked = {"prompt": "a lake", "settings": {"seed": 7, "aspectRatio": "1:1"}}
    assert script.send("post", "/api/generate", asked).status_code == 202
    run_next()
    row = Generation.objects.get()
    assert row.status == "completed", row.error_detail
    assert row.notes == [
        "OpenAI does not know a seed: left out.",
        "It came as 64 × 48 pixels, which is not the shape 1:1 that was asked for.",
    ]
