"""OpenAI in the product: where it is, a whole job, and that its stand-in is as strict as it."""

import json
import logging
import threading
from typing import Any

import pytest
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation, Glimpse
from generation.providers.openai_images import OpenAIProvider
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.test_vendor_openai import vendor
from generation.tests.vendors import openai
from generation.tests.vendors.gemini import png
from generation.tests.vendors.openai import KEY, MODEL
from generation.tests.vendors.server import Asked, Reply, Vendor

__all__ = ("vendor",)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://api.openai.com/v1", "api.openai.com"),
        ("http://gateway.lan:4000/v1", "gateway.lan"),
        ("http://localhost:8080/v1", ""),
        ("http://127.0.0.1:8080/v1", ""),
        ("http://[::1]:8080/v1", ""),
    ],
)
def test_what_runs_on_this_machine_is_not_elsewhere(
    settings: Settings, url: str, host: str
) -> None:
    settings.OPENAI_BASE_URL = url
    assert OpenAIProvider().capabilities.host == host


@pytest.mark.django_db(transaction=True)
def test_job_shows_keeps_and_forgets(
    vendor: Vendor, visitor: Visitor, photo: StoredFile, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row = submit_generation(visitor, Wish(prompt="a hat on it", image=photo.pk))
    run_next()
    done = Generation.objects.with_images().get(pk=row.pk)
    assert (done.status, done.provider, done.model) == ("completed", "openai", MODEL)
    with default_storage.open(done.outputs[0].blob.original) as stored:
        assert stored.read() == png()
    assert Glimpse.objects.count() == 0
    assert done.usage == openai.USAGE
    assert KEY not in caplog.text
    assert threading.active_count() < 40


def test_fake_refuses_what_the_vendor_refuses() -> None:
    def status(path: str, body: dict[str, Any]) -> int:
        head = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
        reply = openai.answer(Asked("POST", path, head, json.dumps(body).encode()))
        assert isinstance(reply, Reply)
        return reply.status

    good = {"model": MODEL, "prompt": "a"}
    path = "/v1/images/generations"
    assert status(path, good) == 200
    for bad in (
        {"response_format": "b64_json"},
        {"size": "100x100"},
        {"size": "1600x160"},
        {"n": 11},
        {"partial_images": 2},
        {"model": "dall-e-2"},
        {"style": "vivid"},
    ):
        assert status(path, {**good, **bad}) == 400
