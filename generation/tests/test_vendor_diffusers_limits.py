"""Stable Diffusion on this machine: models that cannot, and what is not as it was asked."""

import pickle
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw
from pytest_django.fixtures import Settings

from generation.providers.base import ProviderError, ProviderRequest
from generation.providers.diffusers_local import loading
from generation.providers.diffusers_local.loading import Pipelines, pipelines
from generation.providers.diffusers_local.preparing import Canvas
from generation.tests.providing import Recorder
from generation.tests.test_vendor_diffusers import asked, edit, folder, model, pytestmark, run

__all__ = ("folder", "model", "pytestmark")


@pytest.fixture
def pipes(folder: Path) -> Pipelines:
    return pipelines(str(folder), "cpu")


def fault(request: ProviderRequest | None = None) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        run(request or asked())
    assert caught.value.detail.endswith(".")
    return caught.value


def put_in_place(pipes: Pipelines, **kinds: Any) -> Pipelines:
    """A pretended pipeline in place of that of the model that is loaded."""
    changed = replace(pipes, **kinds)
    for name in loading._loaded:
        loading._loaded[name] = changed
    return changed


@pytest.mark.parametrize("steps", [1, 7, 49, 98, 103])
@pytest.mark.parametrize("mask", [None, Image.new("L", (100, 60), 255)])
def test_weakest_edit_takes_one_step_whatever_the_number(
    settings: Settings, steps: int, mask: Image.Image | None
) -> None:
    settings.LOCAL_STEPS = steps
    progress = Recorder()
    run(edit(strength=0.0, mask=mask), progress)
    assert [said for _, said in progress.reports if said.startswith("Step")] == ["Step 1 of 1"]


@pytest.mark.parametrize("width", [1, 3, 6, 10, 20])
def test_thin_stroke_is_painted_and_its_surroundings_stay(width: int) -> None:
    mask = Image.new("L", (512, 512), 0)
    ImageDraw.Draw(mask).rectangle((100, 250, 400, 249 + width), fill=255)
    canvas = Canvas(Image.new("RGB", (512, 512)), mask, (64, 64))
    made = canvas.restored(Image.new("RGB", (512, 512), "white"))
    assert made.getbbox() == (100, 250, 401, 250 + width)
    assert made.getchannel("R").getextrema() == (0, 255)
    small = canvas.small_mask
    assert small is not None
    assert small.getextrema() == (0, 255)


def test_edge_of_a_large_mask_is_soft() -> None:
    mask = Image.new("L", (100, 60), 0)
    mask.paste(255, (0, 0, 50, 60))
    canvas = Canvas(Image.new("RGB", (100, 60)), mask, (64, 64))
    made = canvas.restored(Image.new("RGB", (100, 60), "white")).getchannel("R")
    assert made.crop((43, 30, 51, 31)).tobytes() == bytes([255, 255, 212, 170, 128, 85, 42, 0])


def test_size_is_to_the_pixel_where_the_model_nearly_makes_it() -> None:
    result = run(asked(size=(101, 70)))
    assert (result.images[0].size, result.notes) == ((101, 70), ())


def test_size_that_is_not_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generation.providers.diffusers_local.preparing.LONGEST", {"cpu": 128})
    result = run(asked(size=(256, 128)))
    assert result.images[0].size == (128, 64)
    assert result.notes == ("It is 128 × 64 pixels: the local model does not make the size asked.",)


@pytest.mark.parametrize("given", [{"size": (64, 64)}, {"aspect_ratio": "1:1"}])
def test_edit_tells_that_it_keeps_the_size(given: dict[str, Any]) -> None:
    result = run(edit(**given))
    assert result.images[0].size == (100, 60)
    assert result.notes == ("The local model keeps the size and shape of a picture that it edits.",)


def test_edit_says_that_it_is_one() -> None:
    result = run(edit(size=(100, 60)))
    assert result.explanation == ("The local model tiny changed your picture.",)
    assert result.notes == ()


def test_words_that_are_not_read_are_told() -> None:
    assert run(asked(prompt="x " * 75)).notes == ()
    assert run(asked(prompt="x " * 76)).notes == (
        "The local model reads the first 77 pieces of words; the rest was left out.",
    )


def test_guidance_can_be_left_out(pipes: Pipelines, settings: Settings) -> None:
    seen: list[dict[str, Any]] = []

    def painted(**given: Any) -> Any:
        seen.append(given)
        return SimpleNamespace(images=[Image.new("RGB", (64, 64))])

    put_in_place(pipes, text=painted)
    run(asked())
    settings.LOCAL_GUIDANCE = "off"
    run(asked())
    assert "guidance_scale" not in seen[0]
    assert seen[1]["guidance_scale"] == 0.0


def answering(flags: list[bool]) -> Callable[..., Any]:
    """A pipeline whose pictures are held back where a flag says so."""
    left = iter(flags)
    picture = Image.new("RGB", (64, 64))
    return lambda **_: SimpleNamespace(images=[picture], nsfw_content_detected=[next(left)])


def test_pictures_beside_one_that_is_held_back_are_kept(pipes: Pipelines) -> None:
    put_in_place(pipes, text=answering([False, True, False]))
    result = run(asked(count=3))
    assert len(result.images) == 2
    assert len(result.notes) == 1
    assert result.notes[0].startswith("2 of 3 pictures came. Local model refused this")


def test_nothing_but_pictures_held_back_is_a_refusal(pipes: Pipelines) -> None:
    put_in_place(pipes, text=answering([True, True]))
    assert fault(asked(count=2)).code == "moderation_blocked"


CPU_FULL = "[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory: you ..."


@pytest.mark.parametrize("error", [RuntimeError(CPU_FULL), MemoryError()])
def test_memory_of_a_processor_runs_out_in_words(pipes: Pipelines, error: Exception) -> None:
    made = answering([False])
    calls: list[int] = []

    def greedy(**given: Any) -> Any:
        calls.append(1)
        if len(calls) > 1:
            raise error
        return made(**given)

    put_in_place(pipes, text=greedy)
    result = run(asked(count=4))
    assert (len(result.images), len(calls)) == (1, 2)
    assert "ran out of memory" in result.notes[0]
    assert loading._loaded == {}


def test_model_that_breaks_off_is_told_without_its_words(
    pipes: Pipelines, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**given: Any) -> Any:
        raise ValueError("/srv/secret/path")

    put_in_place(pipes, text=broken)
    error = fault()
    assert (error.code, error.is_outage) == ("provider_model_failed", True)
    assert "secret" not in error.detail
    assert "/srv/secret/path" in caplog.text


@pytest.mark.parametrize("kind", ["AutoPipelineForImage2Image", "AutoPipelineForInpainting"])
def test_model_that_only_makes_pictures_makes_them(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import diffusers

    def unknown(pipe: Any) -> Any:
        raise ValueError("AutoPipeline can't find a pipeline linked to this")

    monkeypatch.setattr(getattr(diffusers, kind), "from_pipe", unknown)
    assert len(run(asked()).images) == 1
    mask = Image.new("L", (100, 60), 255) if kind == "AutoPipelineForInpainting" else None
    assert fault(edit(mask=mask)).code == "provider_model_unsuited"


class Code:
    """Unpickling it makes a file."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._mark,)


@pytest.mark.parametrize(
    "weights", ["unet/diffusion_pytorch_model", "vae/diffusion_pytorch_model", "text_encoder/model"]
)
def test_weights_that_are_code_are_not_run(
    folder: Path, tmp_path: Path, settings: Settings, weights: str
) -> None:
    copy = tmp_path / "tiny"
    shutil.copytree(folder, copy)
    safe = copy / f"{weights}.safetensors"
    safe.unlink()
    name = "pytorch_model.bin" if weights.startswith("text") else f"{safe.stem}.bin"
    (safe.parent / name).write_bytes(pickle.dumps(Code(tmp_path / "ran")))
    settings.LOCAL_MODEL = str(copy)
    assert fault().code == "provider_model_unusable"
    assert not (tmp_path / "ran").exists()


def test_home_folder_is_understood(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder.parent))
    settings.LOCAL_MODEL = "~/tiny"
    result = run(asked())
    assert result.explanation == ("The local model tiny made this from your words.",)


def test_model_on_the_hub_that_cannot_be_fetched_is_told(settings: Settings) -> None:
    settings.LOCAL_MODEL = "nobody/has-this"
    assert fault().code == "provider_model_unusable"
