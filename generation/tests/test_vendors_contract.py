"""What every vendor's provider promises, whatever the vendor does: one test over all of them.

Each is met by a server on this machine that speaks its wire format and refuses what it does not
know. What is particular to one vendor is in its own `test_vendor_*.py`.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from generation.providers.base import Provider, ProviderError, ProviderRequest
from generation.providers.calls.breaking import MOST_OUTAGES
from generation.providers.gemini import GeminiProvider
from generation.providers.openai_images import OpenAIProvider
from generation.providers.stability import StabilityProvider
from generation.providers.webhook import WebhookProvider
from generation.tests.providing import Recorder, Stopped
from generation.tests.vendors import gemini, openai, stability, webhook
from generation.tests.vendors.gemini import png
from generation.tests.vendors.server import Asked, Cut, Hanging, Reply, Vendor


@dataclass(frozen=True)
class Case:
    """A vendor, and how it says what all of them can say."""

    provider: Callable[[], Provider]
    fake: ModuleType
    model: str
    key: str
    settings: dict[str, str]
    """Names of settings; `{url}` is where the fake listens."""
    refusal: Reply
    bad_key: Reply
    rate_limited: Callable[..., Reply]
    broken: Reply
    mask_of: Callable[[Asked], tuple[Any, Any]]
    """What stands in the mask left and right."""
    white: Any
    black: Any
    repeats_broken: bool = False
    """Whether the vendor knows a repeated call by its key, so that a 500 may be tried again."""


def gemini_mask(asked: Asked) -> tuple[Any, Any]:
    return _ends(gemini.parts_of(asked)[-1])


def openai_mask(asked: Asked) -> tuple[Any, Any]:
    return _ends(openai.pictures_of(asked)["mask"][0].getchannel("A"))


def stability_mask(asked: Asked) -> tuple[Any, Any]:
    return _ends(stability.pictures_of(asked)["mask"])


def webhook_mask(asked: Asked) -> tuple[Any, Any]:
    return _ends(webhook.pictures_of(asked)["mask"][0])


def _ends(mask: Image.Image) -> tuple[Any, Any]:
    middle = mask.height // 2
    return mask.getpixel((2, middle)), mask.getpixel((mask.width - 3, middle))


CASES = {
    "gemini": Case(
        GeminiProvider,
        gemini,
        "gemini-nano-banana-2.1",
        gemini.KEY,
        {"GEMINI_BASE_URL": "{url}/v1beta", "GEMINI_API_KEY": gemini.KEY},
        refusal=gemini.withheld(promptFeedback={"blockReason": "SAFETY"}),
        bad_key=gemini.error(400, "INVALID_ARGUMENT", "API_KEY_INVALID"),
        rate_limited=lambda **told: gemini.error(429, "RESOURCE_EXHAUSTED", **told),
        broken=gemini.error(500, "INTERNAL"),
        mask_of=gemini_mask,
        white=255,
        black=0,
    ),
    "openai": Case(
        OpenAIProvider,
        openai,
        openai.MODEL,
        openai.KEY,
        {"OPENAI_BASE_URL": "{url}/v1", "OPENAI_API_KEY": openai.KEY},
        refusal=openai.error(400, "moderation_blocked"),
        bad_key=openai.error(401, "invalid_api_key"),
        rate_limited=lambda **told: openai.error(429, "rate_limit_exceeded", **told),
        broken=openai.error(500, "server_error"),
        mask_of=openai_mask,
        # Transparent is what changes there.
        white=0,
        black=255,
    ),
    "stability": Case(
        StabilityProvider,
        stability,
        "core",
        stability.KEY,
        {"STABILITY_BASE_URL": "{url}", "STABILITY_API_KEY": stability.KEY},
        refusal=stability.error(403, "content_moderation"),
        bad_key=stability.error(401, "unauthorized"),
        rate_limited=lambda **told: stability.error(429, "rate_limit_exceeded", **told),
        broken=stability.error(500, "internal_error"),
        mask_of=stability_mask,
        white=255,
        black=0,
    ),
    "http": Case(
        WebhookProvider,
        webhook,
        "custom",
        webhook.SECRET,
        {"HTTP_PROVIDER_URL": "{url}", "HTTP_PROVIDER_SECRET": webhook.SECRET},
        refusal=webhook.error(400, "moderation_blocked"),
        bad_key=webhook.error(401, "unauthorized"),
        rate_limited=lambda **told: webhook.error(429, **told),
        broken=webhook.error(500),
        mask_of=webhook_mask,
        white=255,
        black=0,
        repeats_broken=True,
    ),
}


@dataclass
class Met:
    """A provider in front of its vendor."""

    case: Case
    vendor: Vendor
    provider: Provider

    def run(self, progress: Recorder | None = None, **given: Any) -> tuple[bytes, ...]:
        plain = {"prompt": "a lake", "mode": "text-to-image", "model": self.case.model, "seed": 1}
        request = ProviderRequest(**{**plain, **given})
        result = self.provider.run(request, progress or Recorder())
        return tuple(each.data for each in result.originals)

    def fault(self, **given: Any) -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.run(**given)
        assert self.case.key not in caught.value.detail
        return caught.value


@pytest.fixture(params=sorted(CASES))
def met(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Met]:
    case = CASES[request.param]
    with Vendor(case.fake.answer) as vendor:
        for name, value in case.settings.items():
            setattr(settings, name, value.format(url=vendor.url))
        yield Met(case, vendor, case.provider())


PHOTO = Image.new("RGB", (120, 80), "teal")
EDIT: dict[str, Any] = {"mode": "image-to-image", "image": PHOTO, "prompt": "let it snow"}


def test_success_is_kept_to_the_byte(met: Met) -> None:
    assert met.run() == (png(),)
    assert met.run(**EDIT) == (png(),)


@pytest.mark.parametrize("size", [(120, 80), (60, 40)])
def test_mask_means_the_same_to_all(met: Met, size: tuple[int, int]) -> None:
    mask = Image.new("L", size, 0)
    mask.paste(255, (size[0] // 2, 0, *size))
    met.run(**EDIT, mask=mask)
    assert met.case.mask_of(met.vendor.asked[0]) == (met.case.black, met.case.white)


def test_refusal_is_no_outage(met: Met) -> None:
    met.vendor.script = [met.case.refusal]
    error = met.fault()
    assert (error.code, error.is_outage, len(met.vendor.asked)) == ("moderation_blocked", False, 1)


def test_bad_key_is_told_once(met: Met) -> None:
    met.vendor.script = [met.case.bad_key]
    error = met.fault()
    assert (error.code, error.is_outage) == ("provider_key_refused", True)
    assert len(met.vendor.asked) == 1


def test_rate_limit_is_waited_out_as_long_as_it_says(met: Met) -> None:
    met.vendor.script = [met.case.rate_limited(Retry_After="9")]
    progress = Recorder()
    assert met.run(progress) == (png(),)
    assert max(progress.waits) == 9


def test_rate_limit_that_wants_minutes_is_told_at_once(met: Met) -> None:
    met.vendor.script = [met.case.rate_limited(Retry_After="600")]
    assert met.fault().code == "provider_rate_limited"
    assert len(met.vendor.asked) == 1


def test_broken_vendor_is_paid_once(met: Met) -> None:
    met.vendor.script = [met.case.broken]
    if met.case.repeats_broken:
        assert met.run() == (png(),)
        first, again = met.vendor.asked
        assert (first.headers["webhook-id"], first.body) == (
            again.headers["webhook-id"],
            again.body,
        )
        return
    error = met.fault()
    assert (error.code, error.is_outage) == ("provider_unavailable", True)
    assert len(met.vendor.asked) == 1
    assert met.run() == (png(),)


def test_slow_vendor_is_hung_up_on_when_nobody_waits(met: Met) -> None:
    hanging = Hanging()
    met.vendor.script = [hanging]

    class Leaving(Recorder):
        def wait(self, seconds: float) -> None:
            if hanging.reached.is_set():
                raise Stopped

    with pytest.raises(Stopped):
        met.run(Leaving())
    assert hanging.hung_up.wait(30)


def test_silent_vendor_is_given_up(met: Met, settings: Settings) -> None:
    settings.VENDOR_TIMEOUT = 0.2
    met.vendor.script = [Hanging()]
    assert met.fault().code == "provider_timeout"


def test_cut_connection_is_an_outage(met: Met) -> None:
    met.vendor.script = [Cut()] * 3
    error = met.fault()
    assert (error.code, error.is_outage) == ("provider_unavailable", True)
    assert len(met.vendor.asked) == (3 if met.case.repeats_broken else 1)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{gar", b"[]", b"null", b'{"a": 1}', b"\xff\xfe"]
)
@pytest.mark.parametrize("kind", ["application/json", "image/png", "text/html"])
def test_garbage_is_told(met: Met, body: bytes, kind: str) -> None:
    met.vendor.script = [Reply(200, body, {"Content-Type": kind})]
    assert met.fault().code in {"provider_bad_answer", "provider_no_picture"}
    assert len(met.vendor.asked) == 1


def test_redirect_is_not_followed(met: Met) -> None:
    met.vendor.script = [Reply(307, b"", {"Location": f"{met.vendor.url}/elsewhere"})]
    assert met.fault().code == "provider_refused_request"
    assert len(met.vendor.asked) == 1


def test_vendor_that_is_down_is_not_asked_for_a_while(met: Met) -> None:
    met.vendor.script = [met.case.bad_key] * MOST_OUTAGES
    for _ in range(MOST_OUTAGES):
        met.fault()
    assert met.fault().code == "provider_unavailable"
    assert len(met.vendor.asked) == MOST_OUTAGES


def test_key_is_in_no_log(met: Met, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tries = 3 if met.case.repeats_broken else 1
    met.vendor.script = [met.case.bad_key, *[met.case.broken] * tries]
    met.fault()
    met.fault()
    met.run()
    assert met.case.key not in caplog.text
