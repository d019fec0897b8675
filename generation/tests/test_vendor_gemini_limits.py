"""What becomes of requests to Gemini that are large, or answered in part."""

import base64
import json

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from generation.models import Generation
from generation.providers.base import Original, ProviderError
from generation.providers.calls.breaking import MOST_OUTAGES
from generation.providers.gemini import GeminiProvider, answering, asking
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.providing import Recorder
from generation.tests.test_vendor_gemini import MODEL, asked, fault, run, vendor
from generation.tests.vendors.gemini import error, parts_of, pictured, png
from generation.tests.vendors.server import Hanging, Reply, Vendor

__all__ = ("vendor",)


def test_pictures_that_came_stay_when_a_later_one_fails(vendor: Vendor) -> None:
    vendor.script = [pictured(png("red")), error(500, "INTERNAL")]
    result = run(asked(count=3))
    assert result.originals == (Original(png("red"), "image/png"),)
    assert result.notes == ("1 of 3 pictures came. Gemini cannot be reached just now. Try again.",)
    assert len(vendor.asked) == 2


@pytest.mark.django_db(transaction=True)
def test_pictures_that_came_stay_when_a_later_one_takes_too_long(
    vendor: Vendor, visitor: Visitor, settings: Settings
) -> None:
    settings.GENERATION_TIMEOUT = 2
    hanging = Hanging()
    vendor.script = [pictured(png("red")), hanging]
    wish = Wish(prompt="a lake", settings={"provider": "gemini", "count": 2})
    made = submit_generation(visitor, wish)
    run_next()
    row = Generation.objects.with_images().get(pk=made.pk)
    assert (row.status, len(row.outputs)) == ("completed", 1)
    assert row.notes == ["1 of 2 pictures came. Gemini took too long to answer. Try again."]
    assert hanging.hung_up.wait(30)


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
    assert (result.explanation[1], result.state, result.usage) == (
        "It says: A lake.",
        {},
        {"totalTokenCount": 7},
    )


def drafts(*, finish: str, is_final: bool) -> Reply:
    """A model that thinks shows what it tried."""
    parts = [{**PICTURE, "thought": True}, {"text": "Hm.", "thought": True}]
    final = [{"text": "Done."}, {"inlineData": {**PICTURE["inlineData"], "data": GOLD}}]
    content = {"parts": [*(final if is_final else []), *parts]}
    body = {"candidates": [{"content": content, "finishReason": finish}]}
    return Reply(200, json.dumps(body).encode())


GOLD = base64.b64encode(png("gold", (9, 9))).decode()


@pytest.mark.parametrize(
    ("finish", "code"), [("IMAGE_SAFETY", "moderation_blocked"), ("STOP", "provider_no_picture")]
)
def test_a_draft_is_no_answer(vendor: Vendor, finish: str, code: str) -> None:
    vendor.script = [drafts(finish=finish, is_final=False)]
    assert fault(asked()) == code


def test_what_was_thought_is_neither_the_picture_nor_its_words(vendor: Vendor) -> None:
    vendor.script = [drafts(finish="STOP", is_final=True)]
    result = run(asked())
    assert result.originals == (Original(png("gold", (9, 9)), "image/png"),)
    assert result.explanation[1] == "It says: Done."


@pytest.mark.parametrize("told", ["image/jpeg", "image/jpg", "IMAGE/PNG", "", None, 5])
def test_a_picture_is_what_its_bytes_are(vendor: Vendor, told: object) -> None:
    part = {"inlineData": {**PICTURE["inlineData"], "mimeType": told}}
    body = {"candidates": [{"content": {"parts": [part]}}]}
    vendor.script = [Reply(200, json.dumps(body).encode())]
    assert run(asked()).originals == (Original(png(), "image/png"),)


@pytest.mark.parametrize("signature", ["x" * 11, 5, "ä", {"a": 1}])
def test_a_signature_that_cannot_be_kept_ends_the_conversation(
    vendor: Vendor, signature: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "MOST_SIGNATURE", 10)
    body = {"candidates": [{"content": {"parts": [{**PICTURE, "thoughtSignature": signature}]}}]}
    vendor.script = [Reply(200, json.dumps(body).encode())]
    assert run(asked()).state == {}


def test_google_says_in_the_body_how_long_to_wait(vendor: Vendor) -> None:
    vendor.script = [error(429, "RESOURCE_EXHAUSTED", delay="7.25s")]
    progress = Recorder()
    assert run(asked(), progress).originals
    assert 7.25 in progress.waits
    vendor.script = [error(429, "RESOURCE_EXHAUSTED", delay="58s")]
    assert fault(asked()) == "provider_rate_limited"
    assert len(vendor.asked) == 3


@pytest.mark.parametrize("delay", ["-1s", "soon", "7", "1e9s", "9" * 5000 + "s"])
def test_a_wait_that_cannot_be_read_is_none(vendor: Vendor, delay: str) -> None:
    vendor.script = [error(429, "RESOURCE_EXHAUSTED", delay=delay)]
    progress = Recorder()
    assert run(asked(), progress).originals
    assert max(progress.waits) <= 2


def test_a_header_that_is_no_text_loses_no_picture(vendor: Vendor) -> None:
    vendor.script = [Reply(200, pictured(png()).body, {"Retry-After": "\xff"})]
    assert run(asked()).originals


def test_a_model_that_is_gone_closes_no_other(vendor: Vendor) -> None:
    provider = GeminiProvider()
    for _ in range(MOST_OUTAGES):
        with pytest.raises(ProviderError):
            provider.run(asked(model="gone"), Recorder())
    assert provider.run(asked(model=MODEL), Recorder()).originals
