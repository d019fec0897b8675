"""What every provider promises."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from generation.models import Mode
from generation.providers.base import ProviderError, ProviderResult
from generation.providers.registry import PROVIDERS
from generation.tests.local_model import HAS_LOCAL_AI, make_model
from generation.tests.providing import Recorder, Stopped, Stopping, asked, pictures, run
from generation.tests.studio.pictures import gradient
from generation.tests.vendors import gemini, openai, stability, webhook
from generation.tests.vendors.server import Vendor

NAMES = sorted(name for name in PROVIDERS if name != "diffusers" or HAS_LOCAL_AI)
JOBS = [(name, mode) for name in NAMES for mode in sorted(PROVIDERS[name].capabilities.modes)]


pytestmark = [
    # Libraries' news for their users.
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path | None:
    return make_model(tmp_path_factory.mktemp("model")) if HAS_LOCAL_AI else None


@pytest.fixture(autouse=True)
def vendors(settings: Settings, model: Path | None) -> Iterator[None]:
    """Each vendor on this machine, so that its provider keeps the same promises."""
    settings.LOCAL_MODEL, settings.LOCAL_STEPS = str(model or "none"), 2
    with (
        Vendor(gemini.answer) as google,
        Vendor(openai.answer) as images,
        Vendor(stability.answer) as stable,
        Vendor(webhook.answer) as own,
    ):
        settings.GEMINI_BASE_URL = f"{google.url}/v1beta"
        settings.GEMINI_API_KEY = gemini.KEY
        settings.OPENAI_BASE_URL = f"{images.url}/v1"
        settings.OPENAI_API_KEY = openai.KEY
        settings.STABILITY_BASE_URL = stable.url
        settings.STABILITY_API_KEY = stability.KEY
        settings.HTTP_PROVIDER_URL = own.url
        settings.HTTP_PROVIDER_SECRET = webhook.SECRET
        yield


def shown(result: ProviderResult) -> list[tuple[str, tuple[int, int], bytes]]:
    return [(image.mode, image.size, image.tobytes()) for image in pictures(result)]


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
        assert len(pictures(result)) == count
        for image in pictures(result):
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
    made: tuple[Image.Image, ...] = ()
    try:
        made = pictures(run(asked(name, **given), name))
    except ProviderError as caught:
        error = caught
    if error is None:
        assert [min(image.size) > 0 for image in made] == [True]
    else:
        assert re.fullmatch(r"[a-z_]{1,40}", error.code)
        assert error.detail.endswith((".", "?"))
