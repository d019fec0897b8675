"""An image API of the operator's own that says odd things, or does half of what it should."""

import base64
import json
import re
import time
from pathlib import Path

import pytest
from PIL import Image

from generation.providers.base import Original
from generation.providers.webhook import conversation
from generation.providers.webhook.answering import FAULTS
from generation.providers.webhook.signing import is_signed
from generation.tests.providing import Recorder, Stopped
from generation.tests.test_vendor_webhook import GOLD, asked, fault, run, vendor
from generation.tests.vendors.gemini import png
from generation.tests.vendors.server import Cut, Hanging, Reply, Vendor
from generation.tests.vendors.webhook import FIELDS, SECRET, error, pictures_of, told

__all__ = ("vendor",)
DATA = {"data": base64.b64encode(png("red")).decode()}
RED = Original(png("red"), "image/png")


def test_pictures_keep_their_order_and_no_more_are_fetched_than_asked_for(vendor: Vendor) -> None:
    images = [{"url": "/1"}, DATA, *[{"url": f"/{place}"} for place in range(2, 1000)]]
    vendor.script = [told(200, {"images": images})]
    result = run(asked(count=3))
    assert (result.originals, result.notes) == ((GOLD, RED, GOLD), ())
    assert [each.path for each in vendor.asked[1:]] == ["/1", "/2"]


def test_what_came_is_kept_where_the_rest_does_not(vendor: Vendor) -> None:
    vendor.script = [told(200, {"images": [DATA, {"url": "/gone"}, DATA]}), error(404)]
    result = run(asked(count=3))
    assert result.originals == (RED,)
    assert result.notes == (
        "1 of 3 pictures came. Own API sent something that is no picture. Try again.",
    )
    vendor.script = [told(200, {"images": [{"url": "/gone"}, DATA]}), error(404)]
    assert fault(asked(count=2)) == "provider_bad_answer"


def test_fewer_pictures_than_asked_for_are_told_of(vendor: Vendor) -> None:
    vendor.script = [told(200, {"images": [DATA]})]
    assert run(asked(count=4)).notes == ("1 of 4 pictures came.",)


def test_values_no_database_takes_are_left_out(vendor: Vendor) -> None:
    body = {
        "images": [DATA],
        "model": "own\x00-1" + "x" * 100,
        "explanation": "snow\x00 \ud800\U0001f468\u200d\U0001f467",
        "revisedPrompt": ["a"],
        "seed": True,
        "usage": {"a": float("nan"), "b": 2, "c": {"d": 1}, "e": 10**400, "\x00": 1, "f\x00": 0.5},
    }
    vendor.script = [told(200, body)]
    result = run(asked())
    assert result.model == ("own-1" + "x" * 100)[:64]
    assert result.explanation == ("snow \U0001f468\u200d\U0001f467",)
    assert (result.revised_prompt, result.seed) == ("", None)
    assert result.usage == {"b": 2, "f": 0.5}


@pytest.mark.parametrize("progress", ["1e999", "NaN", "1" * 400, "-5", "true"])
def test_odd_progress_is_no_matter(vendor: Vendor, progress: str) -> None:
    going = f'{{"statusUrl": "/s", "progress": {progress}}}'.encode()
    vendor.script = [Reply(202, going, {"Content-Type": "application/json"})]
    recorder = Recorder()
    vendor.script.append(Reply(202, going, {"Content-Type": "application/json"}))
    assert run(asked(), recorder).originals == (GOLD,)
    assert all(0 <= fraction <= 1 for fraction, _ in recorder.reports)


def test_addresses_may_be_relative_but_lead_nowhere_else(vendor: Vendor) -> None:
    vendor.script = [told(202, {"statusUrl": "status?id=1"})]
    assert run(asked()).originals == (GOLD,)
    assert vendor.asked[1].path == "/status?id=1"
    for url in (
        "//169.254.169.254/",
        f"{vendor.url}@x.example/",
        f"{vendor.url}1/",
        "http://[",
        "",
    ):
        vendor.script = [told(200, {"images": [{"url": url}]})]
        assert fault() == "provider_bad_answer"


def test_a_picture_is_known_by_its_bytes(vendor: Vendor) -> None:
    vendor.script = [Reply(200, png(), {"Content-Type": "application/octet-stream"})]
    assert run(asked()).originals == (GOLD,)


def test_an_error_with_status_200_is_one(vendor: Vendor) -> None:
    vendor.script = [told(200, {"error": {"code": "moderation_blocked"}})]
    assert fault() == "moderation_blocked"


def test_mask_comes_as_large_as_the_picture(vendor: Vendor) -> None:
    mask = Image.new("L", (30, 20), 0)
    mask.paste(255, (15, 0, 30, 20))
    photo = Image.new("RGB", (60, 40), "teal")
    run(asked(mode="image-to-image", image=photo, mask=mask))
    sent = pictures_of(vendor.asked[0])["mask"][0]
    assert (sent.size, sent.getpixel((2, 20)), sent.getpixel((57, 20))) == ((60, 40), 0, 255)


def test_each_try_is_signed_for_its_own_time(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The third may be sent longer after the first than a signature holds."""
    clock = [time.time() - 600]
    monkeypatch.setattr("generation.providers.webhook.signing.time.time", lambda: clock[0])
    vendor.script = [Cut()]

    class Later(Recorder):
        def wait(self, seconds: float) -> None:
            if seconds:
                clock[0] += 600

    assert run(asked(), Later()).originals == (GOLD,)
    assert all(each.headers["webhook-id"].startswith("once-") for each in vendor.asked)
    assert is_signed(SECRET, vendor.asked[1].headers, vendor.asked[1].body)
    assert not is_signed(SECRET, vendor.asked[0].headers, vendor.asked[0].body)


def test_busy_status_is_asked_for_when_it_says(vendor: Vendor) -> None:
    vendor.script = [told(202, {"statusUrl": "/s"}), error(429, Retry_After="12"), error(503)]
    recorder = Recorder()
    assert run(asked(), recorder).originals == (GOLD,)
    assert [wait for wait in recorder.waits if wait] == [1, 12, 12]


def test_server_that_does_not_take_a_farewell_holds_nobody(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation, "CLOSING_SECONDS", 0.2)
    hanging = Hanging()
    vendor.script = [told(202, {"statusUrl": "/s"}), hanging]

    class Leaving(Recorder):
        def wait(self, seconds: float) -> None:
            if seconds:
                raise Stopped

    with pytest.raises(Stopped):
        run(asked(), Leaving())
    assert hanging.hung_up.wait(30)
    assert [each.method for each in vendor.asked] == ["POST", "DELETE"]


def test_slow_status_is_hung_up_on_and_told(vendor: Vendor) -> None:
    hanging = Hanging()
    vendor.script = [told(202, {"statusUrl": "/s"}), hanging]

    class Leaving(Recorder):
        def wait(self, seconds: float) -> None:
            if hanging.reached.is_set():
                raise Stopped

    with pytest.raises(Stopped):
        run(asked(), Leaving())
    assert hanging.hung_up.wait(30)
    assert [each.method for each in vendor.asked] == ["POST", "GET", "DELETE"]


def test_settings_go_along_as_they_came(vendor: Vendor) -> None:
    given = {"style": "ink", "nested": {"a": [1, "ü"]}}
    run(asked(settings=given))
    assert json.loads(vendor.asked[0].body)["settings"] == given


def test_contract_names_what_is_sent_and_understood(vendor: Vendor) -> None:
    text = (Path(__file__).parents[2] / "docs" / "http-provider.md").read_text()
    examples = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    request, answer = (json.loads(each) for each in examples)
    assert set(request) == FIELDS
    table = text.split("| the person reads |")[1].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", table)) == set(FAULTS)
    answer["images"][0] = DATA
    vendor.script = [told(200, answer)]
    result = run(asked(count=2))
    assert (result.originals, result.model, result.seed) == ((RED, GOLD), "own-2", 7)
    assert result.usage == {"seconds": 3.5}
    assert vendor.asked[1].path == "/made/2.png"
