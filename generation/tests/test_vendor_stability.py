"""Stability as a provider, against a server that speaks its wire format."""

from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from generation.providers.base import Original, ProviderRequest
from generation.providers.calls.trying import TRIES
from generation.providers.stability import StabilityProvider, provider
from generation.tests.providing import Asking, Recorder
from generation.tests.vendors import stability
from generation.tests.vendors.gemini import png
from generation.tests.vendors.server import Cut, Reply, Vendor
from generation.tests.vendors.stability import (
    KEY,
    error,
    fields_of,
    pictured,
    pictures_of,
)

GOLD = Original(png(), "image/png")


ASKING = Asking(StabilityProvider, "core", KEY)
asked, run, fault = ASKING.asked, ASKING.run, ASKING.fault


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    with Vendor(stability.answer) as vendor:
        settings.STABILITY_BASE_URL, settings.STABILITY_API_KEY = vendor.url, KEY
        yield vendor


def edit(prompt: str, size: tuple[int, int] = (120, 80), **given: Any) -> ProviderRequest:
    photo = Image.new("RGB", size, "teal")
    return asked(**{"prompt": prompt, "mode": "image-to-image", "image": photo, **given})


def path(vendor: Vendor, place: int = -1) -> str:
    return vendor.asked[place].path.removeprefix("/v2beta/stable-image/")


@pytest.mark.parametrize(
    ("model", "where"),
    [
        ("core", "generate/core"),
        ("ultra", "generate/ultra"),
        ("sd3", "generate/sd3"),
        ("sd3.5-large", "generate/sd3"),
    ],
)
def test_words_become_a_picture_kept_to_the_byte(vendor: Vendor, model: str, where: str) -> None:
    result = run(asked(model=model, aspect_ratio="2:1", style="pixel art"))
    assert (result.originals, result.seed, result.model) == ((GOLD,), 7, model)
    assert path(vendor) == where
    sent = fields_of(vendor.asked[0])
    assert (sent["prompt"], sent["aspect_ratio"], sent["seed"]) == ("a lake at dusk", "16:9", "1")
    assert sent["style_preset"] == "pixel-art"
    assert sent.get("model") == ("sd3.5-large" if model == "sd3.5-large" else None)


def test_style_it_does_not_know_goes_into_the_words(vendor: Vendor) -> None:
    run(asked(style="in the manner of Monet"))
    assert fields_of(vendor.asked[0])["prompt"] == "a lake at dusk, in the manner of Monet"


@pytest.mark.parametrize(
    ("prompt", "where", "fields"),
    [
        ("remove the background", "edit/remove-background", {}),
        ("cut out the dog from its background", "edit/remove-background", {}),
        ("give it a transparent background", "edit/remove-background", {}),
        ("upscale this", "upscale/fast", {}),
        ("make it a higher resolution", "upscale/fast", {}),
        (
            "replace the dog with a cat",
            "edit/search-and-replace",
            {"search_prompt": "dog", "prompt": "a cat"},
        ),
        (
            "turn the car into a boat.",
            "edit/search-and-replace",
            {"search_prompt": "car", "prompt": "a boat"},
        ),
        (
            "make the jacket dark red",
            "edit/search-and-recolor",
            {"select_prompt": "jacket", "prompt": "dark red jacket"},
        ),
        (
            "replace the background with a beach",
            "edit/replace-background-and-relight",
            {"background_prompt": "a beach"},
        ),
        ("extend it to the left by 200 px", "edit/outpaint", {"left": "200"}),
        ("expand the top with a blue sky", "edit/outpaint", {"up": "20", "prompt": "a blue sky"}),
        (
            "zoom out",
            "edit/outpaint",
            {"left": "30", "right": "30", "up": "20", "down": "20"},
        ),
        (
            "let the dog fly a kite",
            "generate/sd3",
            {"mode": "image-to-image", "strength": "0.7", "prompt": "let the dog fly a kite"},
        ),
    ],
)
def test_words_choose_the_operation(
    vendor: Vendor, prompt: str, where: str, fields: dict[str, str]
) -> None:
    assert run(edit(prompt)).originals == (GOLD,)
    assert path(vendor, 0) == where
    sent = fields_of(vendor.asked[0])
    assert {name: sent[name] for name in fields} == fields
    extra = set(sent) - set(fields) - {"output_format", "seed"}
    assert extra == set()


@pytest.mark.parametrize(
    ("named", "where"),
    [
        ("conservative", "upscale/conservative"),
        ("creative", "upscale/creative"),
        ("outpaint", "edit/outpaint"),
        ("erase", "edit/erase"),
    ],
)
def test_settings_may_name_the_operation(vendor: Vendor, named: str, where: str) -> None:
    mask = Image.new("L", (120, 80), 255) if named == "erase" else None
    run(edit("finer", settings={"operation": named}, mask=mask))
    assert path(vendor, 0) == where
    run(edit("finer", settings={"operation": "nonsense"}))
    assert path(vendor) == "generate/sd3"


@pytest.mark.parametrize("named", ["erase", "inpaint", "search-and-replace", "search-and-recolor"])
def test_named_operation_without_what_it_needs_costs_nothing(vendor: Vendor, named: str) -> None:
    assert fault(edit("finer", settings={"operation": named})) == "provider_refused_request"
    assert vendor.asked == []


def test_transparent_place_stands_in_for_a_mask(vendor: Vendor) -> None:
    holed = Image.new("RGBA", (120, 80), (9, 9, 9, 0))
    run(edit("a hat", image=holed, settings={"operation": "inpaint"}))
    assert set(pictures_of(vendor.asked[0])) == {"image"}


def test_inpainting_is_told_what_shall_be_seen(vendor: Vendor) -> None:
    run(edit("replace the lamp with a tree", mask=Image.new("L", (120, 80), 255)))
    assert (path(vendor), fields_of(vendor.asked[0])["prompt"]) == ("edit/inpaint", "a tree")


def test_what_is_not_wanted_goes_along_where_it_is_taken(vendor: Vendor) -> None:
    unwanted = {"negativePrompt": " people "}
    run(asked(settings=unwanted))
    assert fields_of(vendor.asked[0])["negative_prompt"] == "people"
    run(edit("zoom out", settings=unwanted))
    run(edit("upscale this", settings={"negativePrompt": 7}))
    assert all("negative_prompt" not in fields_of(each) for each in vendor.asked[1:])


@pytest.mark.parametrize(
    ("prompt", "where"),
    [
        ("remove the lamp", "edit/erase"),
        ("please get rid of this", "edit/erase"),
        ("a red hat", "edit/inpaint"),
        ("remove the lamp and add a tree", "edit/inpaint"),
    ],
)
@pytest.mark.parametrize("size", [(120, 80), (60, 40)])
def test_mask_is_white_where_it_is_to_change(
    vendor: Vendor, prompt: str, where: str, size: tuple[int, int]
) -> None:
    mask = Image.new("L", size, 0)
    mask.paste(255, (size[0] * 2 // 3, 0, *size))
    run(edit(prompt, mask=mask))
    assert path(vendor) == where
    sent = pictures_of(vendor.asked[0])["mask"]
    assert (sent.getpixel((110, 40)), sent.getpixel((10, 40))) == (255, 0)
    assert ("prompt" in fields_of(vendor.asked[0])) == (where == "edit/inpaint")


def test_ultra_edits_by_itself_and_strength_goes_along(vendor: Vendor) -> None:
    run(edit("a storm", model="ultra", strength=0.25))
    assert (path(vendor), fields_of(vendor.asked[0])["strength"]) == ("generate/ultra", "0.25")


def test_several_pictures_have_seeds_of_their_own(vendor: Vendor) -> None:
    assert run(asked(count=3)).originals == (GOLD,) * 3
    assert [fields_of(each)["seed"] for each in vendor.asked] == ["1", "2", "3"]


def test_seed_is_never_the_vendors_word_for_any(vendor: Vendor) -> None:
    run(asked(seed=0))
    run(asked(seed=2**32 - 1))
    assert [fields_of(each)["seed"] for each in vendor.asked] == ["4294967294", "1"]


def test_what_has_one_result_is_paid_once(vendor: Vendor) -> None:
    result = run(edit("remove the background", count=4))
    assert (result.originals, len(vendor.asked)) == ((GOLD,), 1)
    assert "asked for once" in result.notes[0]
    assert result.explanation == ("Stability removed the background.",)


def test_pictures_that_came_stay_when_a_later_one_fails(vendor: Vendor) -> None:
    vendor.script = [pictured(), error(500, "internal_error")]
    result = run(asked(count=3))
    assert (result.originals, len(vendor.asked)) == ((GOLD,), 2)
    assert result.notes[0].startswith("1 of 3 pictures came.")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (pictured(finish="CONTENT_FILTERED"), "moderation_blocked"),
        (error(403, "content_moderation"), "moderation_blocked"),
        (error(403, "forbidden"), "provider_key_refused"),
        (error(401, "unauthorized"), "provider_key_refused"),
        (error(402, "payment_required"), "provider_credit_exhausted"),
        (error(400, "bad_request"), "provider_refused_request"),
        (error(413, "payload_too_large"), "provider_too_large"),
        # Without a word of when: Stability turns all away for a minute, and longer if pressed.
        (error(429, "rate_limit_exceeded"), "provider_rate_limited"),
        (error(422, "unprocessable_entity"), "provider_refused_request"),
        (error(500, "internal_error"), "provider_unavailable"),
        (error(503, "overloaded"), "provider_unavailable"),
        (Reply(502, b"<html>"), "provider_unavailable"),
        (Cut(), "provider_unavailable"),
        (Reply(200, b"garbage"), "provider_bad_answer"),
        (Reply(200, b"GIF89a"), "provider_bad_answer"),
        (Reply(200, b"{gar", {"Content-Type": "application/json"}), "provider_bad_answer"),
        (Reply(200, b"[]", {"Content-Type": "application/json"}), "provider_bad_answer"),
        (
            Reply(200, b'{"id": "../x"}', {"Content-Type": "application/json"}),
            "provider_bad_answer",
        ),
        (
            Reply(
                200,
                b'{"finish_reason": "CONTENT_FILTERED"}',
                {"Content-Type": "application/json"},
            ),
            "moderation_blocked",
        ),
    ],
)
def test_each_fault_has_its_code_and_is_paid_once(
    vendor: Vendor, reply: Reply | Cut, code: str
) -> None:
    vendor.script = [reply]
    assert fault() == code
    assert len(vendor.asked) == 1


def test_nobody_there_is_tried_again_and_told(vendor: Vendor, settings: Settings) -> None:
    settings.STABILITY_BASE_URL = "http://127.0.0.1:1"
    progress = Recorder()
    assert fault(progress=progress) == "provider_unavailable"
    assert len([wait for wait in progress.waits if wait]) == TRIES - 1


def test_endless_answer_is_not_read_to_its_end(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "MOST_BYTES", 1000)
    vendor.script = [pictured(b"x" * 5000)]
    assert fault() == "provider_bad_answer"
