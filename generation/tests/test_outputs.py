"""What a provider made is kept as far as it is good, and not paid for twice."""

import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from accounts.models import Visitor
from files.errors import InvalidImage, StorageUnavailable, TooBusy
from generation import outputs
from generation.heartbeat import Heartbeat
from generation.models import Generation
from generation.outputs import TRIES, _edited
from generation.providers.base import Original, Progress, ProviderRequest, ProviderResult
from generation.running import Outcome, run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider, one_picture, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = picture_bytes()[:60]


@pytest.mark.parametrize(
    ("name", "edited"),
    [("a.jpg", "a-edited.jpg"), ("a-edited.jpg", "a-edited.jpg"), ("a", "a-edited")],
)
def test_an_edit_is_named_after_its_picture(name: str, edited: str) -> None:
    assert _edited(name) == edited


def sending(*pictures: bytes) -> Any:
    """A vendor that sends these."""

    def act(request: ProviderRequest, progress: Progress) -> ProviderResult:
        sent = tuple(Original(data, "image/png") for data in pictures)
        return ProviderResult(images=(), model=request.model, originals=sent)

    return act


def run(visitor: Visitor, count: int = 1) -> tuple[Outcome, Generation]:
    made = submit_generation(visitor, Wish(prompt="a lake", settings={"count": count}))
    outcome = run_next()
    return outcome, Generation.objects.with_images().get(pk=made.pk)


def test_one_picture_that_is_broken_takes_no_good_one_with_it(
    visitor: Visitor, provider: FakeProvider
) -> None:
    provider.act = sending(picture_bytes(color="red"), BROKEN, picture_bytes(color="blue"))
    _, row = run(visitor, count=3)
    assert (row.status, len(row.outputs)) == ("completed", 2)
    assert row.notes == [
        "2 of 3 pictures are good. What came back is no picture that can be opened."
    ]
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, visitor.allowance_used) == (2, 2)


@pytest.mark.parametrize(("pictures", "kept"), [((0, 1), {}), ((1, 0), {"signature": "first"})])
def test_what_was_said_of_a_picture_goes_with_it(
    visitor: Visitor, provider: FakeProvider, pictures: tuple[int, int], kept: dict[str, str]
) -> None:
    send = sending(*((BROKEN, picture_bytes())[each] for each in pictures))

    def signing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        sent: ProviderResult = send(request, progress)
        return replace(sent, state={"signature": "first"})

    provider.act = signing
    _, row = run(visitor, count=2)
    assert (len(row.outputs), row.provider_state) == (1, kept)


@pytest.mark.parametrize("data", [BROKEN, b"", b"<html>"])
def test_none_that_is_good_is_told(visitor: Visitor, provider: FakeProvider, data: bytes) -> None:
    provider.act = sending(data, data)
    _, row = run(visitor, count=2)
    assert (row.status, row.error_code, row.outputs) == ("failed", "provider_bad_answer", [])
    assert row.error_detail.endswith("Try again.")
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, visitor.allowance_used) == (0, 0)


def test_a_bomb_is_a_bad_answer(visitor: Visitor, provider: FakeProvider) -> None:
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    provider.act = sending(buffer.getvalue())
    assert run(visitor)[1].error_code == "provider_bad_answer"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were to be waited; none passes."""
    waited: list[float] = []

    def wait(heartbeat: Heartbeat, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(Heartbeat, "wait", wait)
    return waited


def failing(monkeypatch: pytest.MonkeyPatch, name: str, *faults: Exception) -> None:
    """`outputs.name` raises these, one at a time, before it does what it does."""
    real, left = getattr(outputs, name), list(faults)

    def act(*args: Any, **kwargs: Any) -> Any:
        if left:
            raise left.pop(0)
        return real(*args, **kwargs)

    monkeypatch.setattr(outputs, name, act)


@pytest.mark.parametrize(
    "trouble",
    [
        ("store_picture", StorageUnavailable("it is away")),
        ("_checked", TooBusy(retry_after=3)),
    ],
)
def test_what_passes_is_waited_for_and_the_provider_not_asked_again(
    visitor: Visitor,
    provider: FakeProvider,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
    trouble: tuple[str, Any],
) -> None:
    provider.act = sending(picture_bytes())
    failing(monkeypatch, *trouble)
    _, row = run(visitor)
    assert (row.status, len(row.outputs), len(provider.seen)) == ("completed", 1, 1)
    assert waits == [trouble[1].retry_after]


def test_a_vendor_is_not_paid_again_for_a_storage_that_stays_away(
    visitor: Visitor,
    provider: FakeProvider,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider.act = sending(picture_bytes())
    failing(monkeypatch, "store_picture", *[StorageUnavailable("it is away")] * TRIES)
    outcome, row = run(visitor)
    assert (outcome, row.status, row.error_code) == (Outcome.DONE, "failed", "storage_unavailable")
    assert (len(provider.seen), len(waits)) == (1, TRIES - 1)


def test_what_is_made_here_is_made_again(
    visitor: Visitor,
    provider: FakeProvider,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider.act = one_picture
    failing(monkeypatch, "store_picture", *[StorageUnavailable("it is away")] * TRIES)
    outcome, row = run(visitor)
    assert (outcome, row.status) == (Outcome.AGAIN, "pending")


def test_a_fault_that_stays_is_not_waited_for(
    visitor: Visitor,
    provider: FakeProvider,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider.act = sending(picture_bytes())
    failing(monkeypatch, "_checked", InvalidImage())
    assert (run(visitor)[1].error_code, waits) == ("provider_bad_answer", [])
