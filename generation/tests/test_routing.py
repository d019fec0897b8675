"""Which of the providers is chosen."""

from dataclasses import replace
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from generation.errors import ModelUnknown, ProviderUnknown, ProviderUnsuitable
from generation.models import Mode
from generation.providers.base import Capabilities
from generation.providers.registry import PROVIDERS, configured
from generation.providers.studio import StudioProvider
from generation.routing import Ask, capabilities_of, choose
from generation.tests.conftest import FakeProvider


def chosen(**given: Any) -> str:
    return choose(Ask(**{"mode": Mode.IMAGE, **given})).capabilities.name


@pytest.fixture
def both(settings: Settings) -> None:
    settings.AI_PROVIDERS = ["studio", "mock"]


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({}, "studio"),
        ({"mask": True}, "studio"),
        ({"mode": Mode.TEXT}, "mock"),
        ({"count": 2}, "studio"),
        ({"mode": Mode.TEXT, "count": 2}, "mock"),
        ({"references": 1}, "studio"),
        ({"wanted": "mock"}, "mock"),
        ({"wanted": "studio"}, "studio"),
    ],
)
def test_first_provider_that_can_or_the_one_named_is_taken(
    given: dict[str, Any], name: str
) -> None:
    assert chosen(**given) == name


def test_painter_stands_before_the_mock_for_pictures_from_words(settings: Settings) -> None:
    settings.AI_PROVIDERS = ["studio", "painter", "mock"]
    assert (chosen(mode=Mode.TEXT), chosen(mode=Mode.TEXT, count=4)) == ("painter", "painter")
    assert (chosen(mode=Mode.TEXT, references=1), chosen(count=2)) == ("mock", "studio")


def test_operators_order_decides(settings: Settings) -> None:
    settings.AI_PROVIDERS = ["mock", "studio"]
    assert (chosen(), chosen(wanted="studio")) == ("mock", "studio")


@pytest.mark.parametrize("wanted", ["studio", "dall-e"])
def test_provider_not_configured_is_unknown(settings: Settings, wanted: str) -> None:
    settings.AI_PROVIDERS = ["mock"]
    with pytest.raises(ProviderUnknown) as caught:
        chosen(wanted=wanted)
    assert caught.value.attr == "settings.provider"
    assert f"“{wanted}”" in caught.value.detail


@pytest.mark.usefixtures("both")
def test_named_provider_is_not_replaced_by_another_that_can() -> None:
    with pytest.raises(ProviderUnsuitable) as caught:
        chosen(wanted="studio", mode=Mode.TEXT)
    assert caught.value.detail == "No AI provider here can do this. Studio: cannot make pictures."


@pytest.mark.usefixtures("both")
def test_no_provider_for_it_names_each_ones_reason() -> None:
    with pytest.raises(ProviderUnsuitable) as caught:
        chosen(references=9)
    assert caught.value.detail == (
        "No AI provider here can do this. Studio: takes 8 reference pictures. "
        "Sample pictures: takes 8 reference pictures."
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"mask": True}, "takes no mask."),
        ({"mode": Mode.IMAGE}, "cannot edit pictures."),
        ({"count": 3}, "makes up to 2 at once."),
        ({"size": "64x64"}, "offers the sizes 512x512, 1024x512."),
    ],
)
def test_limits_of_a_provider_are_kept(
    provider: FakeProvider, given: dict[str, Any], reason: str
) -> None:
    provider.capabilities = Capabilities(
        name="mock",
        label="Fake",
        models=("fake-1",),
        modes=frozenset({Mode.TEXT.value}),
        max_count=2,
        sizes=("512x512", "1024x512"),
    )
    assert chosen(mode=Mode.TEXT, count=2, size="1024x512") == "mock"
    with pytest.raises(ProviderUnsuitable) as caught:
        chosen(**{"mode": Mode.TEXT, **given})
    assert caught.value.detail == f"No AI provider here can do this. Fake: {reason}"


@pytest.fixture
def automatic(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A remote vendor and a local one are configured."""
    settings.AI_PROVIDERS = ["auto"]
    settings.GEMINI_API_KEY = settings.LOCAL_MODEL = "set"
    both = frozenset({Mode.TEXT.value, Mode.IMAGE.value})
    local = Capabilities("diffusers", "Local", ("tiny",), both, max_count=1)
    monkeypatch.setitem(PROVIDERS, "diffusers", FakeProvider(capabilities=local))


@pytest.mark.usefixtures("automatic")
@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"prompt": "make it black and white"}, "studio"),
        ({"prompt": "make it black and white", "count": 2}, "studio"),
        ({"prompt": "make it warmer and let the dog fly"}, "diffusers"),
        ({"prompt": "let the dog fly a kite"}, "diffusers"),
        ({"prompt": "let the dog fly a kite", "mask": True}, "gemini"),
        ({"prompt": "let the dog fly a kite", "mask": True, "is_local": True}, "studio"),
        ({"prompt": "anything", "plan": True}, "studio"),
        ({"prompt": "a lake", "mode": Mode.TEXT}, "diffusers"),
        ({"prompt": "a lake", "mode": Mode.TEXT, "count": 2}, "gemini"),
        ({"prompt": "a lake", "mode": Mode.TEXT, "count": 2, "is_local": True}, "painter"),
        ({"prompt": "a lake", "mode": Mode.TEXT, "model": "gemini-3-pro-image"}, "gemini"),
        ({"prompt": "make it warmer", "wanted": "gemini"}, "gemini"),
    ],
)
def test_automatic_keeps_what_the_studio_can_do_and_sends_on_what_needs_a_model(
    given: dict[str, Any], name: str
) -> None:
    assert chosen(**given) == name


def test_automatic_without_a_vendor_leaves_it_to_the_studio_and_the_stand_ins(
    settings: Settings,
) -> None:
    settings.AI_PROVIDERS = ["auto"]
    assert [each.capabilities.name for each in configured()] == ["studio", "painter", "mock"]
    assert chosen(prompt="make it warmer and let the dog fly") == "studio"
    assert chosen(prompt="let the dog fly a kite") == "studio"
    assert chosen(prompt="a lake", mode=Mode.TEXT) == "painter"


@pytest.mark.usefixtures("automatic")
def test_a_model_nobody_has_is_unknown() -> None:
    with pytest.raises(ModelUnknown) as caught:
        chosen(model="dall-e-2", mode=Mode.TEXT)
    assert (caught.value.attr, caught.value.code) == ("settings.model", "model_unknown")
    with pytest.raises(ModelUnknown):
        chosen(wanted="gemini", model="tiny", mode=Mode.TEXT)


@pytest.mark.usefixtures("automatic")
def test_a_model_that_is_asked_for_is_the_one_used() -> None:
    assert choose(Ask(mode=Mode.TEXT, model="gemini-3-pro-image")).model == "gemini-3-pro-image"
    assert choose(Ask(mode=Mode.TEXT)).model == "tiny"


@pytest.mark.usefixtures("automatic")
def test_what_must_stay_here_is_never_sent_elsewhere() -> None:
    with pytest.raises(ProviderUnsuitable) as caught:
        chosen(wanted="gemini", is_local=True)
    assert "Gemini: would send it to another machine." in caught.value.detail


def test_an_edit_by_rules_is_counted_once(settings: Settings) -> None:
    settings.AI_PROVIDERS = ["studio", "mock"]
    assert choose(Ask(mode=Mode.IMAGE, prompt="brighter", count=3)).count == 1
    assert choose(Ask(mode=Mode.IMAGE, count=3, wanted="studio")).count == 1
    assert choose(Ask(mode=Mode.IMAGE, count=3, wanted="mock")).count == 3
    assert choose(Ask(mode=Mode.TEXT, prompt="a lake", count=3)).count == 3


def test_cost_is_the_operators(settings: Settings) -> None:
    settings.AI_COSTS = {"studio": 0, "mock": 3}
    costs = [capabilities_of(each).cost for each in configured()]
    assert costs == [0, 3]


def test_a_sample_is_no_edit_of_somebodys_picture(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AI_PROVIDERS = ["auto"]
    can = replace(StudioProvider.capabilities, masks=False)
    monkeypatch.setattr(StudioProvider, "capabilities", can)
    edit = Ask(mode=Mode.IMAGE, prompt="brighter", mask=True)
    with pytest.raises(ProviderUnsuitable):
        choose(edit)
    assert choose(replace(edit, wanted="mock")).capabilities.name == "mock"
    settings.AI_PROVIDERS = ["studio", "mock"]
    assert choose(edit).capabilities.name == "mock"
