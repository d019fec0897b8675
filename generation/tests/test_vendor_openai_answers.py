"""Answers of servers that are not quite OpenAI's, or mean harm: told in words, never a crash."""

import base64
import json
import logging
import struct
import zlib
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from generation.providers.base import Original
from generation.tests.providing import Recorder
from generation.tests.test_vendor_openai import asked, edit, fault, fields, run, vendor
from generation.tests.vendors.gemini import png
from generation.tests.vendors.openai import (
    answered,
    completed,
    error,
    event,
    partial,
    pictured,
    streamed,
)
from generation.tests.vendors.server import Reply, Streamed, Vendor

__all__ = ("vendor",)

GOLD = Original(png(), "image/png")
B64 = base64.b64encode(png()).decode()
JSON = {"Content-Type": "application/json"}
DEEP = b"[" * 200_000


def refusal(error: Any, status: int = 400) -> Reply:
    return Reply(status, json.dumps(error).encode(), JSON)


@pytest.mark.parametrize("partials", [0, 2])
@pytest.mark.parametrize(
    "body",
    [
        {"data": ["x"]},
        {"data": [1, None]},
        {"data": {"a": 1}},
        {"data": [{"b64_json": 5}]},
        {"data": [{"b64_json": ["x"]}]},
        {"data": [{"b64_json": "\ud800"}]},
        {"data": [{"url": 5}]},
        {"data": [{"url": "http://127.0.0.1:99999999/"}]},
        {"_fields_set": 3, "data": []},
        {"_cls": 3, "__cls": 1, "self": 1, "data": []},
    ],
)
def test_body_of_another_shape_is_a_bad_answer(
    vendor: Vendor, settings: Settings, partials: int, body: Any
) -> None:
    settings.OPENAI_PARTIAL_IMAGES = partials
    vendor.script = [answered(body)]
    assert fault() == "provider_bad_answer"
    assert len(vendor.asked) == 1


@pytest.mark.parametrize("partials", [0, 2])
@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(200, DEEP, JSON), "provider_bad_answer"),
        (Reply(500, DEEP, JSON), "provider_unavailable"),
        (Reply(200, b"", JSON), "provider_bad_answer"),
        (Reply(204), "provider_bad_answer"),
        (Reply(200, b"", {"Content-Type": "text/event-stream"}), "provider_bad_answer"),
        (
            refusal({"error": {"code": ["x"], "message": 4, "param": "size"}}),
            "provider_refused_request",
        ),
        (error(429, "rate_limit_exceeded", Retry_After="inf"), "provider_rate_limited"),
    ],
)
def test_nonsense_has_a_code(
    vendor: Vendor, settings: Settings, partials: int, reply: Reply, code: str
) -> None:
    settings.OPENAI_PARTIAL_IMAGES = partials
    vendor.script = [reply]
    assert fault() == code
    assert len(vendor.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        streamed(event("image_generation.completed")),
        streamed(event("image_generation.completed", b64_json=5)),
        streamed(event("image_generation.completed", _fields_set=5)),
        streamed(b"data: " + DEEP + b"\n\n"),
        streamed(b'data: "\xff\xfe"\n\n'),
    ],
)
def test_stream_of_nonsense_is_a_bad_answer(
    vendor: Vendor, reply: Streamed, caplog: pytest.LogCaptureFixture
) -> None:
    vendor.script = [reply]
    with caplog.at_level(logging.INFO):
        assert fault() == "provider_bad_answer"
    assert "[[" not in caplog.text


@pytest.mark.parametrize(
    "odd",
    [
        event("image_generation.partial_image"),
        event("image_generation.partial_image", b64_json=5),
        b"data: [1]\n\n",
        b'data: "x"\n\n',
        b'data: {"type": 5}\n\n',
        b"data: null\n\n",
        b": a comment keeps the line open\n\n",
    ],
)
def test_odd_events_are_passed_over(vendor: Vendor, odd: bytes) -> None:
    vendor.script = [streamed(odd, completed(png()))]
    progress = Recorder()
    assert run(asked(), progress).originals == (GOLD,)
    assert progress.shown == []


def test_unfinished_picture_that_would_fill_the_memory_is_not_shown(vendor: Vendor) -> None:
    vendor.script = [streamed(partial(bomb()), completed(png()))]
    progress = Recorder()
    assert run(asked(), progress).originals == (GOLD,)
    assert progress.shown == []


def bomb(side: int = 60_000) -> bytes:
    """A PNG whose head promises 3.6 gigapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    lines = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@pytest.mark.parametrize("count", [1, 2])
def test_words_and_counts_are_such_as_every_database_takes(vendor: Vendor, count: int) -> None:
    usage = {
        "total_tokens": 7,
        "cost": 0.25,
        "inf": float("inf"),
        "endless": 10**400,
        "input_tokens_details": {"text_tokens": 3, "said": "a secret", "a\u0000b": 1},
        "model": "x",
        "a b": 1,
    }
    pictures = [{"b64_json": B64, "revised_prompt": "A l\u0000ake\ud800."}] * count
    vendor.script = [answered({"data": pictures, "usage": usage})]
    result = run(asked(count=count))
    assert result.revised_prompt == "A lake."
    assert result.usage == {
        "total_tokens": 7,
        "cost": 0.25,
        "input_tokens_details": {"text_tokens": 3},
    }


@pytest.mark.parametrize("told", ["x", 5, [1], None, {"total_tokens": "many"}])
def test_usage_of_another_shape_is_none(vendor: Vendor, told: Any) -> None:
    vendor.script = [streamed(event("image_generation.completed", b64_json=B64, usage=told))]
    assert run(asked()).usage == {}
    vendor.script = [answered({"data": [{"b64_json": B64, "revised_prompt": told}], "usage": told})]
    result = run(asked())
    assert (result.usage, result.revised_prompt) == ({}, "x" if told == "x" else "")


def test_good_pictures_are_kept_beside_a_bad_one(vendor: Vendor) -> None:
    bad = {"url": "http://169.254.169.254/key"}
    vendor.script = [answered({"data": [{"b64_json": B64}, bad, {"b64_json": B64}]})]
    result = run(asked(count=3))
    assert result.originals == (GOLD, GOLD)
    assert result.notes == ("2 of 3 pictures came.",)


def test_server_that_counts_otherwise_is_told_of(vendor: Vendor) -> None:
    vendor.script = [pictured(png())]
    result = run(asked(count=2))
    assert (result.originals, result.notes) == ((GOLD,), ("1 of 2 pictures came.",))
    vendor.script = [pictured(*[png()] * 4)]
    result = run(asked(count=2))
    assert (result.originals, result.notes) == ((GOLD, GOLD), ())


@pytest.mark.parametrize(
    "reply",
    [
        refusal({"error": {"code": 400, "message": "no streams here", "type": ""}}),
        refusal({"error": {"code": "unknown_parameter", "param": "partial_images"}}),
        refusal({"detail": [{"loc": ["body", "stream"], "msg": "extra"}]}, 422),
        refusal({"error": "no"}),
    ],
)
@pytest.mark.parametrize("is_edit", [False, True])
def test_server_that_refuses_streams_is_asked_without_one(
    vendor: Vendor, reply: Reply, is_edit: bool
) -> None:
    vendor.script = [reply]
    given = {"idempotency_key": "job-1"}
    assert run(edit(**given) if is_edit else asked(**given)).originals == (GOLD,)
    first, second = vendor.asked
    assert [each.headers["idempotency-key"] for each in (first, second)] == ["job-1", "job-1-plain"]
    assert b"partial_images" in first.body
    assert b"partial_images" not in second.body


def test_what_it_refuses_without_a_stream_too_is_refused(vendor: Vendor) -> None:
    vendor.script = [refusal({"error": {"code": 400, "message": "no"}})] * 2
    assert fault() == "provider_refused_request"
    assert (len(vendor.asked), "stream" in fields(vendor)) == (2, False)


@pytest.mark.parametrize("partials", [0, 2])
def test_what_another_nano_banana_says_is_kept(
    vendor: Vendor, settings: Settings, partials: int
) -> None:
    settings.OPENAI_PARTIAL_IMAGES = partials
    bad = ["\u0000", "Stayed \u202eereh.", " "]
    made = {"explanation": ["Warmed\n it.", *bad], "notes": ["Found no dog.", 5, "x" * 9000]}
    vendor.script = [
        streamed(event("image_generation.completed", b64_json=B64, made_by=made))
        if partials
        else answered({"data": [{"b64_json": B64}], "made_by": made})
    ]
    result = run(asked())
    made_this = "OpenAI made this from your words."
    assert result.explanation == (made_this, "It says: Warmed it.")
    assert result.notes == ("It says: Found no dog.", f"It says: {'x' * 500}")


@pytest.mark.parametrize("made", [None, "x", [], {"explanation": "x", "notes": {}}])
def test_nobody_else_is_believed_to_say_anything(vendor: Vendor, made: Any) -> None:
    vendor.script = [streamed(event("image_generation.completed", b64_json=B64, made_by=made))]
    result = run(asked())
    assert (result.explanation, result.notes) == (("OpenAI made this from your words.",), ())
