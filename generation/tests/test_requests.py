import base64
import io
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation
from generation.tests.conftest import FakeProvider, Script, codes, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("required", "prompt")]),
        ({"prompt": ""}, [("blank", "prompt")]),
        ({"prompt": "x" * 20_000}, [("max_length", "prompt")]),
        ({"prompt": "a\u0000b"}, [("invalid_characters", "prompt")]),
        ({"prompt": "a\u202eb"}, [("invalid_characters", "prompt")]),
        ({"prompt": 5, "mode": "video"}, [("invalid_choice", "mode")]),
        ({"prompt": "x", "inputImage": "cat.jpg"}, [("invalid", "inputImage")]),
        ({"prompt": "x", "inputImage": str(uuid4())}, [("file_not_found", "inputImage")]),
        ({"prompt": "x", "inputImage": "data:text/html;base64,AAAA"}, [("invalid", "inputImage")]),
        ({"prompt": "x", "parentId": str(uuid4())}, [("parent_not_found", "parentId")]),
        ({"prompt": "x", "mode": "image-to-image"}, [("input_required", "inputImage")]),
        ({"prompt": "x", "settings": []}, [("invalid", "settings")]),
        ({"prompt": "x", "settings": {"count": 5}}, [("max_value", "settings.count")]),
        (
            {"prompt": "x", "settings": {"provider": "dalle"}},
            [("provider_unknown", "settings.provider")],
        ),
        *[
            ({"prompt": "x", "settings": {"size": size}}, [("invalid", "settings.size")])
            for size in ("100x100junk", "zz100x100", "5x5", "100000x100", "1e3x10")
        ],
        *[
            (
                {"prompt": "x", "settings": {"aspectRatio": it}},
                [("invalid", "settings.aspectRatio")],
            )
            for it in ("1:1zzz", "q1:1:7", "0:1", "1:9999", "11:1", "16x9")
        ],
        ({"prompt": "x", "settings": {"a": ["b\u0000"]}}, [("null_characters", "settings")]),
        ({"prompt": "x", "settings": {"b\u0000": 1}}, [("null_characters", "settings")]),
        ({"prompt": "x", "settings": {"a": "b" * 9000}}, [("too_large", "settings")]),
        ({"prompt": "x", "settings": {"a": nested(10)}}, [("too_deep", "settings")]),
        ({"prompt": "x", "settings": {"a": nested(50)}}, [("too_deep", "settings")]),
    ],
)
def test_bad_bodies_are_refused(
    script: Script, provider: FakeProvider, body: Any, expected: list[tuple[str, str]]
) -> None:
    response = script.send("post", "/api/generate", body)
    assert (response.status_code, codes(response)) == (400, expected)
    assert (Generation.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"prompt": "x", "settings": {"a": NaN}}',
        b'{"prompt": "x", "settings": {"a": 1e400}}',
        b'{"prompt": "x", "settings": {"a": "\\ud800"}}',
        b'{"prompt": "x", "settings": {"\\udc00": 1}}',
        b'{"prompt": "\xff"}',
        b"[" * 100_000,
    ],
)
def test_broken_json_is_refused(script: Script, body: bytes) -> None:
    response = script.client.post("/api/generate", body, content_type="application/json")
    assert (response.status_code, codes(response)) == (400, [("parse_error", None)])


def test_settings_pass_through_untouched(script: Script, provider: FakeProvider) -> None:
    settings = {"my_key": {"camelCase": [1, 2.5, None]}, "emoji": "🍌", "text": "a\\u0000b"}
    response = script.send("post", "/api/generate", {"prompt": "a lake", "settings": settings})
    assert response.json()["metadata"]["settings"] == settings


def test_a_data_url_may_be_as_large_as_a_file(script: Script, provider: FakeProvider) -> None:
    noise = Image.effect_noise((2000, 1600), 90)
    buffer = io.BytesIO()
    noise.save(buffer, "PNG", compress_level=1)
    url = "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
    assert len(url) > 3_000_000
    response = script.send("post", "/api/generate", {"prompt": "x", "inputImage": url})
    assert response.status_code == 202


def test_a_refused_first_request_leaves_no_visitor(provider: FakeProvider) -> None:
    body = {"prompt": "x", "inputImage": "data:image/png;base64,AAAA"}
    response = Script().send("post", "/api/generate", body)
    assert (response.status_code, "X-Session-ID" in response) == (415, False)
    assert not Visitor.objects.exists()


@pytest.mark.parametrize(
    "limit", ["0", "101", "000000001000", "0" * 8 + "9" * 30, "1" + "0" * 5000, "٣", "-1", "x", ""]
)
def test_no_list_is_longer_than_a_hundred(script: Script, limit: str) -> None:
    response = script.send("get", f"/api/history?limit={limit}")
    assert (response.status_code, codes(response)) == (400, [("invalid", "limit")])


def test_data_url_of_a_broken_picture_leaves_nothing(
    script: Script, provider: FakeProvider
) -> None:
    cut = "data:image/png;base64," + base64.b64encode(picture_bytes()[:60]).decode()
    response = script.send("post", "/api/generate", {"prompt": "x", "inputImage": cut})
    assert (response.status_code, codes(response)) == (422, [("invalid_image", None)])
    assert StoredFile.objects.count() == 0
