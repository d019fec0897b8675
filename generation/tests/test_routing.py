"""Which of the providers is chosen."""

from typing import Any

import pytest
from pytest_django.fixtures import Settings

from generation.errors import ProviderUnknown, ProviderUnsuitable
from generation.models import Mode
from generation.providers.base import Capabilities
from generation.providers.registry import choose_provider
from generation.tests.conftest import FakeProvider


def chosen(**given: Any) -> str:
    plain = {
        "wanted": "",
        "mode": Mode.IMAGE,
        "mask": False,
        "references": 0,
        "count": 1,
        "size": "",
    }
    return choose_provider(**{**plain, **given}).capabilities.name


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
        ({"count": 2}, "mock"),
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
    assert (chosen(mode=Mode.TEXT, references=1), chosen(count=2)) == ("mock", "mock")


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
