"""Pictures and generations as an assistant gets them."""

import base64
import io
import time
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from mcp.types import CallToolResult
from PIL import Image

from accounts.models import Visitor
from files.errors import FileNotFound
from files.models import StoredFile
from files.storing import store_upload
from generation.errors import GenerationNotFound
from generation.mcp_server.pictures import Size, history, looked, made_of, result_of
from generation.models import Generation, Status
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.services import cancel_generation
from generation.tests.assisting import SITE, finished, shown_in, waiting, words_of
from generation.tests.conftest import FakeProvider, picture_bytes
from generation.trash import trash_generation
from generation.v1.answering import signed_file

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses are signed anew in each answer, by the second."""
    now = signing.b62_encode(int(time.time()))
    monkeypatch.setattr(signing.TimestampSigner, "timestamp", lambda _: now)


def size_shown(result: CallToolResult, place: int = 0) -> tuple[int, int]:
    shown = shown_in(result)[place]
    with Image.open(io.BytesIO(base64.b64decode(shown.data))) as image:
        assert f"image/{(image.format or '').lower()}" == shown.mime_type == "image/webp"
        return image.size


def of_size(visitor: Visitor, width: int, height: int) -> StoredFile:
    data = picture_bytes((width, height))
    return store_upload(visitor, SimpleUploadedFile("p.png", data, "image/png"), name="p.png")


def failing(request: ProviderRequest, progress: Progress) -> ProviderResult:
    raise ProviderError("vague", "That is too vague.", suggestions=["make it warmer", "crop it"])


def silent(request: ProviderRequest, progress: Progress) -> ProviderResult:
    """Tells nothing of what it did."""
    return ProviderResult(images=(Image.new("RGB", (8, 8)),), model="fake-1")


def test_generation_is_told_whole(visitor: Visitor, provider: FakeProvider) -> None:
    row = finished(visitor, "a lake", count=2)
    Generation.objects.filter(pk=row.pk).update(notes=["Not warmer."])
    row.refresh_from_db()
    told = made_of(row, SITE).model_dump()
    images = told.pop("images")
    assert told == {
        "id": str(row.pk),
        "prompt": "a lake",
        "status": "completed",
        "progress": 100,
        "provider": "mock",
        "model": "fake-1",
        "explanation": "Painted. Not warmer.",
        "error": "",
        "created_at": f"{row.created_at:%Y-%m-%dT%H:%M:%S.%f}Z",
    }
    assert [(each["id"], each["width"], each["height"]) for each in images] == [
        (str(file.pk), 8, 8) for file in row.outputs
    ]
    start = f"{SITE}/v1/files/"
    assert all(each["url"].startswith(start) for each in images)
    tokens = [each["url"].removeprefix(start) for each in images]
    assert [signed_file(token) for token in tokens] == [
        (str(file.pk), "png") for file in row.outputs
    ]
    with pytest.raises(signing.BadSignature):
        signed_file(f"{tokens[0]}0")


def test_completed_one_is_answered_with_its_pictures(
    visitor: Visitor, provider: FakeProvider
) -> None:
    row = finished(visitor, count=2)
    result = result_of(visitor, row.pk, SITE)
    made = made_of(row, SITE)
    assert (result.is_error, len(shown_in(result)), size_shown(result)) == (False, 2, (8, 8))
    assert result.structured_content == made.model_dump()
    first, second = made.images
    assert words_of(result) == (
        f"Painted. Generation {row.pk}. {first.id}: {first.url} {second.id}: {second.url}"
    )


def test_one_that_was_not_explained_is_told_without_a_blank_before_it(
    visitor: Visitor, provider: FakeProvider
) -> None:
    provider.act = silent
    row = finished(visitor)
    assert words_of(result_of(visitor, row.pk, SITE)).startswith(f"Generation {row.pk}. ")


def test_failed_one_is_an_error_that_says_what_else_to_say(
    visitor: Visitor, provider: FakeProvider
) -> None:
    provider.act = failing
    row = finished(visitor)
    result = result_of(visitor, row.pk, SITE)
    assert (result.is_error, shown_in(result)) == (True, [])
    assert words_of(result) == "That is too vague. Try: make it warmer; crop it."
    told = result.structured_content or {}
    assert (told["status"], told["error"], told["images"]) == ("failed", "That is too vague.", [])


def test_failed_one_without_advice_says_why(visitor: Visitor, provider: FakeProvider) -> None:
    provider.act = failing
    row = finished(visitor)
    Generation.objects.filter(pk=row.pk).update(suggestions=[])
    assert words_of(result_of(visitor, row.pk, SITE)) == "That is too vague."


def test_cancelled_one_is_an_error(visitor: Visitor, provider: FakeProvider) -> None:
    row = waiting(visitor)
    cancel_generation(row)
    result = result_of(visitor, row.pk, SITE)
    assert (result.is_error, words_of(result)) == (True, "This was stopped.")


@pytest.mark.parametrize("status", [Status.PENDING, Status.PROCESSING])
def test_active_one_is_no_error_and_says_how_to_ask_again(
    visitor: Visitor, provider: FakeProvider, status: Status
) -> None:
    row = waiting(visitor)
    Generation.objects.filter(pk=row.pk).update(status=status, progress=40)
    expected = f"Not finished yet (40 %). Ask again with get_image and id {row.pk}."
    for result in (result_of(visitor, row.pk, SITE), looked(visitor, row.pk, "small", SITE)):
        assert (result.is_error, shown_in(result), words_of(result)) == (False, [], expected)


def test_result_is_its_owners_and_not_in_the_trash(
    visitor: Visitor, new_visitor: Any, provider: FakeProvider
) -> None:
    row = finished(visitor)
    with pytest.raises(GenerationNotFound):
        result_of(new_visitor(), row.pk, SITE)
    trash_generation(row)
    with pytest.raises(GenerationNotFound):
        result_of(visitor, row.pk, SITE)


def test_look_at_a_picture(visitor: Visitor, photo: StoredFile) -> None:
    result = looked(visitor, photo.pk, "medium", SITE)
    told = result.structured_content or {}
    assert (told["generation"], len(told["images"]), size_shown(result)) == (None, 1, (40, 30))
    url = told["images"][0]["url"]
    assert words_of(result) == f"photo.png: 40 × 30 pixels. {url}"
    assert signed_file(url.rpartition("/")[2]) == (str(photo.pk), "png")


def test_look_at_a_generation(visitor: Visitor, provider: FakeProvider) -> None:
    row = finished(visitor)
    result = looked(visitor, row.pk, "large", SITE)
    made = made_of(row, SITE).model_dump()
    assert result.structured_content == {"generation": made, "images": made["images"]}
    assert (result.is_error, size_shown(result)) == (False, (8, 8))
    assert words_of(result) == words_of(result_of(visitor, row.pk, SITE))


def test_what_a_stranger_looks_at_does_not_exist(
    visitor: Visitor, new_visitor: Any, provider: FakeProvider, photo: StoredFile
) -> None:
    stranger = new_visitor()
    for key in (photo.pk, finished(visitor).pk):
        with pytest.raises(FileNotFound):
            looked(stranger, key, "small", SITE)


def test_history_is_newest_first_and_its_owners(
    visitor: Visitor, new_visitor: Any, provider: FakeProvider
) -> None:
    rows = [finished(visitor, f"lake {place}") for place in range(3)]
    finished(new_visitor(), "lake of somebody else")
    trash_generation(finished(visitor, "lake in the trash"))
    listed = history(visitor, "", "", 2, SITE)
    assert [made.id for made in listed.generations] == [str(rows[2].pk), str(rows[1].pk)]
    assert listed.generations[0] == made_of(rows[2], SITE)


def test_history_is_narrowed_by_words_and_by_status(
    visitor: Visitor, provider: FakeProvider
) -> None:
    lake, hill = finished(visitor, "Blue Lake"), finished(visitor, "a hill")
    other = waiting(visitor, "a lake, later")

    def found(query: str, status: str = "") -> list[str]:
        return [made.id for made in history(visitor, query, status, 50, SITE).generations]

    assert found("lake") == [str(other.pk), str(lake.pk)]
    assert found("lake blue") == [str(lake.pk)]
    assert found("", "completed") == [str(hill.pk), str(lake.pk)]
    assert found("lake", "pending") == [str(other.pk)]
    assert found("%") == []


def test_history_asks_the_database_as_often_for_many_as_for_one(
    visitor: Visitor, provider: FakeProvider, django_assert_num_queries: Any
) -> None:
    finished(visitor, count=2)
    with django_assert_num_queries(2):
        history(visitor, "", "", 50, SITE)
    for _ in range(3):
        finished(visitor, count=2)
    with django_assert_num_queries(2):
        assert len(history(visitor, "", "", 50, SITE).generations) == 4


@pytest.mark.parametrize(
    ("full", "size", "shown"),
    [
        ((2000, 1000), "small", (480, 240)),
        ((2000, 1000), "medium", (960, 480)),
        ((2000, 1000), "large", (1600, 800)),
        # As wide as the size only where it is then no taller than twice that.
        ((1000, 2000), "small", (480, 960)),
        ((1000, 2001), "small", (240, 480)),
        ((1000, 2001), "medium", (480, 960)),
        ((1700, 3800), "large", (960, 2146)),
        # There is none narrower than 240.
        ((300, 3000), "small", (240, 2400)),
        # Nothing is enlarged.
        ((100, 60), "large", (100, 60)),
        ((10, 600), "small", (10, 600)),
    ],
)
def test_pictures_are_shown_as_large_as_assistants_take(
    visitor: Visitor, full: tuple[int, int], size: Size, shown: tuple[int, int]
) -> None:
    file = of_size(visitor, *full)
    assert size_shown(looked(visitor, file.pk, size, SITE)) == shown
