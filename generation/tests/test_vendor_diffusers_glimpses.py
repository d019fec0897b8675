"""The picture is seen while the local model makes it: when, how large, at what cost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from generation.models import Generation, Glimpse
from generation.progress import JobProgress
from generation.providers.base import ProviderRequest
from generation.providers.diffusers_local import glimpses
from generation.providers.diffusers_local.glimpses import due
from generation.providers.diffusers_local.loading import Pipelines, pipelines
from generation.running import run_next
from generation.tests.conftest import Script
from generation.tests.providing import Recorder
from generation.tests.test_vendor_diffusers import asked, edit, folder, model, pytestmark, run

__all__ = ("folder", "model", "pytestmark")
Size = tuple[int, int]


@pytest.fixture(autouse=True)
def ten_steps(model: None, settings: Settings) -> None:
    settings.LOCAL_STEPS = 10


@dataclass
class Clock:
    """A step takes a second, and decoding so much for each cell of the latents."""

    now: float = 0.0
    each_cell: float = 0.0
    decoded: list[Size] = field(default_factory=list)
    """Width and height in cells."""

    def step(self, *given: Any) -> None:
        self.now += 1.0


@pytest.fixture
def pipes(folder: Path) -> Pipelines:
    return pipelines(str(folder), "cpu")


@pytest.fixture
def clock(pipes: Pipelines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(glimpses, "clock", lambda: made.now)
    stepping = pipes.text.unet.register_forward_pre_hook(made.step)
    decode = pipes.text.vae.decode

    def timed(latents: Any, **given: Any) -> Any:
        height, width = latents.shape[-2:]
        made.decoded.append((width, height))
        made.now += made.each_cell * width * height
        return decode(latents, **given)

    monkeypatch.setattr(pipes.text.vae, "decode", timed)
    yield made
    stepping.remove()


@dataclass
class Told(Recorder):
    """What is told, in its order: stages and sizes."""

    order: list[str | Size] = field(default_factory=list)

    def report(self, fraction: float, stage: str) -> None:
        super().report(fraction, stage)
        self.order.append(stage)

    def show(self, picture: Image.Image) -> None:
        super().show(picture)
        self.order.append(picture.size)


def shown(request: ProviderRequest) -> list[Size]:
    progress = Recorder()
    run(request, progress)
    return [picture.size for picture in progress.shown]


@pytest.mark.parametrize(
    ("total", "steps"),
    [
        (1, set()),
        (2, set()),
        (3, {2}),
        (4, {2, 3}),
        (5, {2, 3, 4}),
        (10, {2, 4, 6, 8}),
        (28, {6, 11, 17, 22}),
        (1000, {200, 400, 600, 800}),
    ],
)
def test_a_few_steps_are_shown_neither_the_first_nor_the_last(total: int, steps: set[int]) -> None:
    assert due(total) == steps


def test_each_glimpse_follows_its_step_and_is_finer(clock: Clock) -> None:
    progress = Told()
    run(asked(), progress)
    sizes = {2: (16, 16), 4: (32, 32), 6: (64, 64), 8: (64, 64)}
    expected: list[str | Size] = []
    for step in range(1, 11):
        expected += [f"Step {step} of 10", *([sizes[step]] if step in sizes else [])]
    assert progress.order[progress.order.index("Step 1 of 10") :] == expected
    assert {picture.mode for picture in progress.shown} == {"RGB"}


def test_glimpse_has_the_shape_of_the_picture_and_a_bound(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpses, "LONGEST", 64)
    assert shown(asked(size=(128, 64))) == [(32, 16), (64, 32), (64, 32), (64, 32)]
    # The last one is the picture itself.
    assert clock.decoded == [(16, 8), (32, 16), (32, 16), (32, 16), (64, 32)]


def test_each_of_several_pictures_is_shown(clock: Clock) -> None:
    progress = Told()
    run(asked(count=2), progress)
    assert [picture.size[0] for picture in progress.shown] == [16, 32, 64, 64] * 2
    place = progress.order.index("Beginning, picture 2 of 2")
    assert [each for each in progress.order[:place] if isinstance(each, tuple)] == [
        (16, 16),
        (32, 32),
        (64, 64),
        (64, 64),
    ]
    halves = progress.shown[:4], progress.shown[4:]
    assert halves[0][3].tobytes() != halves[1][3].tobytes()


def test_last_glimpse_is_like_the_picture(clock: Clock, settings: Settings) -> None:
    """Random weights paint nothing that an eye could judge; but what is shown late is near to what
    comes, and nearer than what was shown of another seed."""
    progress, other = Recorder(), Recorder()
    made = run(asked(), progress).images[0]
    run(asked(seed=2), other)

    def apart(picture: Image.Image) -> float:
        pairs = zip(picture.tobytes(), made.tobytes(), strict=True)
        return sum(abs(a - b) for a, b in pairs) / len(made.tobytes())

    assert apart(progress.shown[-1]) < 1 < apart(other.shown[-1])


@pytest.mark.parametrize("mask", [None, "left"])
def test_edit_is_shown_whole(clock: Clock, mask: str | None) -> None:
    marked = None
    if mask:
        marked = Image.new("L", (100, 60), 0)
        marked.paste(255, (0, 0, 40, 60))
    sizes = [(24, 16), (48, 32), (96, 64), (96, 64)]
    assert shown(edit(mask=marked, strength=1.0)) == sizes


KINDS = [asked(), edit(), edit(mask=Image.new("L", (100, 60), 255)), asked(count=2)]


@pytest.mark.parametrize("request_", KINDS)
def test_picture_is_the_same_to_the_last_byte(
    pipes: Pipelines, monkeypatch: pytest.MonkeyPatch, request_: ProviderRequest
) -> None:
    progress = Recorder()
    seen = run(request_, progress).images
    assert progress.shown
    assert "step" not in vars(pipes.text.scheduler)
    monkeypatch.setattr(glimpses, "MOST", 0)
    progress = Recorder()
    unseen = run(request_, progress).images
    assert progress.shown == []
    assert [each.tobytes() for each in seen] == [each.tobytes() for each in unseen]


@pytest.mark.parametrize(
    "name", ["PNDM", "EulerDiscrete", "EulerAncestralDiscrete", "DPMSolverMultistep", "LCM"]
)
def test_picture_is_the_same_with_any_scheduler(
    clock: Clock, pipes: Pipelines, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    import diffusers

    kind: Any = getattr(diffusers, f"{name}Scheduler")
    for pipe in (pipes.text, pipes.image):
        pipe.scheduler = kind.from_config(pipe.scheduler.config)
    for request in (asked(), edit(strength=1.0)):
        progress = Recorder()
        seen = run(request, progress).images[0]
        assert len(progress.shown) == 4
        with monkeypatch.context() as without:
            without.setattr(glimpses, "MOST", 0)
            assert run(request).images[0].tobytes() == seen.tobytes()


@pytest.mark.parametrize(
    ("each_cell", "widths"),
    [
        (0.0001, [16, 32, 64, 64]),
        # 0.13 + 0.51 of one second; neither 2.05 nor 0.51 are left, but twice 0.13 are.
        (0.002, [16, 32, 16, 16]),
        # Thrice 0.32; there is no fourth.
        (0.005, [16, 16, 16]),
        # 3.2 at once: nobody could know, and it is the last.
        (0.05, [16]),
    ],
)
def test_glimpses_take_a_tenth_of_the_time_of_the_steps(
    clock: Clock, each_cell: float, widths: list[int]
) -> None:
    clock.each_cell = each_cell
    assert [width for width, _ in shown(asked())] == widths
    spent = sum(each_cell * width * height for width, height in clock.decoded[:-1])
    assert spent <= glimpses.SHARE * 10 or widths == [16]


def test_words_and_a_given_picture_do_not_count_as_steps(clock: Clock, pipes: Pipelines) -> None:
    def slowly(*given: Any) -> None:
        clock.now += 1000.0

    reading = pipes.text.text_encoder.register_forward_pre_hook(slowly)
    clock.each_cell = 0.005
    assert [width for width, _ in shown(asked())] == [16, 16, 16]
    reading.remove()


@pytest.mark.django_db(transaction=True)
def test_job_offers_its_glimpses_and_forgets_them(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpses, "SHARE", 1000.0)
    made = script.send("post", "/api/generate", {"prompt": "a lake"}).json()
    path, seen = f"/api/generate/{made['id']}", []
    show = JobProgress.show

    def looking(self: JobProgress, picture: Image.Image) -> None:
        show(self, picture)
        answer = script.send("get", f"{path}/glimpse")
        url = script.send("get", path).json()["glimpseUrl"]
        seen.append((url, answer["Content-Type"], Glimpse.objects.count()))

    monkeypatch.setattr(JobProgress, "show", looking)
    run_next()
    here = f"http://testserver{path}/glimpse"
    assert seen == [(f"{here}?v={place}", "image/webp", 1) for place in (1, 2, 3, 4)]
    row = Generation.objects.get(pk=made["id"])
    assert (row.status, row.provider, row.glimpses) == ("completed", "diffusers", 4)
    assert Glimpse.objects.count() == 0
    assert script.send("get", f"{path}/glimpse").status_code == 404
