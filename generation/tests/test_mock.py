import re
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from generation.models import Mode
from generation.providers.base import ProviderError, ProviderResult
from generation.providers.samples import all_samples, open_sample
from generation.tests.providing import Recorder, Stopped, Stopping, asked, run


def titles(result: ProviderResult) -> list[str]:
    """The samples' titles, as the explanation names them."""
    return re.findall("“(.+?)”", " ".join(result.explanation))


def test_mock_says_that_its_pictures_are_samples() -> None:
    result = run(asked("mock", Mode.TEXT, prompt="a bowl of bananas"), "mock")
    assert (result.is_sample, result.model, result.seed) == (True, "nano-banana-v1", 7)
    assert result.explanation == (
        "This is a sample that ships with Nano Banana: “Bananas”. No AI was asked.",
    )


def test_mock_shows_different_samples_at_once() -> None:
    result = run(asked("mock", Mode.TEXT, prompt="flowers", count=4), "mock")
    assert len({image.tobytes() for image in result.images}) == 4
    assert set(titles(result)) > {"Poppy field", "Lavender", "Tulips in the morning"}


def test_mock_shows_other_samples_for_other_seeds_where_several_fit() -> None:
    flowers = {"Poppy field", "Lavender", "Tulips in the morning"}
    prompts = [asked("mock", Mode.TEXT, prompt="flowers", seed=seed) for seed in range(20)]
    assert {title for prompt in prompts for title in titles(run(prompt, "mock"))} == flowers


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("A bowl of BANANAS", "Bananas"),
        ("saturn with its rings", "Ringed planet"),
        ("northern lights over Norway", "Northern lights"),
        ("lavender in Provence", "Lavender"),
        ("skyscrapers", "City by day"),
    ],
)
def test_mock_chooses_by_the_prompts_words(prompt: str, title: str) -> None:
    for seed in range(4):
        assert titles(run(asked("mock", Mode.TEXT, prompt=prompt, seed=seed), "mock")) == [title]


def test_mock_samples_all_open_and_can_all_be_asked_for() -> None:
    samples = all_samples()
    assert len(samples) >= 12
    assert len({sample.file for sample in samples}) == len(samples)
    for sample in samples:
        assert sample.keywords
        assert all(re.fullmatch("[a-z]+", word) for word in sample.keywords)
        assert open_sample(sample).mode == "RGB"
        prompt = " ".join(sorted(sample.keywords))
        assert titles(run(asked("mock", Mode.TEXT, prompt=prompt), "mock")) == [sample.title]


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (1024, 1024)),
        ({"aspect_ratio": "16:9"}, (1024, 576)),
        ({"aspect_ratio": "2:3"}, (683, 1024)),
        ({"size": (300, 200)}, (300, 200)),
        ({"size": (300, 200), "aspect_ratio": "16:9"}, (300, 200)),
    ],
)
def test_mock_honours_size_and_shape(given: dict[str, Any], size: tuple[int, int]) -> None:
    result = run(asked("mock", Mode.TEXT, prompt="bananas", **given), "mock")
    assert [image.size for image in result.images] == [size]


@pytest.mark.parametrize(
    ("prompt", "code", "suggestions"),
    [
        ("a lake [fail]", "provider_failed", ()),
        ("a lake [refuse]", "refused", ("Describe something else.",)),
    ],
)
def test_mock_misbehaves_where_it_is_told_to(
    prompt: str, code: str, suggestions: tuple[str, ...]
) -> None:
    progress = Recorder()
    with pytest.raises(ProviderError) as caught:
        run(asked("mock", Mode.TEXT, prompt=prompt), "mock", progress)
    error = caught.value
    assert (error.code, error.suggestions, error.retryable) == (code, suggestions, False)
    assert progress.reports[-1][0] == 0.5


def test_mock_that_hangs_is_woken_by_a_cancel() -> None:
    progress = Stopping()
    with pytest.raises(Stopped):
        run(asked("mock", Mode.TEXT, prompt="a lake [hang]"), "mock", progress)
    assert progress.reports[-1] == (0.5, "Hanging, as told")
    assert progress.waits[-1] == 3600


def test_mock_takes_a_believable_time(settings: Settings) -> None:
    def duration(seed: int) -> float:
        progress = Recorder()
        run(asked("mock", Mode.TEXT, prompt="bananas", seed=seed), "mock", progress)
        return round(sum(progress.waits), 6)

    settings.MOCK_SPEED = 1
    durations = [duration(seed) for seed in range(20)]
    assert all(0.8 <= each <= 2 for each in durations)
    assert max(durations) - min(durations) > 0.4
    settings.MOCK_SPEED = 10
    assert duration(3) == pytest.approx(durations[3] / 10, abs=1e-5)
