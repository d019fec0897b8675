"""An image API of the operator's own, against a server that keeps to the contract."""

import base64
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from pytest_django.fixtures import Settings

from generation.providers.base import Original, ProviderResult
from generation.providers.calls.trying import TRIES
from generation.providers.webhook import WebhookProvider, conversation
from generation.providers.webhook.signing import signed_headers
from generation.tests.providing import Asking, Recorder, Stopped
from generation.tests.vendors import webhook
from generation.tests.vendors.gemini import png
from generation.tests.vendors.server import Asked, Cut, Reply, Vendor
from generation.tests.vendors.webhook import (
    SECRET,
    error,
    pictured,
    pictures_of,
    request_of,
    told,
)

GOLD = Original(png(), "image/png")


ASKING = Asking(WebhookProvider, "custom", SECRET, prompt="let it snow")
asked, run, fault = ASKING.asked, ASKING.run, ASKING.fault


@pytest.fixture
def vendor(settings: Settings) -> Iterator[Vendor]:
    with Vendor(webhook.answer) as vendor:
        settings.HTTP_PROVIDER_URL, settings.HTTP_PROVIDER_SECRET = f"{vendor.url}/ask", SECRET
        settings.AI_PROVIDERS = ["http", "mock"]
        yield vendor


def opened(result: ProviderResult) -> Image.Image:
    return Image.open(io.BytesIO(result.originals[0].data))


def test_words_go_as_signed_json_and_a_picture_comes(vendor: Vendor) -> None:
    result = run(asked(size=(64, 48), settings={"x": 1}, idempotency_key="job"))
    assert (result.originals, result.explanation) == (
        (GOLD,),
        ("Own API made this from your words.",),
    )
    sent = request_of(vendor.asked[0])
    assert sent == {
        "id": "job",
        "prompt": "let it snow",
        "mode": "text-to-image",
        "model": "custom",
        "seed": 1,
        "count": 1,
        "size": [64, 48],
        "aspectRatio": None,
        "style": None,
        "strength": None,
        "settings": {"x": 1},
        "callbackUrl": None,
    }
    assert vendor.asked[0].headers["webhook-id"] == "job"


def test_pictures_go_along_and_the_mask_is_white_where_to_change(vendor: Vendor) -> None:
    mask = Image.new("L", (60, 40), 0)
    mask.paste(255, (40, 0, 60, 40))
    photo = Image.new("RGB", (60, 40), "teal")
    run(asked(mode="image-to-image", image=photo, mask=mask, references=(photo, photo)))
    sent = pictures_of(vendor.asked[0])
    assert {name: len(each) for name, each in sent.items()} == {
        "image": 1,
        "mask": 1,
        "reference": 2,
    }
    assert (sent["mask"][0].getpixel((50, 20)), sent["mask"][0].getpixel((5, 20))) == (255, 0)


def test_an_answer_may_tell_more(vendor: Vendor) -> None:
    image = {"data": base64.b64encode(png("red")).decode()}
    body = {
        "images": [image, image],
        "explanation": " It \n snowed. ",
        "revisedPrompt": "Let it snow a lot",
        "seed": 5,
        "usage": {"seconds": 3},
    }
    vendor.script = [told(200, body)]
    result = run(asked(count=2))
    assert result.originals == (Original(png("red"), "image/png"),) * 2
    assert (result.explanation, result.revised_prompt) == (("It snowed.",), "Let it snow a lot")
    assert (result.seed, result.usage) == (5, {"seconds": 3})


def test_pictures_by_address_are_fetched_from_the_same_server(vendor: Vendor) -> None:
    assert run(asked(count=3)).originals == (GOLD,) * 3
    assert [each.path for each in vendor.asked[1:]] == [f"/pictures/{place}" for place in range(3)]


def test_work_that_goes_on_is_asked_for(vendor: Vendor) -> None:
    url = f"{vendor.url}/status/1"
    vendor.script = [
        told(202, {"statusUrl": url}),
        told(202, {"progress": 40, "stage": "Snowing"}, Retry_After="7"),
        error(500),
        Cut(),
        told(202, {"progress": "x"}, Retry_After="900"),
    ]
    progress = Recorder()
    assert run(asked(), progress).originals == (GOLD,)
    assert [wait for wait in progress.waits if wait] == [1, 7, 7, 7, 30]
    assert "Snowing" in [stage for _, stage in progress.reports]
    assert {(each.method, each.path) for each in vendor.asked[1:]} == {("GET", "/status/1")}


def test_work_that_takes_too_long_is_given_up(vendor: Vendor, settings: Settings) -> None:
    settings.VENDOR_TIMEOUT = 5
    vendor.script = [told(202, {"statusUrl": f"{vendor.url}/s"}), *[told(202, {})] * 5]
    assert fault() == "provider_timeout"
    assert vendor.asked[-1].method == "DELETE"


def test_cancel_is_told_to_the_server(vendor: Vendor) -> None:
    vendor.script = [told(202, {"statusUrl": f"{vendor.url}/s"})]

    class Leaving(Recorder):
        def wait(self, seconds: float) -> None:
            if seconds:
                raise Stopped

    with pytest.raises(Stopped):
        run(asked(), Leaving())
    assert (vendor.asked[-1].method, vendor.asked[-1].path) == ("DELETE", "/s")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (error(400, "moderation_blocked"), "moderation_blocked"),
        (error(500, "moderation_blocked"), "moderation_blocked"),
        (error(401, "unauthorized"), "provider_key_refused"),
        (error(401), "provider_key_refused"),
        (error(402, "out_of_credit"), "provider_credit_exhausted"),
        (error(413), "provider_too_large"),
        (error(400, "unsupported"), "provider_refused_request"),
        (error(400, "whatever"), "provider_refused_request"),
        (error(400, "no_picture"), "provider_no_picture"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/"}), "provider_refused_request"),
        (Reply(200, b"junk", {"Content-Type": "image/png"}), "provider_bad_answer"),
        (Reply(200, b"{gar", {"Content-Type": "application/json"}), "provider_bad_answer"),
        (told(200, []), "provider_bad_answer"),
        (told(200, {}), "provider_bad_answer"),
        (told(200, {"images": []}), "provider_no_picture"),
        (told(200, {"images": [1]}), "provider_bad_answer"),
        (told(200, {"images": [{"data": "%%"}]}), "provider_bad_answer"),
        (told(200, {"images": [{"url": "http://169.254.169.254/"}]}), "provider_bad_answer"),
        (told(200, {"images": [{"url": "file:///etc/passwd"}]}), "provider_bad_answer"),
        (told(202, {"statusUrl": "http://169.254.169.254/"}), "provider_bad_answer"),
        (told(202, {}), "provider_bad_answer"),
    ],
)
def test_each_fault_has_its_code(vendor: Vendor, reply: Reply, code: str) -> None:
    vendor.script = [reply]
    assert fault() == code
    assert len(vendor.asked) == 1


@pytest.mark.parametrize("reply", [error(500), error(503), Cut(), error(429, Retry_After="3")])
def test_the_same_message_is_sent_again(vendor: Vendor, reply: Reply | Cut) -> None:
    vendor.script = [reply]
    assert run(asked(idempotency_key="job")).originals == (GOLD,)
    first, again = vendor.asked
    assert first.body == again.body
    assert first.headers["webhook-id"] == again.headers["webhook-id"] == "job"
    vendor.script = [reply] * TRIES
    assert fault() in {"provider_unavailable", "provider_rate_limited"}


def test_endless_answer_is_not_read_to_its_end(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "MOST_BYTES", 1000)
    vendor.script = [pictured(b"x" * 5000)]
    assert fault() == "provider_bad_answer"
    assert len(vendor.asked) == 1


def test_without_a_secret_nothing_is_signed(vendor: Vendor, settings: Settings) -> None:
    settings.HTTP_PROVIDER_SECRET = ""
    vendor.script = [pictured()]
    run(asked(idempotency_key="job"))
    assert "webhook-signature" not in vendor.asked[0].headers


@pytest.mark.parametrize(
    ("url", "host"), [("http://10.0.0.9:9000/x", "10.0.0.9"), ("http://localhost:9000", "")]
)
def test_what_runs_on_this_machine_is_not_elsewhere(
    settings: Settings, url: str, host: str
) -> None:
    settings.HTTP_PROVIDER_URL = url
    assert WebhookProvider().capabilities.host == host


def test_the_example_server_works_as_it_is(settings: Settings) -> None:
    path = str(Path(__file__).parents[2] / "docs" / "examples" / "http_provider_server.py")
    with subprocess.Popen([sys.executable, path, "0"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = server.stdout.readline().split()[-1]
            settings.HTTP_PROVIDER_URL = f"http://127.0.0.1:{port}/"
            photo = Image.effect_noise((200, 100), 90).convert("RGB")
            mask = Image.new("L", (20, 10), 255)
            more = {"mode": "image-to-image", "mask": mask, "references": (photo,)}
            made = opened(run(asked(image=photo, **more)))
            assert made.convert("RGB").tobytes() == ImageOps.invert(photo).tobytes()
            assert opened(run(asked())).size == (256, 256)
        finally:
            server.terminate()


def test_fake_refuses_what_the_contract_forbids() -> None:
    body = json.dumps({"prompt": "a"}).encode()
    head = {"content-type": "application/json", **signed_headers(SECRET, "m", body)}
    assert webhook.answer(Asked("POST", "/", head, body)).status == 400
    assert webhook.answer(Asked("POST", "/", {**head, "webhook-id": "n"}, body)).status == 401
