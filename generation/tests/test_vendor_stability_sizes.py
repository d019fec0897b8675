"""Pictures that Stability does not take as they are."""

import pytest
from PIL import Image

from generation.providers.stability import asking
from generation.tests.test_vendor_stability import edit, fault, run, vendor
from generation.tests.vendors.server import Vendor
from generation.tests.vendors.stability import fields_of, pictures_of

__all__ = ("vendor",)


def test_large_pictures_are_made_to_fit_and_it_is_said(vendor: Vendor) -> None:
    result = run(edit("upscale this", (3000, 2000)))
    sent = pictures_of(vendor.asked[0])["image"]
    assert sent.width * sent.height <= 1_048_576
    assert f"{sent.width} × {sent.height} pixels" in result.notes[0]


def test_heavy_pictures_are_made_lighter(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 60_000)
    noise = Image.effect_noise((300, 300), 100).convert("RGB")
    run(edit("a storm", image=noise))
    sent = pictures_of(vendor.asked[0])["image"]
    assert sent.format == "WEBP"
    monkeypatch.setattr(asking, "MOST_BYTES", 10)
    assert fault(edit("a storm", image=noise)) == "provider_too_large"


def test_small_pictures_are_enlarged_and_thin_ones_refused(vendor: Vendor) -> None:
    run(edit("a storm", (20, 30)))
    assert pictures_of(vendor.asked[0])["image"].size == (64, 96)
    assert fault(edit("a storm", (16_000, 1))) == "provider_refused_request"
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    "prompt",
    ["zoom out", "replace the dog with a cat", "make the car red", "change the background to sand"],
)
def test_panoramas_are_refused_before_they_cost(vendor: Vendor, prompt: str) -> None:
    assert fault(edit(prompt, (300, 100))) == "provider_refused_request"
    assert vendor.asked == []
    run(edit(prompt, (250, 100)))
    assert len(vendor.asked) >= 1


def test_panoramas_may_still_be_erased_in_and_upscaled(vendor: Vendor) -> None:
    run(edit("remove the car", (300, 100), mask=Image.new("L", (300, 100), 255)))
    run(edit("upscale this", (300, 100)))
    assert len(vendor.asked) == 2


def test_pixels_to_add_shrink_with_the_picture(vendor: Vendor) -> None:
    run(edit("extend it by 400 px to the left", (5000, 4000)))
    sent = pictures_of(vendor.asked[0])["image"]
    assert sent.width < 5000
    assert fields_of(vendor.asked[0])["left"] == str(round(400 * sent.width / 5000))
    run(edit("extend it by 40 px to the left", (32, 32)))
    assert fields_of(vendor.asked[1])["left"] == "80"
