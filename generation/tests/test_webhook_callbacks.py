"""Signatures, and answers that a provider sends later."""

import json
import time

import pytest
from django.conf import settings as django_settings
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from generation.models import Generation, Mode, ProviderCallback
from generation.providers.base import Original
from generation.providers.webhook.callbacks import expect_callback, prune_callbacks, url_of
from generation.providers.webhook.signing import TOLERANCE, is_signed, signed_headers
from generation.tests.providing import Recorder
from generation.tests.test_vendor_webhook import asked, fault, run, vendor
from generation.tests.vendors.gemini import png
from generation.tests.vendors.server import Vendor
from generation.tests.vendors.webhook import SECRET, request_of, told

__all__ = ("vendor",)


@pytest.mark.parametrize("secret", [SECRET, "any text", "whsec_no base64"])
def test_signatures_hold_for_their_message_and_time_only(secret: str) -> None:
    headers = signed_headers(secret, "m1", b"body")
    assert is_signed(secret, headers, b"body")
    assert is_signed(
        secret, {**headers, "webhook-signature": f"v1,x {headers['webhook-signature']}"}, b"body"
    )
    assert not is_signed(secret, headers, b"other")
    assert not is_signed("another", headers, b"body")
    assert not is_signed(secret, {**headers, "webhook-id": "m2"}, b"body")
    assert not is_signed(secret, {}, b"body")
    assert not is_signed("", headers, b"body")
    old = signed_headers(secret, "m1", b"body", now=int(time.time()) - TOLERANCE - 5)
    assert not is_signed(secret, old, b"body")


def test_signature_is_that_of_standard_webhooks() -> None:
    """The example of its specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    headers = signed_headers(
        secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', now=1614265330
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.fixture
def generation(visitor: Visitor) -> Generation:
    return Generation.objects.create(owner=visitor, prompt="a", mode=Mode.TEXT, provider="http")


def call_back(url: str, body: bytes, kind: str = "image/png", **more: str) -> int:
    headers = {**signed_headers(SECRET, url.rsplit("/", 1)[1], body), **more}
    path = url.removeprefix(django_settings.SITE_URL)
    response = Client().post(path, body, content_type=kind, headers=headers)
    return int(response.status_code)


@pytest.mark.django_db(transaction=True)
def test_an_answer_may_come_by_callback(vendor: Vendor, generation: Generation) -> None:
    vendor.script = [told(202, {})]
    statuses: list[int] = []

    class Calling(Recorder):
        def wait(self, seconds: float) -> None:
            super().wait(seconds)
            if seconds and not statuses:
                url = request_of(vendor.asked[0])["callbackUrl"]
                statuses.append(call_back(url, b"forged", **{"webhook-signature": "v1,forged"}))
                statuses.append(call_back(url, png("red")))
                statuses.append(call_back(url, png("blue")))

    result = run(asked(idempotency_key=str(generation.pk)), Calling())
    assert result.originals == (Original(png("red"), "image/png"),)
    assert statuses == [401, 204, 404]
    assert ProviderCallback.objects.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        ("400", "moderation_blocked", "moderation_blocked"),
        ("200", "moderation_blocked", "moderation_blocked"),
        ("429", "rate_limited", "provider_rate_limited"),
        ("500", "whatever", "provider_unavailable"),
    ],
)
def test_a_callback_may_bring_an_error(
    vendor: Vendor, generation: Generation, status: str, code: str, expected: str
) -> None:
    vendor.script = [told(202, {})]

    class Calling(Recorder):
        def wait(self, seconds: float) -> None:
            if seconds:
                url = request_of(vendor.asked[0])["callbackUrl"]
                body = json.dumps({"error": {"code": code}}).encode()
                call_back(url, body, "application/json", **{"X-Status": status})

    request = asked(idempotency_key=str(generation.pk))
    assert fault(request, Calling()) == expected


@pytest.mark.django_db
def test_a_callback_is_for_its_own_place_only(generation: Generation, settings: Settings) -> None:
    """Neither the answer to another request nor one of our own messages can be sent here."""
    settings.HTTP_PROVIDER_SECRET = SECRET
    one, other = (ProviderCallback.objects.create(generation=generation) for _ in range(2))
    stolen = signed_headers(SECRET, str(other.pk), png())
    assert call_back(url_of(one), png(), **stolen) == 401
    reflected = signed_headers(SECRET, str(generation.pk), b"")
    assert call_back(url_of(one), b"", **reflected) == 401
    old = signed_headers(SECRET, str(one.pk), png(), now=int(time.time()) - TOLERANCE - 5)
    assert call_back(url_of(one), png(), **old) == 401
    assert call_back(url_of(one), png("red")) == 204
    assert call_back(url_of(other), png()) == 204


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["202", "302", "abc", "٢٠٠"])
def test_a_callback_is_the_last_word(
    generation: Generation, settings: Settings, status: str
) -> None:
    settings.HTTP_PROVIDER_SECRET = SECRET
    url = url_of(ProviderCallback.objects.create(generation=generation))
    assert call_back(url, b"{}", **{"X-Status": status}) == 400
    assert call_back(url, png()) == 204


@pytest.mark.django_db
def test_without_a_secret_nobody_can_call_back(generation: Generation, settings: Settings) -> None:
    settings.HTTP_PROVIDER_SECRET = ""
    assert expect_callback(str(generation.pk)) is None
    url = url_of(ProviderCallback.objects.create(generation=generation))
    assert call_back(url, png()) == 401


@pytest.mark.django_db(transaction=True)
def test_places_of_workers_that_died_are_pruned(generation: Generation) -> None:
    old = ProviderCallback.objects.create(generation=generation)
    ProviderCallback.objects.filter(pk=old.pk).update(created_at="2020-01-01T00:00:00Z")
    ProviderCallback.objects.create(generation=generation)
    assert (prune_callbacks(dry_run=True), prune_callbacks(), prune_callbacks()) == (1, 1, 0)
