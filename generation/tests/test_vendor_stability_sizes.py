"""Pictures that Stability does not take as they are."""

import pytest
from PIL import Image

from generation.providers.stability import asking
from generation.tests.test_vendor_stability import edit, fault, run, vendor
from generation.tests.vendors.server import Vendor
from generation.tests.vendors.stability import pictures_of

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
    assert fault(edit("a storm", (9000, 1))) == "provider_refused_request"
    assert len(vendor.asked) == 1
