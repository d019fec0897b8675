"""Fallbacks, prompts in more detail, and what a picture costs."""

from collections.abc import Callable
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation, Status
from generation.providers import registry
from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.settlement import mend_allowances
from generation.tests.conftest import FakeProvider, one_picture

pytestmark = pytest.mark.django_db(transaction=True)


def vendor(name: str, **given: Any) -> Capabilities:
    modes = frozenset({"text-to-image", "image-to-image"})
    return Capabilities(
        name=name,
        label=name.title(),
        models=(f"{name}-1", f"{name}-2"),
        modes=modes,
        masks=True,
        host="" if name == "diffusers" else "vendor.example",
        **given,
    )


def failing(fault: Callable[[str], ProviderError]) -> Any:
    def act(request: ProviderRequest, progress: Progress) -> ProviderResult:
        raise fault("Gemini")

    return act


@pytest.fixture
def gemini(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> FakeProvider:
    """The first of two vendors; the settings are automatic, with a fallback."""
    first = FakeProvider(capabilities=vendor("gemini"))
    monkeypatch.setitem(registry.PROVIDERS, "gemini", first)
    settings.AI_PROVIDERS, settings.GEMINI_API_KEY = ["auto"], "g"
    settings.AI_FALLBACK = True
    return first


@pytest.fixture
def openai(
    gemini: FakeProvider, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> FakeProvider:
    second = FakeProvider(capabilities=vendor("openai"))
    monkeypatch.setitem(registry.PROVIDERS, "openai", second)
    settings.OPENAI_API_KEY = "o"
    return second


def made(visitor: Visitor, prompt: str = "a lake", **given: Any) -> Generation:
    row = submit_generation(visitor, Wish(prompt=prompt, **given))
    run_next()
    return Generation.objects.with_images().get(pk=row.pk)


@pytest.mark.parametrize(
    "fault", [faults.unavailable, faults.timed_out, faults.key_refused, faults.out_of_credit]
)
def test_another_is_asked_when_one_is_down(
    visitor: Visitor,
    gemini: FakeProvider,
    openai: FakeProvider,
    fault: Any,
    settings: Settings,
) -> None:
    gemini.act = failing(fault)
    row = made(visitor)
    assert (row.status, row.provider, row.model) == (Status.COMPLETED, "openai", "openai-1")
    assert openai.seen[0].model == "openai-1"
    (first,), (second,) = ([each.seconds_left for each in who.seen] for who in (gemini, openai))
    assert first is not None
    assert second is not None
    assert 0 < second < first <= settings.GENERATION_TIMEOUT
    code = fault("").code
    assert row.fallbacks == [{"provider": "gemini", "label": "Gemini", "code": code}]
    assert row.notes == ["Gemini could not do it just now, so Openai did."]


def test_refusal_is_no_outage(visitor: Visitor, gemini: FakeProvider, openai: FakeProvider) -> None:
    gemini.act = failing(faults.blocked)
    row = made(visitor)
    assert (row.status, row.error_code, openai.seen) == (Status.FAILED, "moderation_blocked", [])


def test_without_the_setting_nobody_else_is_asked(
    visitor: Visitor, gemini: FakeProvider, openai: FakeProvider, settings: Settings
) -> None:
    settings.AI_FALLBACK = False
    gemini.act = failing(faults.unavailable)
    row = made(visitor)
    assert (row.status, row.error_code) == (Status.FAILED, "provider_unavailable")
    assert (openai.seen, row.fallbacks) == ([], [])


@pytest.mark.parametrize("chosen", [{"provider": "gemini"}, {"model": "gemini-2"}])
def test_whoever_was_chosen_is_not_replaced(
    visitor: Visitor, gemini: FakeProvider, openai: FakeProvider, chosen: dict[str, str]
) -> None:
    gemini.act = failing(faults.unavailable)
    row = made(visitor, settings=chosen)
    assert (row.status, row.provider, openai.seen) == (Status.FAILED, "gemini", [])


@pytest.fixture
def local(
    gemini: FakeProvider, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> FakeProvider:
    """A model on this machine, which is asked before any vendor."""
    model = FakeProvider(capabilities=vendor("diffusers"))
    monkeypatch.setitem(registry.PROVIDERS, "diffusers", model)
    settings.LOCAL_MODEL = "set"
    return model


def test_what_was_to_stay_here_is_sent_nowhere_when_that_is_down(
    visitor: Visitor, local: FakeProvider, gemini: FakeProvider, photo: StoredFile
) -> None:
    local.act = failing(faults.unavailable)
    row = made(visitor, "let the dog fly a kite", image=photo.pk)
    assert (row.status, row.provider, gemini.seen) == (Status.FAILED, "diffusers", [])
    assert made(visitor, "a beach at sunset").provider == "painter"
    half = made(visitor, "make it warmer and let the dog fly", image=photo.pk)
    assert (half.provider, half.fallbacks[0]["provider"]) == ("studio", "diffusers")
    assert gemini.seen == []


def test_what_was_sent_away_may_be_done_here_instead(
    visitor: Visitor, local: FakeProvider, gemini: FakeProvider, settings: Settings
) -> None:
    settings.AI_PROVIDERS = ["gemini", "diffusers"]
    gemini.act = failing(faults.unavailable)
    assert made(visitor).provider == "diffusers"


def test_all_down_is_told_by_the_last(
    visitor: Visitor, gemini: FakeProvider, openai: FakeProvider
) -> None:
    gemini.act, openai.act = failing(faults.timed_out), failing(faults.unavailable)
    row = made(visitor, "xyzzy plugh")
    assert (row.status, row.provider, row.error_code) == (
        Status.FAILED,
        "openai",
        "provider_unavailable",
    )
    assert [each["provider"] for each in row.fallbacks] == ["gemini"]


def test_painter_stands_in_for_what_it_can_draw_and_no_sample_ever(
    visitor: Visitor, gemini: FakeProvider
) -> None:
    gemini.act = failing(faults.unavailable)
    assert made(visitor, "a beach at sunset").provider == "painter"
    row = made(visitor, "xyzzy plugh")
    assert (row.status, row.provider) == (Status.FAILED, "gemini")


def test_studio_stands_in_for_what_it_understands(
    visitor: Visitor, gemini: FakeProvider, photo: StoredFile
) -> None:
    gemini.act = failing(faults.unavailable)
    half = made(visitor, "make it warmer and let the dog fly", image=photo.pk)
    assert (half.status, half.provider) == (Status.COMPLETED, "studio")
    none = made(visitor, "let the dog fly a kite", image=photo.pk)
    assert (none.status, none.provider) == (Status.FAILED, "gemini")


def test_a_worker_that_takes_over_goes_on_with_the_next(
    visitor: Visitor, gemini: FakeProvider, openai: FakeProvider
) -> None:
    gemini.act = failing(faults.unavailable)

    def dies_once(request: ProviderRequest, progress: Progress) -> ProviderResult:
        if len(openai.seen) == 1:
            raise ProviderError("again", "Again.", retryable=True)
        return one_picture(request, progress)

    openai.act = dies_once
    row = submit_generation(visitor, Wish(prompt="a lake"))
    run_next()
    run_next()
    row.refresh_from_db()
    assert (row.status, row.provider) == (Status.COMPLETED, "openai")
    assert len(gemini.seen) == 1


def test_words_in_more_detail_reach_a_model_and_are_kept(
    visitor: Visitor, gemini: FakeProvider
) -> None:
    row = made(visitor, "a mountain lake", settings={"enhance": True})
    assert gemini.seen[0].prompt.startswith("a mountain lake. A wide view")
    assert row.revised_prompt == gemini.seen[0].prompt
    assert row.prompt == "a mountain lake"


def test_words_stay_as_they_are_unless_asked_and_for_rules(
    visitor: Visitor, gemini: FakeProvider, photo: StoredFile
) -> None:
    assert made(visitor, "a mountain lake").revised_prompt == ""
    assert gemini.seen[0].prompt == "a mountain lake"
    row = made(visitor, "make it warmer", image=photo.pk, settings={"enhance": True})
    assert (row.provider, row.revised_prompt) == ("studio", "")


def test_what_a_model_rewrote_itself_wins(visitor: Visitor, gemini: FakeProvider) -> None:
    def rewriting(request: ProviderRequest, progress: Progress) -> ProviderResult:
        plain = one_picture(request, progress)
        return ProviderResult(plain.images, plain.model, revised_prompt="A lake, truly.")

    gemini.act = rewriting
    assert made(visitor, settings={"enhance": True}).revised_prompt == "A lake, truly."


def test_a_dear_picture_takes_more_of_the_allowance(
    visitor: Visitor, gemini: FakeProvider, settings: Settings
) -> None:
    settings.AI_COSTS = {"gemini": 4}
    row = made(visitor, settings={"count": 2})
    visitor.refresh_from_db()
    assert (row.cost, visitor.allowance_taken, visitor.allowance_used) == (4, 8, 8)
    gemini.act = failing(faults.blocked)
    settings.AI_COSTS = {"gemini": 1}
    made(visitor)
    visitor.refresh_from_db()
    assert (visitor.allowance_taken, visitor.allowance_used) == (8, 8)
    assert mend_allowances(dry_run=True) == 0


def test_a_free_picture_takes_nothing(
    visitor: Visitor, gemini: FakeProvider, photo: StoredFile, settings: Settings
) -> None:
    settings.AI_COSTS = {"studio": 0}
    row = made(visitor, "make it warmer", image=photo.pk)
    visitor.refresh_from_db()
    assert (row.status, visitor.allowance_taken, visitor.allowance_used) == ("completed", 0, 0)
