"""What the local model does not show while it works, and that the picture comes all the same."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from generation.providers.diffusers_local import loading
from generation.providers.diffusers_local.loading import Pipelines
from generation.tests.providing import Recorder, Stopped
from generation.tests.test_vendor_diffusers import asked, folder, model, pytestmark, run
from generation.tests.test_vendor_diffusers_glimpses import pipes, ten_steps

__all__ = ("folder", "model", "pipes", "pytestmark", "ten_steps")
ENDED = 10.0
"""Seconds that a thread may take at most to do what it is about to do."""

LOG = "generation.providers.diffusers_local.glimpses"


class Broken(Exception):
    pass


@pytest.mark.parametrize("way", ["raises", "overflows"])
def test_decoder_that_fails_is_told_once_and_the_picture_comes(
    pipes: Pipelines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    whole = run(asked()).images[0]
    decode, tries = pipes.text.vae.decode, []

    def failing(latents: Any, **given: Any) -> Any:
        tries.append(latents.shape[-1])
        if latents.shape[-1] == 32:
            return decode(latents, **given)
        if way == "raises":
            raise Broken
        return (pipes.torch.full((1, 3, 16, 16), float("nan")),)

    monkeypatch.setattr(pipes.text.vae, "decode", failing)
    progress = Recorder()
    made = run(asked(prompt="a lake"), progress).images[0]
    assert (made.tobytes(), progress.shown) == (whole.tobytes(), [])
    assert tries == [8, 32]
    told = [record for record in caplog.records if record.name == LOG]
    assert len(told) == 1
    assert ("Broken" if way == "raises" else "overflowed") in caplog.text
    assert "a lake" not in caplog.text


def test_scheduler_that_cannot_be_asked_is_told_once(
    pipes: Pipelines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refusing(*given: Any) -> Any:
        raise Broken

    monkeypatch.setattr(pipes.text.scheduler, "add_noise", refusing)
    progress = Recorder()
    assert len(run(asked(), progress).images) == 1
    assert progress.shown == []
    assert len([record for record in caplog.records if record.name == LOG]) == 1


def test_what_the_checker_holds_back_is_not_shown_before(
    pipes: Pipelines, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    checked: list[int] = []

    def check(picture: Any, device: Any, dtype: Any) -> tuple[Any, list[bool]]:
        checked.append(picture.shape[-1])
        return picture.zero_(), [picture.shape[-1] == 16]

    checker = SimpleNamespace(dtype=pipes.torch.float32)
    monkeypatch.setattr(pipes.text, "safety_checker", checker)
    monkeypatch.setattr(pipes.text, "run_safety_checker", check)
    progress = Recorder()
    assert len(run(asked(), progress).images) == 1
    assert progress.shown == []
    # No more of it is tried; the last is the picture itself.
    assert checked == [16, 64]
    assert LOG not in {record.name for record in caplog.records}


def test_cancel_is_seen_in_the_middle_of_a_glimpse(
    pipes: Pipelines, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoding, gate = threading.Event(), threading.Event()
    decode = pipes.text.vae.decode

    def gated(latents: Any, **given: Any) -> Any:
        decoding.set()
        assert gate.wait(ENDED)
        return decode(latents, **given)

    class Leaving(Recorder):
        def wait(self, seconds: float) -> None:
            if decoding.is_set():
                raise Stopped

    monkeypatch.setattr(pipes.text.vae, "decode", gated)
    progress = Leaving()
    with pytest.raises(Stopped):
        run(asked(), progress)
    assert not gate.is_set()
    gate.set()
    with pipes.busy:
        assert progress.shown == []
    assert "step" not in vars(pipes.text.scheduler)
    assert next(iter(loading._loaded.values())) is pipes


def test_cancel_ends_the_work_where_it_is_shown(pipes: Pipelines) -> None:
    class Leaving(Recorder):
        def show(self, picture: Image.Image) -> None:
            raise Stopped

    progress = Leaving()
    with pytest.raises(Stopped):
        run(asked(), progress)
    with pipes.busy:
        assert progress.reports[-1][1] == "Step 2 of 10"
