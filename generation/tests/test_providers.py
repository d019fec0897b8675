"""What every provider promises, then what each of ours does, then which of them is chosen."""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PIL import Image, ImageChops
from pytest_django.fixtures import Settings

from generation.errors import ProviderUnknown, ProviderUnsuitable
from generation.models import Mode
from generation.providers.base import (
    Capabilities,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.registry import PROVIDERS, choose_provider
from generation.providers.samples import all_samples, open_sample
from generation.tests.conftest import FakeProvider
from generation.tests.studio.pictures import gradient, pixels

NAMES = sorted(PROVIDERS)
JOBS = [(name, mode) for name in NAMES for mode in sorted(PROVIDERS[name].capabilities.modes)]
SENTENCE = "make it black and white and crop it square"


class Stopped(Exception):
    """Raised by a Progress whose job is no longer wanted."""


@dataclass
class Recorder:
    """A Progress that notes what it is told and lets no time pass."""

    reports: list[tuple[float, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def report(self, fraction: float, stage: str) -> None:
        self.reports.append((fraction, stage))

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass
class Stopping(Recorder):
    """A Progress that ends the work at the report number `stop_at`, or at a wait that long."""

    stop_at: int = 0
    longest: float = 60.0

    def report(self, fraction: float, stage: str) -> None:
        super().report(fraction, stage)
        if len(self.reports) == self.stop_at:
            raise Stopped

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        if seconds > self.longest:
            raise Stopped


def asked(name: str, mode: str = Mode.IMAGE, **given: Any) -> ProviderRequest:
    """A plain request that `name` can carry out, unless `given` says otherwise."""
    plain = ProviderRequest(
        prompt=SENTENCE,
        mode=mode,
        model=PROVIDERS[name].capabilities.models[0],
        seed=7,
        image=gradient() if mode == Mode.IMAGE else None,
    )
    return replace(plain, **given)


def run(request: ProviderRequest, name: str, progress: Recorder | None = None) -> ProviderResult:
    return PROVIDERS[name].run(request, progress or Recorder())


def shown(result: ProviderResult) -> list[tuple[str, tuple[int, int], bytes]]:
    return [(image.mode, image.size, image.tobytes()) for image in result.images]


# --- what every provider promises ---------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_capabilities_fit_the_contract_and_the_row(name: str) -> None:
    can = PROVIDERS[name].capabilities
    assert can.name == name
    assert re.fullmatch(r"[a-z][a-z0-9-]{0,31}", can.name)
    assert can.label == can.label.strip() != ""
    assert can.models == tuple(dict.fromkeys(can.models)) != ()
    assert all(0 < len(model) <= 64 for model in can.models)
    assert can.modes
    assert can.modes <= set(Mode.values)
    assert 1 <= can.max_count <= 4
    assert 0 <= can.max_references <= 8
    assert all(re.fullmatch(r"[1-9]\d*x[1-9]\d*", size) for size in can.sizes)


@pytest.mark.parametrize(("name", "mode"), JOBS)
def test_result_is_as_many_pictures_as_asked(name: str, mode: str) -> None:
    can = PROVIDERS[name].capabilities
    for count in range(1, can.max_count + 1):
        result = run(asked(name, mode, count=count), name)
        assert len(result.images) == count
        for image in result.images:
            image.load()
            assert image.mode in {"L", "RGB", "RGBA"}
            assert min(image.size) > 0


@pytest.mark.parametrize(("name", "mode"), JOBS)
def test_result_says_what_was_done(name: str, mode: str) -> None:
    result = run(asked(name, mode), name)
    assert result.model in PROVIDERS[name].capabilities.models
    assert result.explanation
    assert all(sentence.endswith(".") for sentence in result.explanation)
    assert json.loads(json.dumps(result.plan)) == result.plan


@pytest.mark.parametrize(("name", "mode"), JOBS)
def test_progress_grows_and_names_its_stages(name: str, mode: str) -> None:
    progress = Recorder()
    run(asked(name, mode), name, progress)
    fractions = [fraction for fraction, _ in progress.reports]
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] < fractions[-1] <= 1
    assert all(0 < len(stage.strip()) <= 80 for _, stage in progress.reports)


@pytest.mark.parametrize(("name", "mode"), JOBS)
def test_same_request_makes_the_same_pictures(name: str, mode: str) -> None:
    first, second = (run(asked(name, mode), name) for _ in range(2))
    assert shown(first) == shown(second)
    assert (first.plan, first.explanation) == (second.plan, second.explanation)


@pytest.mark.parametrize("name", NAMES)
def test_pictures_handed_over_stay_as_they_are(name: str) -> None:
    image, mask = gradient(), Image.new("L", (60, 40), 255)
    before = image.tobytes(), mask.tobytes()
    run(asked(name, image=image, mask=mask), name)
    assert (image.tobytes(), mask.tobytes()) == before


@pytest.mark.parametrize("stop_at", [1, 2])
@pytest.mark.parametrize(("name", "mode"), JOBS)
def test_report_that_raises_stops_the_work_at_once(name: str, mode: str, stop_at: int) -> None:
    progress = Stopping(stop_at=stop_at)
    with pytest.raises(Stopped):
        run(asked(name, mode), name, progress)
    assert len(progress.reports) == stop_at


@pytest.mark.parametrize(
    "given",
    [
        {"prompt": ""},
        {"prompt": "asdfgh qwerty"},
        {"prompt": "x" * 8000},
        {"prompt": "crop it square and blur it, " * 200},
        {"prompt": 'write "漢字"'},
        {"prompt": "[fail] [refuse]"},
        {"image": None},
        {"image": Image.new("RGB", (1, 1))},
        {"image": Image.new("L", (9, 7), 80)},
        {"image": Image.new("RGBA", (9, 7), (1, 2, 3, 90))},
        {"mask": Image.new("L", (60, 40), 0)},
        {"mask": Image.new("L", (6, 4), 255)},
        {"aspect_ratio": "1:9999"},
        {"aspect_ratio": "9999:1"},
        {"size": (9999, 10)},
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_odd_requests_work_or_fail_in_words(name: str, given: dict[str, Any]) -> None:
    """Whatever else were raised, a vendor's error above all, would reach the worker here."""
    error = None
    pictures: tuple[Image.Image, ...] = ()
    try:
        pictures = run(asked(name, **given), name).images
    except ProviderError as caught:
        error = caught
    if error is None:
        assert [min(image.size) > 0 for image in pictures] == [True]
    else:
        assert re.fullmatch(r"[a-z_]{1,40}", error.code)
        assert error.detail.endswith((".", "?"))


# --- the mock -----------------------------------------------------------------------------------


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


# --- the studio ---------------------------------------------------------------------------------


def test_studio_edits_the_very_pixels() -> None:
    result = run(asked("studio"), "studio")
    (image,) = result.images
    expected = gradient().crop((10, 0, 50, 40)).convert("L").convert("RGB")
    assert image.size == (40, 40)
    assert max(ImageChops.difference(image, expected).tobytes()) <= 2
    red, green, blue = image.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_studio_shows_its_plan_and_explains_it() -> None:
    result = run(asked("studio"), "studio")
    assert result.plan is not None
    assert [step["op"] for step in result.plan["operations"]] == ["grayscale", "crop"]
    assert result.explanation == (
        "Turned it black and white.",
        "Cropped to 1:1 around the centre: 60 × 40 became 40 × 40.",
    )
    assert (result.is_sample, result.seed) == (False, None)


def test_studio_refuses_what_it_does_not_understand() -> None:
    progress = Recorder()
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", prompt="asdfgh qwerty"), "studio", progress)
    error = caught.value
    assert (error.code, error.retryable) == ("instruction_not_understood", False)
    assert error.suggestions
    assert "asdfgh qwerty" in error.detail
    assert progress.reports == []


def test_studio_suggests_only_what_it_understands() -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", prompt="asdfgh qwerty"), "studio")
    for suggestion in caught.value.suggestions:
        assert len(run(asked("studio", prompt=suggestion), "studio").images) == 1


def test_studio_without_a_picture_asks_for_one() -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", image=None), "studio")
    assert (caught.value.code, caught.value.retryable) == ("input_required", False)


def test_studio_crops_to_the_shape_chosen_beside_the_words() -> None:
    request = asked("studio", prompt="make it black and white", aspect_ratio="2:1")
    result = run(request, "studio")
    assert [image.size for image in result.images] == [(60, 30)]
    assert result.explanation[0] == "Turned it black and white."


@pytest.mark.parametrize("scale", [1, 2])
def test_studio_changes_only_what_the_mask_marks(scale: int) -> None:
    """A mask of another size than the picture's is stretched over it."""
    mask = Image.new("L", (60 // scale, 40 // scale), 0)
    mask.paste(255, (0, 0, 20 // scale, 40 // scale))
    (image,) = run(asked("studio", prompt="invert the colours", mask=mask), "studio").images
    before, after = pixels(gradient()), pixels(image)
    assert (after[:, 24:] == before[:, 24:]).all()
    assert (after[:, :16] == 255 - before[:, :16]).all()


# --- which of them is chosen --------------------------------------------------------------------


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
        ({"references": 1}, "mock"),
        ({"wanted": "mock"}, "mock"),
        ({"wanted": "studio"}, "studio"),
    ],
)
def test_first_provider_that_can_or_the_one_named_is_taken(
    given: dict[str, Any], name: str
) -> None:
    assert chosen(**given) == name


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
        "No AI provider here can do this. Studio: takes no reference pictures. "
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
