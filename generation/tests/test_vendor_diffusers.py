"""Stable Diffusion on this machine, with a model of random weights that is made here."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation
from generation.providers.base import ProviderError, ProviderRequest, ProviderResult
from generation.providers.diffusers_local import DiffusersProvider, loading
from generation.providers.diffusers_local.loading import forget, pipelines
from generation.providers.diffusers_local.preparing import Canvas, size_for, size_of_edit
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.local_model import HAS_LOCAL_AI, make_model
from generation.tests.providing import Recorder

# The libraries' own news for their users, not ours.
pytestmark = [
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.skipif(not HAS_LOCAL_AI, reason="requirements-local-ai.txt is not installed"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("model"))


@pytest.fixture(autouse=True)
def model(folder: Path, settings: Settings) -> Iterator[None]:
    settings.LOCAL_MODEL, settings.LOCAL_DEVICE, settings.LOCAL_STEPS = str(folder), "cpu", 4
    settings.LOCAL_GUIDANCE = "model"
    settings.AI_PROVIDERS = ["diffusers", "mock"]
    yield
    forget()


def asked(**given: Any) -> ProviderRequest:
    plain = ProviderRequest(prompt="a lake", mode="text-to-image", model="tiny", seed=1)
    return replace(plain, **given)


def edit(**given: Any) -> ProviderRequest:
    photo = Image.new("RGB", (100, 60), "teal")
    return asked(**{"mode": "image-to-image", "image": photo, **given})


def run(request: ProviderRequest, progress: Recorder | None = None) -> ProviderResult:
    return DiffusersProvider().run(request, progress or Recorder())


def test_words_become_a_picture_and_the_same_words_the_same(folder: Path) -> None:
    first, again, other = run(asked()), run(asked()), run(asked(seed=2))
    assert first.images[0].size == (64, 64)
    assert first.images[0].tobytes() == again.images[0].tobytes()
    assert first.images[0].tobytes() != other.images[0].tobytes()
    assert (first.seed, first.explanation) == (
        1,
        ("The local model tiny made this from your words.",),
    )


def test_several_pictures_have_seeds_of_their_own() -> None:
    both = run(asked(count=2)).images
    assert both[0].tobytes() == run(asked()).images[0].tobytes()
    assert both[1].tobytes() == run(asked(seed=2)).images[0].tobytes()


def test_each_step_is_told() -> None:
    progress = Recorder()
    run(asked(count=2), progress)
    stages = [stage for _, stage in progress.reports if stage.startswith("Step")]
    assert stages == [
        f"Step {step} of 4, picture {place} of 2" for place in (1, 2) for step in (1, 2, 3, 4)
    ]
    fractions = [fraction for fraction, _ in progress.reports]
    assert fractions == sorted(fractions)
    assert fractions[-1] < 1


def test_nobody_is_asked_outside() -> None:
    from huggingface_hub import constants

    assert constants.HF_HUB_OFFLINE


def _named() -> tuple[str, str]:
    from django.conf import settings

    return settings.LOCAL_MODEL, settings.LOCAL_DEVICE


def test_an_edit_keeps_the_size_of_the_picture() -> None:
    made = run(edit(strength=0.5)).images[0]
    assert (made.size, made.mode) == ((100, 60), "RGB")


def test_a_weak_edit_takes_a_step_all_the_same() -> None:
    assert run(edit(strength=0.0)).images[0].size == (100, 60)


@pytest.mark.parametrize("side", ["left", "right"])
def test_what_is_not_marked_stays_to_the_last_pixel(side: str) -> None:
    photo = Image.effect_noise((100, 60), 90).convert("RGB")
    mask = Image.new("L", (100, 60), 0)
    box = (0, 0, 40, 60) if side == "left" else (60, 0, 100, 60)
    mask.paste(255, box)
    made = run(edit(image=photo, mask=mask)).images[0]
    kept = (40, 0, 100, 60) if side == "left" else (0, 0, 60, 60)
    assert made.crop(kept).tobytes() == photo.crop(kept).tobytes()
    deep = (0, 0, 20, 60) if side == "left" else (80, 0, 100, 60)
    assert made.crop(deep).tobytes() != photo.crop(deep).tobytes()


def test_transparency_outside_the_mask_stays() -> None:
    photo = Image.new("RGBA", (100, 60), (10, 20, 30, 0))
    mask = Image.new("L", (50, 30), 0)
    mask.paste(255, (0, 0, 20, 30))
    made = run(edit(image=photo, mask=mask)).images[0]
    assert made.getpixel((90, 30)) == (10, 20, 30, 0)
    assert made.getpixel((2, 30))[3] == 255  # type: ignore[index]


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({}, (512, 512)),
        ({"aspect_ratio": "16:9"}, (680, 384)),
        ({"aspect_ratio": "1:10"}, (104, 1024)),
        ({"size": (1001, 502)}, (1000, 504)),
        ({"size": (9000, 9000)}, (1024, 1024)),
        ({"size": (9000, 10)}, (1024, 64)),
    ],
)
def test_sizes_are_ones_the_model_can_do(given: dict[str, Any], size: tuple[int, int]) -> None:
    assert size_for(asked(**given), 512, "cpu") == size


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ((4000, 3000), (768, 576)),
        ((600, 600), (600, 600)),
        ((300, 200), (512, 344)),
        ((3, 4), (384, 512)),
        ((5000, 100), (768, 64)),
    ],
)
def test_edits_are_worked_on_in_a_size_the_model_knows(
    given: tuple[int, int], size: tuple[int, int]
) -> None:
    assert size_of_edit(given, 512, "cpu") == size


def test_mask_is_white_where_to_paint() -> None:
    mask = Image.new("L", (10, 6), 0)
    mask.paste(255, (5, 0, 10, 6))
    small = Canvas(Image.new("RGB", (100, 60)), mask, (64, 64)).small_mask
    assert small is not None
    assert (small.getpixel((60, 32)), small.getpixel((3, 32))) == (255, 0)


def fault(request: ProviderRequest | None = None) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        run(request or asked())
    assert caught.value.detail.endswith(".")
    return caught.value


def test_model_that_is_not_there_is_told_and_is_an_outage(
    settings: Settings, tmp_path: Path
) -> None:
    settings.LOCAL_MODEL = str(tmp_path / "none")
    error = fault()
    assert (error.code, error.is_outage) == ("provider_model_unusable", True)
    assert str(tmp_path) not in error.detail


def test_broken_model_is_told(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text("{gar")
    settings.LOCAL_MODEL = str(tmp_path)
    assert fault().code == "provider_model_unusable"


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "diffusers", None)
    error = fault()
    assert error.code == "provider_not_installed"
    assert "requirements-local-ai.txt" in error.detail


def test_black_picture_of_the_safety_checker_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = pipelines(*_named())
    black = SimpleNamespace(images=[Image.new("RGB", (8, 8))], nsfw_content_detected=[True])
    blocked = replace(found, text=lambda **_: black)
    monkeypatch.setitem(loading._loaded, _named(), blocked)
    monkeypatch.setattr(type(blocked), "native", 64)
    assert fault().code == "moderation_blocked"


def test_no_memory_left_is_told_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    found = pipelines(*_named())

    def greedy(**_: Any) -> None:
        raise found.torch.OutOfMemoryError

    monkeypatch.setattr(type(found), "native", 64)
    loading._loaded[_named()] = replace(found, text=greedy)
    assert fault().code == "provider_out_of_memory"
    assert loading._loaded == {}


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("/models/sd-turbo", "sd-turbo"),
        ("stabilityai/sd-turbo", "stabilityai/sd-turbo"),
        ("x/" + "y" * 100, "y" * 64),
    ],
)
def test_model_has_a_name_that_fits_the_row(settings: Settings, model: str, name: str) -> None:
    settings.LOCAL_MODEL = model
    assert DiffusersProvider().capabilities.models == (name,)


@pytest.mark.django_db(transaction=True)
def test_job_is_made_here_and_says_so(visitor: Visitor, photo: StoredFile) -> None:
    row = submit_generation(visitor, Wish(prompt="a hat on it", image=photo.pk))
    run_next()
    done = Generation.objects.with_images().get(pk=row.pk)
    assert (done.status, done.provider, done.model) == ("completed", "diffusers", "tiny")
    assert (done.outputs[0].width, done.outputs[0].height) == (40, 30)
