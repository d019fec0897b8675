"""What Gemini is told of the conversation before, and what it would refuse of it."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from accounts.models import Visitor
from generation.providers.base import Original, ProviderRequest, Turn
from generation.providers.gemini import asking
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.test_vendor_gemini import STATE, asked, run, vendor
from generation.tests.vendors.gemini import MODELS, parts_of, png, signed
from generation.tests.vendors.server import Vendor

__all__ = ("vendor",)
COLORS = ("red", "lime", "blue")
RGB = {"white": (255, 255, 255), "red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255)}


@pytest.mark.django_db(transaction=True)
def test_what_it_was_told_in_more_detail_is_read_whatever_it_says(
    vendor: Vendor, visitor: Visitor
) -> None:
    wish = Wish(prompt="a mountain lake", settings={"enhance": True, "provider": "gemini"})
    made = submit_generation(visitor, wish)
    run_next()
    made.refresh_from_db()
    (words,) = parts_of(vendor.asked[0])
    assert words.startswith("a mountain lake. A wide view")
    assert made.revised_prompt == words


def conversation(**states: Any) -> ProviderRequest:
    """Three turns, a picture of its own colour from each; `states` are those that are not signed
    as they should be, by colour."""
    turns = tuple(
        Turn(f"make it {color}", Original(png(color), "image/png"), state=states.get(color, STATE))
        for color in COLORS
    )
    first = replace(turns[0], given=(Original(png("white"), "image/png"),))
    latest = Image.new("RGB", (64, 48), "blue")
    return asked(mode="image-to-image", image=latest, turns=(first, *turns[1:]))


def said(vendor: Vendor) -> list[list[Any]]:
    """All that was said: words, and the colours of pictures."""
    names = {rgb: name for name, rgb in RGB.items()}
    contents = json.loads(vendor.asked[0].body)["contents"]
    return [
        [part if isinstance(part, str) else names[part.getpixel((0, 0))] for part in parts]
        for parts in (parts_of(vendor.asked[0], place) for place in range(len(contents)))
    ]


def test_what_the_model_signed_is_told_whole(vendor: Vendor) -> None:
    run(conversation())
    assert said(vendor) == [
        ["make it red", "white"],
        ["red"],
        ["make it lime"],
        ["lime"],
        ["make it blue"],
        ["blue"],
        ["a lake at dusk"],
    ]


OTHER = {"model": MODELS[1], "thoughtSignature": signed(MODELS[1])}


@pytest.mark.parametrize("state", [{}, OTHER, {"thoughtSignature": "x"}])
def test_what_it_did_not_sign_it_gets_as_a_picture_of_the_persons(
    vendor: Vendor, state: dict[str, str]
) -> None:
    run(conversation(lime=state))
    assert said(vendor) == [["make it blue", "lime"], ["blue"], ["a lake at dusk"]]


def test_another_model_begins_with_the_picture_alone(vendor: Vendor) -> None:
    run(replace(conversation(), model=MODELS[1]))
    assert said(vendor) == [["a lake at dusk", "blue"]]


def test_a_model_that_never_signs_has_its_conversation(vendor: Vendor) -> None:
    plain = {"model": "gemini-2.5-flash-image"}
    request = replace(conversation(**dict.fromkeys(COLORS, plain)), model=plain["model"])
    body = asking.body_of(request, "Gemini")
    assert len(body["contents"]) == 7
    assert "thoughtSignature" not in json.dumps(body)


@pytest.mark.parametrize("left", [3, 2, 1, 0])
def test_a_long_conversation_loses_its_beginning_first(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch, left: int
) -> None:
    weight = max(len(base64.b64encode(png(color))) for color in RGB)
    room = (left + 1) * weight + left * len(STATE["thoughtSignature"])
    monkeypatch.setattr(asking, "MOST_BYTES", room)
    run(conversation())
    told = said(vendor)
    assert len(told) == 2 * left + 1
    assert told[0][1] == ("white", *COLORS)[3 - left]
