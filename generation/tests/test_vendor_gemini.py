"""Gemini as a provider, against a server that speaks its wire format."""

import base64
import gzip
import json
import logging
import threading
from collections.abc import Iterator

import pytest
from django.core.files.storage import default_storage
from PIL import Image
from pytest_django.fixtures import Settings

from files.models import StoredFile
from generation.models import Generation
from generation.providers.base import Original, Turn
from generation.providers.calls.trying import TRIES
from generation.providers.gemini import GeminiProvider, provider
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.providing import Asking, Recorder, Stopped
from generation.tests.vendors import gemini
from generation.tests.vendors.gemini import KEY, error, parts_of, pictured, png, signed, withheld
from generation.tests.vendors.server import Cut, Hanging, Reply, Vendor

MODEL = "gemini-nano-banana-2.1"
STATE = {"model": MODEL, "thoughtSignature": signed(MODEL)}


ASKING = Asking(GeminiProvider, MODEL, KEY)
asked, run, fault = ASKING.asked, ASKING.run, ASKING.fault


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    with Vendor(gemini.answer) as vendor:
        settings.GEMINI_BASE_URL = f"{vendor.url}/v1beta"
        settings.GEMINI_API_KEY = KEY
        settings.AI_PROVIDERS = ["gemini", "studio", "mock"]
        yield vendor


def test_words_become_a_picture_kept_to_the_byte(vendor: Vendor) -> None:
    result = run(asked())
    assert result.originals == (Original(png(), "image/png"),)
    assert result.images == ()
    assert (result.model, result.revised_prompt) == (MODEL, "")
    assert result.explanation == (
        "Gemini made this from your words.",
        "It says: A fine lake.",
    )
    assert (result.state, result.usage) == (
        STATE,
        {"totalTokenCount": 1290},
    )
    assert "key=" not in vendor.asked[0].path


def test_an_edit_sends_the_picture_the_references_and_the_mask(vendor: Vendor) -> None:
    mask = Image.new("L", (60, 40), 0)
    mask.paste(255, (40, 0, 60, 40))
    photo, other = Image.new("RGB", (60, 40), "teal"), Image.new("RGBA", (9, 9), (1, 2, 3, 90))
    run(asked(mode="image-to-image", image=photo, references=(other,), mask=mask))
    words, sent, reference, about, sent_mask = parts_of(vendor.asked[0])
    assert words == "a lake at dusk"
    assert (sent.size, sent.getpixel((0, 0))) == ((60, 40), (0, 128, 128))
    assert reference.getpixel((0, 0)) == (1, 2, 3, 90)
    assert "white" in about
    assert (sent_mask.getpixel((50, 20)), sent_mask.getpixel((5, 20))) == (255, 0)


@pytest.mark.parametrize(
    ("given", "config"),
    [
        ({}, None),
        ({"aspect_ratio": "16:9"}, {"aspectRatio": "16:9"}),
        ({"aspect_ratio": "100:1"}, {"aspectRatio": "21:9"}),
        ({"size": (1200, 1200)}, {"aspectRatio": "1:1", "imageSize": "2K"}),
        ({"size": (800, 1000)}, {"aspectRatio": "4:5", "imageSize": "1K"}),
    ],
)
def test_shape_and_size_are_the_nearest_offered(
    vendor: Vendor, given: dict[str, object], config: dict[str, str] | None
) -> None:
    run(asked(**given))
    assert json.loads(vendor.asked[0].body)["generationConfig"].get("imageConfig") == config


def test_several_pictures_are_several_calls(vendor: Vendor) -> None:
    vendor.script = [pictured(png("red")), pictured(png("blue"))]
    result = run(asked(count=2))
    assert [each.data for each in result.originals] == [png("red"), png("blue")]


def test_the_last_picture_counts(vendor: Vendor) -> None:
    vendor.script = [pictured(png("gray"), png("gold"))]
    assert run(asked()).originals[0].data == png("gold")


def test_a_conversation_is_sent_whole(vendor: Vendor) -> None:
    turns = (
        Turn(
            "make it night",
            Original(png("navy"), "image/png"),
            given=(Original(png("white"), "image/png"),),
            state=STATE,
        ),
    )
    current = Image.new("RGB", (64, 48), "navy")
    run(asked(mode="image-to-image", prompt="add stars", image=current, turns=turns))
    first, answered, now = (parts_of(vendor.asked[0], turn) for turn in range(3))
    assert (first[0], first[1].getpixel((0, 0))) == ("make it night", (255, 255, 255))
    assert answered[0].getpixel((0, 0)) == (0, 0, 128)
    assert now == ["add stars"]
    part = json.loads(vendor.asked[0].body)["contents"][1]["parts"][0]
    assert part["thoughtSignature"] == signed(MODEL)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (withheld(promptFeedback={"blockReason": "SAFETY"}), "moderation_blocked"),
        (withheld(candidates=[{"finishReason": "IMAGE_SAFETY"}]), "moderation_blocked"),
        (withheld(candidates=[{"finishReason": "NO_IMAGE"}]), "provider_no_picture"),
        (withheld(candidates=[]), "provider_no_picture"),
        (withheld(candidates=[{"content": {"parts": "?"}}]), "provider_no_picture"),
        (error(400, "INVALID_ARGUMENT", "API_KEY_INVALID"), "provider_key_refused"),
        (error(401, "UNAUTHENTICATED"), "provider_key_refused"),
        (error(403, "PERMISSION_DENIED"), "provider_key_refused"),
        (error(400, "FAILED_PRECONDITION"), "provider_credit_exhausted"),
        (error(400, "INVALID_ARGUMENT"), "provider_refused_request"),
        (error(404, "NOT_FOUND"), "provider_model_unusable"),
        (error(413, "INVALID_ARGUMENT"), "provider_too_large"),
        (error(500, "INTERNAL"), "provider_unavailable"),
        (error(503, "UNAVAILABLE"), "provider_unavailable"),
        (error(504, "DEADLINE_EXCEEDED"), "provider_timeout"),
        (withheld(error={"code": 429, "status": "RESOURCE_EXHAUSTED"}), "provider_bad_answer"),
        (Reply(404, b"<html>nowhere"), "provider_model_unusable"),
        (Reply(500, b"<html>oops"), "provider_unavailable"),
        (Reply(200, b"\xff\xfegarbage"), "provider_bad_answer"),
        (Reply(200, b"[1]"), "provider_bad_answer"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/"}), "provider_refused_request"),
        (Cut(), "provider_unavailable"),
    ],
)
def test_each_fault_has_its_code_and_is_not_paid_twice(
    vendor: Vendor, reply: Reply | Cut, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.script = [reply]
    with caplog.at_level(logging.DEBUG):
        assert fault() == code
    assert len(vendor.asked) == 1
    assert KEY not in caplog.text


@pytest.mark.parametrize("data", ["", "not base64!", base64.b64encode(b"x").decode()])
def test_a_picture_of_no_known_kind_is_a_bad_answer(vendor: Vendor, data: str) -> None:
    part = {"inlineData": {"mimeType": "text/html", "data": data}}
    vendor.script = [withheld(candidates=[{"content": {"parts": [part]}}])]
    assert fault() == "provider_bad_answer"


def test_a_packed_answer_is_unpacked_up_to_a_size(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = {"Content-Encoding": "gzip"}
    vendor.script = [Reply(200, gzip.compress(pictured(png()).body), packed)]
    assert run(asked()).originals[0].data == png()
    monkeypatch.setattr(provider, "MOST_BYTES", 1_000_000)
    vendor.script = [Reply(200, gzip.compress(b" " * 5_000_000), packed)]
    assert fault() == "provider_bad_answer"


def test_a_busy_vendor_is_asked_again_after_what_it_says(vendor: Vendor) -> None:
    busy = error(503, "UNAVAILABLE", Retry_After="0")
    vendor.script = [error(429, "RESOURCE_EXHAUSTED", Retry_After="7"), busy]
    progress = Recorder()
    assert run(asked(), progress).originals
    assert len(vendor.asked) == 3
    assert 7 in progress.waits


def test_a_vendor_that_stays_busy_is_told_of(vendor: Vendor) -> None:
    vendor.script = [error(429, "RESOURCE_EXHAUSTED")] * TRIES
    assert fault() == "provider_rate_limited"
    assert len(vendor.asked) == TRIES


def test_a_vendor_that_asks_for_an_hour_is_not_waited_for(vendor: Vendor) -> None:
    vendor.script = [error(429, "RESOURCE_EXHAUSTED", Retry_After="3600")]
    progress = Recorder()
    assert fault(progress=progress) == "provider_rate_limited"
    assert len(vendor.asked) == 1


def test_nobody_there_is_unavailable(vendor: Vendor, settings: Settings) -> None:
    settings.GEMINI_BASE_URL = "http://127.0.0.1:1/v1beta"
    assert fault() == "provider_unavailable"


def test_a_slow_vendor_times_out(vendor: Vendor, settings: Settings) -> None:
    settings.VENDOR_TIMEOUT = 0.2
    vendor.script = [Hanging()]
    assert fault() == "provider_timeout"


class Cancelling(Recorder):
    """Stops as soon as the vendor has the request."""

    def __init__(self, reached: threading.Event) -> None:
        super().__init__()
        self.reached = reached

    def wait(self, seconds: float) -> None:
        if self.reached.is_set():
            raise Stopped


def test_cancelling_hangs_up_at_the_vendors_end(vendor: Vendor) -> None:
    hanging = Hanging()
    vendor.script = [hanging]
    with pytest.raises(Stopped):
        run(asked(), Cancelling(hanging.reached))
    assert hanging.hung_up.wait(30)


@pytest.mark.django_db(transaction=True)
def test_an_edit_of_an_edit_carries_the_conversation(vendor: Vendor, photo: StoredFile) -> None:
    first = submit_generation(photo.owner, Wish(prompt="make it night", image=photo.pk))
    run_next()
    second = submit_generation(photo.owner, Wish(prompt="add stars", parent_id=first.pk))
    run_next()
    first, second = (Generation.objects.with_images().get(pk=each.pk) for each in (first, second))
    assert (first.status, second.status) == ("completed", "completed")
    assert (first.provider_state, first.usage) == (
        STATE,
        {"totalTokenCount": 1290},
    )
    said = json.loads(vendor.asked[1].body)["contents"]
    assert [content["role"] for content in said] == ["user", "model", "user"]
    assert said[1]["parts"][0]["thoughtSignature"] == signed(MODEL)
    blob = second.outputs[0].blob
    assert blob.provenance["sourceType"] == "compositeWithTrainedAlgorithmicMedia"
    assert blob.provenance["isOriginal"] is True
    with default_storage.open(blob.original) as stored:
        assert stored.read() == png()
