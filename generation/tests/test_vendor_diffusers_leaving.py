"""Stable Diffusion on this machine: who waits may leave in the middle of a step or a load."""

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generation.providers.base import ProviderResult
from generation.providers.diffusers_local import loading
from generation.providers.diffusers_local.loading import Pipelines, pipelines
from generation.tests.providing import Recorder, Stopped, Stopping
from generation.tests.test_vendor_diffusers import asked, folder, model, pytestmark, run

__all__ = ("folder", "model", "pytestmark")
ENDED = 10.0
"""Seconds that a thread may take at most to do what it is about to do."""


@pytest.fixture
def pipes(folder: Path) -> Pipelines:
    return pipelines(str(folder), "cpu")


def put_in_place(pipes: Pipelines, **kinds: Any) -> Pipelines:
    """A pretended pipeline in place of that of the model that is loaded."""
    changed = replace(pipes, **kinds)
    for name in loading._loaded:
        loading._loaded[name] = changed
    return changed


class Gated:
    """A pipeline whose every step waits at a gate, until it is told to stop."""

    num_timesteps = 9

    def __init__(self) -> None:
        self.gate, self.ended = threading.Event(), threading.Event()
        self.steps = 0

    def __call__(self, callback_on_step_end: Callable[..., Any], **given: Any) -> Any:
        try:
            for step in range(self.num_timesteps):
                assert self.gate.wait(ENDED)
                self.steps += 1
                callback_on_step_end(self, step, 0, {})
        finally:
            self.ended.set()


class Cancelled(Recorder):
    """Cancelled while a step is under way: nothing is reported meanwhile."""

    def wait(self, seconds: float) -> None:
        if len(self.reports) > 1:
            raise Stopped


def test_cancel_is_seen_in_the_middle_of_a_step_and_the_model_stays(pipes: Pipelines) -> None:
    slow = Gated()
    kept = put_in_place(pipes, text=slow)
    with pytest.raises(Stopped):
        run(asked(), Cancelled())
    # The person has been let go; the step has not even ended.
    assert (slow.steps, slow.ended.is_set()) == (0, False)
    slow.gate.set()
    assert slow.ended.wait(ENDED)
    assert slow.steps == 1
    assert pipelines(*next(iter(loading._loaded))) is kept


def test_next_job_waits_for_the_step_that_a_cancelled_one_left(pipes: Pipelines) -> None:
    slow = Gated()
    put_in_place(pipes, text=slow)
    with pytest.raises(Stopped):
        run(asked(), Cancelled())
    put_in_place(pipes)
    said = threading.Event()
    done: list[ProviderResult] = []

    class Heard(Recorder):
        def wait(self, seconds: float) -> None:
            said.set()

    job = threading.Thread(target=lambda: done.append(run(asked(), Heard())))
    job.start()
    assert said.wait(ENDED)
    assert done == []
    slow.gate.set()
    job.join(ENDED)
    assert done[0].images[0].tobytes() == run(asked()).images[0].tobytes()


def test_job_that_is_cancelled_while_it_waits_never_begins(pipes: Pipelines) -> None:
    begun: list[Any] = []
    busy = put_in_place(pipes, text=lambda **given: begun.append(given))
    with busy.busy, pytest.raises(Stopped):
        run(asked(), Cancelled(reports=[(0.0, "")]))
    for thread in threading.enumerate():
        if thread.name == "local model":
            thread.join(ENDED)
    assert begun == []


def test_long_load_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    load, ticked = loading._load, threading.Event()

    def slowly(*named: str) -> Pipelines:
        assert ticked.wait(ENDED)
        return load(*named)

    class Watching(Recorder):
        def report(self, fraction: float, stage: str) -> None:
            super().report(fraction, stage)
            if len(self.reports) == 4:
                ticked.set()

    monkeypatch.setattr(loading, "_load", slowly)
    progress = Watching()
    run(asked(), progress)
    assert {stage for _, stage in progress.reports[:4]} == {"Loading the model"}
    fractions = [fraction for fraction, _ in progress.reports]
    assert fractions == sorted(fractions)
    assert fractions[3] < 0.1


def test_load_can_be_left_and_serves_the_next_job(monkeypatch: pytest.MonkeyPatch) -> None:
    load, gate = loading._load, threading.Event()
    loads: list[tuple[str, ...]] = []

    def slowly(*named: str) -> Pipelines:
        loads.append(named)
        assert gate.wait(ENDED)
        return load(*named)

    monkeypatch.setattr(loading, "_load", slowly)
    with pytest.raises(Stopped):
        run(asked(), Stopping(stop_at=2))
    gate.set()
    run(asked())
    assert len(loads) == 1
