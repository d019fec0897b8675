"""What becomes of requests to Gemini that are large, or answered in part."""

import base64
import json
from dataclasses import replace

import pytest
from PIL import Image

from generation.providers.base import Original, Turn
from generation.providers.gemini import asking
from generation.tests.test_vendor_gemini import asked, fault, run, vendor
from generation.tests.vendors.gemini import error, parts_of, pictured, png
from generation.tests.vendors.server import Reply, Vendor

__all__ = ("vendor",)


def test_pictures_that_came_stay_when_a_later_one_fails(vendor: Vendor) -> None:
    vendor.script = [pictured(png("red")), error(500, "INTERNAL")]
    result = run(asked(count=3))
    assert result.originals == (Original(png("red"), "image/png"),)
    assert result.notes == ("1 of 3 pictures came. Gemini cannot be reached just now. Try again.",)
    assert len(vendor.asked) == 2


def test_use_of_several_pictures_is_added_up(vendor: Vendor) -> None:
    assert run(asked(count=3)).usage == {"totalTokenCount": 3 * 1290}


def noise(side: int) -> Image.Image:
    return Image.effect_noise((side, side), 100).convert("RGB")


def test_a_large_photo_goes_as_jpeg_and_a_small_one_as_png(vendor: Vendor) -> None:
    for side, kind in ((1200, "JPEG"), (200, "PNG")):
        run(asked(mode="image-to-image", image=noise(side)))
        assert parts_of(vendor.asked[-1])[1].format == kind


def test_pictures_are_made_smaller_until_the_request_fits(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 60_000)
    mask = Image.new("L", (200, 200), 255)
    run(asked(mode="image-to-image", image=noise(200), mask=mask))
    _, sent, _, sent_mask = parts_of(vendor.asked[0])
    assert sent.size == sent_mask.size == (100, 100)


def test_what_cannot_be_made_small_enough_is_refused(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST_BYTES", 10)
    assert fault(asked(mode="image-to-image", image=noise(20))) == "provider_too_large"
    assert vendor.asked == []


def test_a_long_conversation_loses_its_beginning_first(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = tuple(
        Turn(f"turn {place}", Original(png(color), "image/png"))
        for place, color in enumerate(("red", "lime", "blue"))
    )
    turns = (replace(turns[0], given=(Original(png("white"), "image/png"),)), *turns[1:])
    weight = len(base64.b64encode(png("lime")))
    monkeypatch.setattr(asking, "MOST_BYTES", weight * 3 + 20)
    run(asked(mode="image-to-image", image=Image.new("RGB", (64, 48), "blue"), turns=turns))
    first = parts_of(vendor.asked[0], 0)
    assert first[0] == "turn 1"
    assert first[1].getpixel((0, 0)) == (255, 0, 0)


PICTURE = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(png()).decode()}}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"candidates": 5}, "provider_no_picture"),
        ({"candidates": [{"content": {"parts": 5}}]}, "provider_no_picture"),
        ({"candidates": [{"content": 5, "finishReason": ["SAFETY"]}]}, "provider_no_picture"),
        ({"candidates": [{"content": {"parts": [{"inlineData": 5}]}}]}, "provider_no_picture"),
        (
            {"candidates": [{"content": {"parts": [{"inlineData": {"data": 5}}]}}]},
            "provider_bad_answer",
        ),
    ],
)
def test_answers_of_any_shape_are_told(vendor: Vendor, body: object, code: str) -> None:
    vendor.script = [Reply(200, json.dumps(body).encode())]
    assert fault(asked()) == code


@pytest.mark.parametrize("status", [200, 400])
def test_nesting_without_end_is_told(vendor: Vendor, status: int) -> None:
    vendor.script = [Reply(status, b"[" * 200_000)]
    assert fault(asked()) in {"provider_bad_answer", "provider_refused_request"}


def test_what_no_database_keeps_is_left_out(vendor: Vendor) -> None:
    part = {**PICTURE, "thoughtSignature": "a\x00b"}
    body = {
        "candidates": [{"content": {"parts": [{"text": "A\x00 lake\ud800."}, {"text": 5}, part]}}],
        "usageMetadata": {"totalTokenCount": 7, "endless": float("inf"), "name": "x"},
    }
    vendor.script = [Reply(200, json.dumps(body).encode())]
    result = run(asked())
    assert (result.revised_prompt, result.state, result.usage) == (
        "A lake.",
        {},
        {"totalTokenCount": 7},
    )
