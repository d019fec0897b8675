"""OpenAI as a provider, against a server that speaks its wire format."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from generation.providers.base import Original, ProviderRequest
from generation.providers.calls.trying import TRIES
from generation.providers.openai_images import OpenAIProvider, calling
from generation.tests.providing import Asking, Recorder, Stopped
from generation.tests.vendors import openai
from generation.tests.vendors.gemini import png
from generation.tests.vendors.openai import (
    KEY,
    MODEL,
    answered,
    completed,
    error,
    event,
    partial,
    pictured,
    pictures_of,
    streamed,
)
from generation.tests.vendors.server import Cut, Hanging, Reply, Streamed, Vendor

GOLD = Original(png(), "image/png")


ASKING = Asking(OpenAIProvider, MODEL, KEY)
asked, run, fault = ASKING.asked, ASKING.run, ASKING.fault


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    with Vendor(openai.answer) as vendor:
        settings.OPENAI_BASE_URL = f"{vendor.url}/v1"
        settings.OPENAI_API_KEY = KEY
        settings.AI_PROVIDERS = ["openai", "studio", "mock"]
        yield vendor


def edit(**given: Any) -> ProviderRequest:
    photo = Image.new("RGB", (60, 40), "teal")
    return asked(**{"mode": "image-to-image", "image": photo, **given})


def fields(vendor: Vendor) -> dict[str, Any]:
    return dict(json.loads(vendor.asked[-1].body))


def test_words_become_a_picture_kept_to_the_byte(vendor: Vendor) -> None:
    result = run(asked(idempotency_key="job-1"))
    assert (result.originals, result.images, result.model) == ((GOLD,), (), MODEL)
    assert result.usage == openai.USAGE
    assert vendor.asked[0].headers["idempotency-key"] == "job-1"
    assert fields(vendor) == {
        "model": MODEL,
        "prompt": "a lake at dusk",
        "n": 1,
        "size": "auto",
        "stream": True,
        "partial_images": 2,
    }


def test_several_pictures_are_one_call_without_a_stream(vendor: Vendor) -> None:
    assert run(asked(count=3)).originals == (GOLD,) * 3
    assert (len(vendor.asked), fields(vendor)["n"], "stream" in fields(vendor)) == (1, 3, False)


def test_without_partial_pictures_no_stream_is_asked_for(
    vendor: Vendor, settings: Settings
) -> None:
    settings.OPENAI_PARTIAL_IMAGES = 0
    assert run(asked()).originals == (GOLD,)
    assert "stream" not in fields(vendor)


@pytest.mark.parametrize("kind", ["image_generation", "image_edit"])
def test_unfinished_pictures_are_shown_as_they_come(vendor: Vendor, kind: str) -> None:
    hanging = Hanging()
    vendor.script = [streamed(partial(png("gray"), kind=kind), hanging)]

    class Looking(Recorder):
        def show(self, picture: Image.Image) -> None:
            super().show(picture)
            raise Stopped

    progress = Looking()
    with pytest.raises(Stopped):
        run(edit() if kind == "image_edit" else asked(), progress)
    assert [picture.size for picture in progress.shown] == [(64, 48)]
    assert hanging.hung_up.wait(30)


def test_a_partial_picture_that_is_none_loses_nothing(vendor: Vendor) -> None:
    vendor.script = [streamed(partial(b"no picture"), partial(png()[:40], 1), completed(png()))]
    progress = Recorder()
    assert run(asked(), progress).originals == (GOLD,)
    assert progress.shown == []


def test_a_server_that_knows_no_streams_may_answer_plainly(vendor: Vendor) -> None:
    vendor.script = [pictured(png("red"), revised_prompt="A lake, truly.")]
    result = run(asked())
    assert result.originals == (Original(png("red"), "image/png"),)
    assert result.revised_prompt == "A lake, truly."


def test_one_picture_goes_as_image_and_several_as_a_list(vendor: Vendor) -> None:
    run(edit())
    assert {name: len(each) for name, each in pictures_of(vendor.asked[0]).items()} == {"image": 1}
    other = Image.new("RGBA", (9, 9), (1, 2, 3, 90))
    run(edit(references=(other, other)))
    sent = pictures_of(vendor.asked[1])
    assert {name: len(each) for name, each in sent.items()} == {"image[]": 3}
    assert [each.size for each in sent["image[]"]] == [(60, 40), (9, 9), (9, 9)]
    assert sent["image[]"][1].getpixel((0, 0)) == (1, 2, 3, 90)


def test_references_alone_go_along_with_words(vendor: Vendor) -> None:
    other = Image.new("RGB", (9, 9), "teal")
    run(asked(references=(other,)))
    assert vendor.asked[0].path.endswith("/images/edits")
    sent = pictures_of(vendor.asked[0])
    assert [each.size for each in sent["image"]] == [(9, 9)]


@pytest.mark.parametrize("size", [(60, 40), (30, 20)])
def test_mask_is_transparent_where_ours_is_white(vendor: Vendor, size: tuple[int, int]) -> None:
    mask = Image.new("L", size, 0)
    mask.paste(255, (size[0] * 2 // 3, 0, *size))
    run(edit(mask=mask))
    sent = pictures_of(vendor.asked[0])["mask"][0]
    assert sent.size == (60, 40)
    alpha = sent.getchannel("A")
    assert (alpha.getpixel((55, 20)), alpha.getpixel((5, 20))) == (0, 255)


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, "auto"),
        ({"size": (1024, 768)}, "1024x768"),
        ({"size": (1000, 500)}, "1008x512"),
        ({"aspect_ratio": "1:1"}, "1024x1024"),
        ({"aspect_ratio": "16:9"}, "1376x768"),
        ({"aspect_ratio": "9:1"}, "1776x592"),
        ({"size": (2000, 100)}, "2000x672"),
        ({"size": (9000, 9000)}, "2880x2880"),
        ({"size": (4000, 3000)}, "3312x2496"),
        ({"size": (2160, 3840)}, "2160x3840"),
        ({"size": (900, 9000)}, "1280x3840"),
        ({"size": (1, 1)}, "16x16"),
    ],
)
def test_size_is_one_that_is_offered(vendor: Vendor, given: Any, size: str) -> None:
    run(asked(**given))
    assert fields(vendor)["size"] == size


def test_known_settings_go_along_and_others_do_not(vendor: Vendor) -> None:
    settings = {"quality": "high", "background": "transparent", "outputFormat": "jpeg", "x": 1}
    run(asked(settings=settings, style="ink"))
    sent = fields(vendor)
    assert (sent["quality"], sent["background"], sent["output_format"]) == (
        "high",
        "transparent",
        "png",
    )
    assert sent["prompt"] == "a lake at dusk\nStyle: ink"
    run(asked(settings={"quality": "superb"}))
    assert "quality" not in fields(vendor)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (error(400, "moderation_blocked"), "moderation_blocked"),
        (error(400, "content_policy_violation"), "moderation_blocked"),
        (error(401, "invalid_api_key"), "provider_key_refused"),
        (error(403, None), "provider_key_refused"),
        (error(429, "insufficient_quota"), "provider_credit_exhausted"),
        (error(400, "billing_hard_limit_reached"), "provider_credit_exhausted"),
        (error(402, None), "provider_credit_exhausted"),
        (error(413, None), "provider_too_large"),
        (error(400, "invalid_size"), "provider_refused_request"),
        (error(404, "model_not_found"), "provider_model_unusable"),
        (error(500, "server_error"), "provider_unavailable"),
        (error(503, None), "provider_unavailable"),
        (error(504, None), "provider_timeout"),
        (Cut(), "provider_unavailable"),
        (Reply(200, b"garbage"), "provider_bad_answer"),
        (Reply(200, b"{gar", {"Content-Type": "application/json"}), "provider_bad_answer"),
        (answered({"created": 1, "data": []}), "provider_bad_answer"),
        (answered({"created": 1}), "provider_bad_answer"),
        (answered([1]), "provider_bad_answer"),
        (answered({"data": [{"b64_json": "%%%"}]}), "provider_bad_answer"),
        (answered({"data": [{"b64_json": "aGVsbG8="}]}), "provider_bad_answer"),
        (answered({"data": [{"url": "http://169.254.169.254/key"}]}), "provider_bad_answer"),
        (answered({"data": [{}]}), "provider_bad_answer"),
        (streamed(event("error", error={"code": "moderation_blocked"})), "moderation_blocked"),
        (streamed(event("error", error={"code": "server_error"})), "provider_unavailable"),
        (
            streamed(event("error", error={"code": "x", "type": "invalid_request_error"})),
            "provider_refused_request",
        ),
        (streamed(partial(png())), "provider_bad_answer"),
        (streamed(b"data: {gar\n\n"), "provider_bad_answer"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/"}), "provider_refused_request"),
        (Reply(200, b"{}", {"Content-Encoding": "gzip"}), "provider_unavailable"),
    ],
)
def test_each_fault_has_its_code_and_is_paid_once(
    vendor: Vendor, reply: Reply | Cut | Streamed, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.script = [reply]
    with caplog.at_level(logging.DEBUG):
        assert fault() == code
    assert len(vendor.asked) == 1
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "reply", [error(429, "rate_limit_exceeded", Retry_After="7"), error(503, None, Retry_After="7")]
)
def test_what_was_turned_away_unread_is_tried_again(vendor: Vendor, reply: Reply) -> None:
    vendor.script = [reply]
    progress = Recorder()
    assert run(asked(), progress).originals == (GOLD,)
    assert (len(vendor.asked), max(progress.waits)) == (2, 7)


def test_nobody_there_is_tried_again_and_told(vendor: Vendor, settings: Settings) -> None:
    settings.OPENAI_BASE_URL = "http://127.0.0.1:1/v1"
    progress = Recorder()
    assert fault(progress=progress) == "provider_unavailable"
    assert len([wait for wait in progress.waits if wait]) == TRIES - 1


def test_endless_answer_is_not_read_to_its_end(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "MOST_BYTES", 100_000)
    vendor.script = [answered({"data": [{"b64_json": "A" * 200_000}]})]
    assert fault() == "provider_unavailable"


def test_picture_by_address_is_fetched_from_the_same_server(vendor: Vendor) -> None:
    vendor.script = [
        answered({"data": [{"url": f"{vendor.url}/pictures/1.png"}]}),
        Reply(200, png("red")),
    ]
    assert run(asked()).originals == (Original(png("red"), "image/png"),)
    assert (vendor.asked[1].method, vendor.asked[1].path) == ("GET", "/pictures/1.png")


def test_too_large_a_picture_is_not_sent(vendor: Vendor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generation.providers.openai_images.asking.MOST_BYTES", 50)
    assert fault(edit()) == "provider_too_large"
    assert vendor.asked == []
