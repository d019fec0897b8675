import threading

import pytest
from PIL import Image

from accounts.merging import merge_visitors
from accounts.models import User, Visitor
from accounts.visitors import visitor_for_user
from files.models import StoredFile
from files.storing import delete_folder
from generation import heartbeat, leases
from generation.models import Generation, GenerationImage, Status
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.running import Outcome, run_next
from generation.services import Wish, cancel_generation, submit_generation
from generation.tests.conftest import FakeProvider, one_picture
from generation.tests.streaming import in_thread
from generation.trash import discard_generation

pytestmark = pytest.mark.django_db(transaction=True)


def submitted(visitor: Visitor, **wish: object) -> Generation:
    return submit_generation(visitor, Wish(prompt="a lake", **wish))  # type: ignore[arg-type]


def fresh(generation: Generation) -> Generation:
    return Generation.objects.with_images().get(pk=generation.pk)


def test_run_records_the_result(visitor: Visitor, provider: FakeProvider) -> None:
    generation = submitted(visitor, settings={"count": 2, "seed": 5})
    assert run_next() is Outcome.DONE
    done = fresh(generation)
    assert (done.status, done.progress, done.model) == ("completed", 100, "fake-1")
    assert [(file.width, file.height, file.kind) for file in done.outputs] == [(8, 8, "output")] * 2
    assert done.explanation == ["Painted."]
    assert (provider.seen[0].seed, provider.seen[0].count) == (5, 2)
    assert done.completed_at is not None
    assert done.is_settled


def test_run_hands_over_the_pictures(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    submitted(visitor, image=photo.pk, mask=photo.pk, references=(photo.pk,))
    run_next()
    seen = provider.seen[0]
    assert seen.image is not None
    assert seen.mask is not None
    assert (seen.image.size, seen.image.mode, seen.mask.mode) == ((40, 30), "RGB", "L")
    assert [image.size for image in seen.references] == [(40, 30)]


def test_run_without_work_is_idle(provider: FakeProvider, db: None) -> None:
    assert run_next() is Outcome.IDLE


def test_refusal_fails_with_its_words_and_costs_nothing(
    visitor: Visitor, provider: FakeProvider
) -> None:
    def refuse(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise ProviderError("refused", "Not this.", suggestions=["Try that."])

    provider.act = refuse
    generation = submitted(visitor)
    assert run_next() is Outcome.DONE
    failed = fresh(generation)
    assert (failed.status, failed.error_code, failed.error_detail, failed.suggestions) == (
        "failed",
        "refused",
        "Not this.",
        ["Try that."],
    )
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 0


def test_retryable_error_is_tried_three_times(visitor: Visitor, provider: FakeProvider) -> None:
    def away(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise ProviderError("provider_unreachable", "It does not answer.", retryable=True)

    provider.act = away
    generation = submitted(visitor)
    assert [run_next(), run_next(), run_next()] == [Outcome.AGAIN, Outcome.AGAIN, Outcome.DONE]
    assert (fresh(generation).status, len(provider.seen)) == ("failed", 3)


def test_cancel_stops_work_under_way(visitor: Visitor, provider: FakeProvider) -> None:
    started = threading.Event()

    def patient(request: ProviderRequest, progress: Progress) -> ProviderResult:
        started.set()
        progress.wait(60)
        raise AssertionError("the wait was not broken off")

    provider.act = patient
    generation = submitted(visitor)
    worker = in_thread(run_next)
    assert started.wait(30)
    cancel_generation(generation)
    worker.join(10)
    assert not worker.is_alive()
    assert fresh(generation).status == Status.CANCELLED
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 0


def test_work_deaf_to_a_cancel_ends_its_process(
    visitor: Visitor, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "GRACE_SECONDS", 0.05)
    ended, started = threading.Event(), threading.Event()

    def deaf(request: ProviderRequest, progress: Progress) -> ProviderResult:
        started.set()
        assert ended.wait(30)
        return one_picture(request, progress)

    provider.act = deaf
    generation = submitted(visitor)
    worker = in_thread(lambda: run_next(ended.set))
    assert started.wait(30)
    cancel_generation(generation)
    worker.join(10)
    assert ended.is_set()
    assert fresh(generation).status == Status.CANCELLED


def test_outputs_of_a_lost_claim_never_count(visitor: Visitor, provider: FakeProvider) -> None:
    def overtaken(request: ProviderRequest, progress: Progress) -> ProviderResult:
        Generation.objects.update(claim="somebody else")
        return ProviderResult(images=(Image.new("RGB", (4, 4)),), model="fake-1")

    provider.act = overtaken
    generation = submitted(visitor)
    run_next()
    assert fresh(generation).status == Status.PROCESSING
    assert GenerationImage.objects.filter(role="output").count() == 0
    assert StoredFile.objects.count() == 0


def test_deleting_under_way_leaves_nothing(visitor: Visitor, provider: FakeProvider) -> None:
    def deleted(request: ProviderRequest, progress: Progress) -> ProviderResult:
        discard_generation(Generation.objects.get())
        return ProviderResult(images=(Image.new("RGB", (4, 4)),), model="fake-1")

    provider.act = deleted
    submitted(visitor)
    assert run_next() is Outcome.DONE
    assert (Generation.objects.count(), StoredFile.objects.count()) == (0, 0)
    visitor.refresh_from_db()
    assert visitor.allowance_taken == 0


def test_time_out_fails_the_job(visitor: Visitor, provider: FakeProvider, settings: object) -> None:
    settings.GENERATION_TIMEOUT = 0  # type: ignore[attr-defined]

    def slow(request: ProviderRequest, progress: Progress) -> ProviderResult:
        progress.wait(60)
        raise AssertionError("the wait was not broken off")

    provider.act = slow
    generation = submitted(visitor)
    run_next()
    assert fresh(generation).error_code == "timeout"


def test_input_bytes_gone_fails_in_plain_words(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    generation = submitted(visitor, image=photo.pk)
    delete_folder(photo.blob.folder)
    run_next()
    assert (fresh(generation).status, fresh(generation).error_code) == ("failed", "input_missing")


def test_progress_only_grows(visitor: Visitor, provider: FakeProvider) -> None:
    shown: list[int] = []

    def wavering(request: ProviderRequest, progress: Progress) -> ProviderResult:
        for step, fraction in enumerate((0.3, 0.1, 0.6)):
            progress.report(fraction, f"Step {step}")
            shown.append(Generation.objects.get().progress)
        return one_picture(request, progress)

    provider.act = wavering
    submitted(visitor)
    run_next()
    assert shown == [30, 30, 60]


def test_a_claim_is_given_to_one_worker_only(visitor: Visitor, provider: FakeProvider) -> None:
    submitted(visitor)
    first = leases.claim_next()
    assert first is not None
    assert leases.claim_next() is None
    assert leases.put_back(first, counts=False)
    second = leases.claim_next()
    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 1)
    assert not leases.complete(first)
    assert leases.complete(second)


def test_signing_in_while_it_runs_gives_the_pictures_to_the_user(
    visitor: Visitor, provider: FakeProvider
) -> None:
    user = User.objects.create_user("ada@example.com", "x")
    target = visitor_for_user(user)

    def sign_in_meanwhile(request: ProviderRequest, progress: Progress) -> ProviderResult:
        merge_visitors(source=visitor, target=target)
        return one_picture(request, progress)

    provider.act = sign_in_meanwhile
    generation = submitted(visitor)
    assert run_next() is Outcome.DONE
    done = fresh(generation)
    assert (done.status, done.owner) == ("completed", target)
    assert [file.owner for file in done.outputs] == [target]
    target.refresh_from_db()
    assert (target.allowance_taken, target.allowance_used) == (1, 1)


def test_an_edit_whose_picture_was_deleted_says_so(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    generation = submitted(visitor, image=photo.pk)
    photo.delete()
    run_next()
    assert (fresh(generation).status, fresh(generation).error_code) == ("failed", "input_missing")
