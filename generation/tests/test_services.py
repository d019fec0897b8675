import base64

import pytest

from accounts.errors import QuotaExceeded
from accounts.models import Visitor
from files.models import Blob, StoredFile
from generation.errors import (
    InputNeeded,
    InputNotFound,
    NotCancellable,
    ParentUnusable,
    ProviderUnknown,
    ProviderUnsuitable,
    StillRunning,
)
from generation.models import Generation, Status
from generation.queue import has_ticket
from generation.running import Outcome, run_next
from generation.services import (
    Wish,
    cancel_generation,
    requeue_generation,
    retry_generation,
    submit_generation,
)
from generation.tests.conftest import FakeProvider, picture_bytes, upload
from generation.trash import discard_generation

pytestmark = pytest.mark.django_db(transaction=True)


def taken(visitor: Visitor) -> tuple[int, int]:
    visitor.refresh_from_db()
    return visitor.allowance_taken, visitor.allowance_used


def finished(visitor: Visitor, prompt: str = "a lake") -> Generation:
    generation = submit_generation(visitor, Wish(prompt=prompt))
    assert run_next() is Outcome.DONE
    return Generation.objects.with_images().get(pk=generation.pk)


def test_submit_without_picture_means_text(visitor: Visitor, provider: FakeProvider) -> None:
    generation = submit_generation(visitor, Wish(prompt="a lake"))
    assert (generation.mode, generation.status) == ("text-to-image", "pending")
    assert has_ticket()
    assert taken(visitor) == (1, 0)


def test_submit_with_picture_means_edit(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    generation = submit_generation(visitor, Wish(prompt="warmer", image=photo.pk))
    assert generation.mode == "image-to-image"
    assert Generation.objects.with_images().get().input == photo


def test_submit_takes_data_url(visitor: Visitor, provider: FakeProvider) -> None:
    url = "data:image/png;base64," + base64.b64encode(picture_bytes()).decode()
    submit_generation(visitor, Wish(prompt="warmer", image=url))
    stored = Generation.objects.with_images().get().input
    assert stored is not None
    assert (stored.width, stored.height) == (40, 30)


def test_submit_from_parent_starts_from_its_output(
    visitor: Visitor, provider: FakeProvider
) -> None:
    parent = finished(visitor)
    child = submit_generation(visitor, Wish(prompt="warmer", parent_id=parent.pk))
    child = Generation.objects.with_images().get(pk=child.pk)
    assert child.mode == "image-to-image"
    assert child.input == parent.outputs[0]
    assert child.parent == parent


def test_submit_edit_without_picture_is_refused(visitor: Visitor, provider: FakeProvider) -> None:
    with pytest.raises(InputNeeded):
        submit_generation(visitor, Wish(prompt="warmer", mode="image-to-image"))
    assert taken(visitor) == (0, 0)


def test_submit_with_strangers_picture_is_refused(
    provider: FakeProvider, photo: StoredFile, new_visitor: object
) -> None:
    stranger = new_visitor()  # type: ignore[operator]
    with pytest.raises(InputNotFound):
        submit_generation(stranger, Wish(prompt="warmer", image=photo.pk))


def test_submit_with_strangers_parent_is_refused(
    visitor: Visitor, provider: FakeProvider, new_visitor: object
) -> None:
    parent = finished(visitor)
    with pytest.raises(ParentUnusable):
        submit_generation(new_visitor(), Wish(prompt="x", parent_id=parent.pk))  # type: ignore[operator]


def test_submit_names_provider_that_is_not_here(visitor: Visitor, provider: FakeProvider) -> None:
    with pytest.raises(ProviderUnknown):
        submit_generation(visitor, Wish(prompt="x", settings={"provider": "studio"}))


def test_submit_unsuitable_leaves_nothing_of_an_upload(
    visitor: Visitor, provider: FakeProvider
) -> None:
    wish = Wish(prompt="x", image=upload(), references=tuple(upload("red") for _ in range(5)))
    with pytest.raises(ProviderUnsuitable):
        submit_generation(visitor, wish)
    assert (StoredFile.objects.count(), Blob.objects.count()) == (0, 0)
    assert taken(visitor) == (0, 0)


def test_submit_over_quota_keeps_nothing(
    visitor: Visitor, provider: FakeProvider, settings: object
) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 1, "free": 1, "pro": 1}  # type: ignore[attr-defined]
    with pytest.raises(QuotaExceeded) as caught:
        submit_generation(visitor, Wish(prompt="x", image=upload(), settings={"count": 2}))
    assert caught.value.retry_after is not None
    assert (Generation.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_run_keeps_the_allowance(visitor: Visitor, provider: FakeProvider) -> None:
    generation = finished(visitor)
    assert generation.status == Status.COMPLETED
    assert taken(visitor) == (1, 1)


def test_cancel_gives_the_allowance_back(visitor: Visitor, provider: FakeProvider) -> None:
    generation = submit_generation(visitor, Wish(prompt="x", settings={"count": 3}))
    assert taken(visitor) == (3, 0)
    assert cancel_generation(generation).status == Status.CANCELLED
    assert taken(visitor) == (0, 0)
    with pytest.raises(NotCancellable):
        cancel_generation(generation)
    assert run_next() is Outcome.IDLE


def test_retry_repeats_the_inputs(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    first = submit_generation(
        visitor, Wish(prompt="warmer", image=photo.pk, settings={"seed": 7, "mine": {"aKey": 1}})
    )
    with pytest.raises(StillRunning):
        retry_generation(visitor, first)
    run_next()
    first = Generation.objects.with_images().get(pk=first.pk)
    again = retry_generation(visitor, first)
    again = Generation.objects.with_images().get(pk=again.pk)
    assert again.pk != first.pk
    assert (again.prompt, again.seed, again.settings, again.input) == (
        "warmer",
        7,
        {"seed": 7, "mine": {"aKey": 1}},
        photo,
    )


@pytest.mark.parametrize("mode", ["image-to-image", "text-to-image"])
def test_retry_keeps_the_parent(visitor: Visitor, provider: FakeProvider, mode: str) -> None:
    parent = finished(visitor)
    submit_generation(visitor, Wish(prompt="warmer", parent_id=parent.pk, mode=mode))
    run_next()
    again = retry_generation(visitor, Generation.objects.with_images().get(parent=parent))
    assert (again.parent, again.mode) == (parent, mode)


def test_retry_goes_without_a_parent_that_lost_its_pictures(
    visitor: Visitor, provider: FakeProvider
) -> None:
    parent = finished(visitor)
    submit_generation(visitor, Wish(prompt="x", parent_id=parent.pk, mode="text-to-image"))
    run_next()
    StoredFile.objects.filter(pk__in=[file.pk for file in parent.outputs]).delete()
    again = retry_generation(visitor, Generation.objects.with_images().get(parent=parent))
    assert again.parent is None


def test_delete_removes_outputs_and_bytes(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    submit_generation(visitor, Wish(prompt="warmer", image=photo.pk))
    run_next()
    generation = Generation.objects.with_images().get()
    discard_generation(generation)
    assert list(StoredFile.objects.all()) == [photo]
    assert Blob.objects.count() == 1


def test_delete_keeps_an_output_another_generation_starts_from(
    visitor: Visitor, provider: FakeProvider
) -> None:
    parent = finished(visitor)
    (output,) = parent.outputs
    submit_generation(visitor, Wish(prompt="warmer", parent_id=parent.pk))
    discard_generation(parent)
    child = Generation.objects.with_images().get()
    assert (child.input, child.parent) == (output, None)


def test_requeue_runs_a_failed_one_at_no_charge(visitor: Visitor, provider: FakeProvider) -> None:
    def broken(*args: object) -> None:
        raise ZeroDivisionError

    provider.act = broken  # type: ignore[assignment]
    generation = finished(visitor)
    assert (generation.status, generation.error_code) == ("failed", "internal_error")
    assert taken(visitor) == (0, 0)
    provider.act = FakeProvider().act
    assert requeue_generation(generation)
    run_next()
    generation.refresh_from_db()
    assert (generation.status, generation.error_code) == ("completed", "")
    assert taken(visitor) == (0, 0)
    assert not requeue_generation(generation)
