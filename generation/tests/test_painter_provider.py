"""The painter as a provider: sizes, words, progress, what it says."""

import pytest

from generation.models import Mode
from generation.providers.base import ProviderError
from generation.studio.painter import SUGGESTIONS
from generation.tests.providing import Recorder, Stopped, Stopping, asked, run

SMALL = {"size": (96, 64)}


@pytest.mark.parametrize(
    ("given", "size"),
    [
        ({"size": (96, 64)}, (96, 64)),
        ({"size": (2048, 256)}, (2048, 256)),
        ({"size": (4096, 512)}, (2048, 256)),
        ({"aspect_ratio": "8:1"}, (2048, 256)),
        ({"aspect_ratio": "1:8"}, (256, 2048)),
        ({"aspect_ratio": "16:9"}, (1376, 774)),
        ({"aspect_ratio": "18:32"}, (774, 1376)),
        ({}, (1200, 900)),
    ],
)
def test_painter_paints_the_size_or_shape_asked_for(
    given: dict[str, object], size: tuple[int, int]
) -> None:
    result = run(asked("painter", Mode.TEXT, prompt="an abstract gradient", **given), "painter")

    assert [image.size for image in result.images] == [size]


def test_painter_says_where_a_size_was_not_kept() -> None:
    request = asked("painter", Mode.TEXT, prompt="an abstract gradient", size=(4096, 512))

    assert run(request, "painter").notes == ("Painted 2048 × 256: a side has up to 2048 pixels.",)


def test_painter_explains_what_it_painted_and_what_it_left_out() -> None:
    request = asked(
        "painter", Mode.TEXT, prompt="a dragon over a misty lake at dusk", style="oil", **SMALL
    )
    result = run(request, "painter")

    assert result.explanation == (
        "Painted peaks mirrored in a still lake, at dusk, in mist.",
        "Finished in oil.",
    )
    assert result.notes == ("“a dragon” was left out: that needs an AI provider.",)
    assert (result.seed, result.plan, result.is_sample) == (7, None, False)


def test_painter_refuses_what_it_cannot_paint_with_suggestions() -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("painter", Mode.TEXT, prompt="my grandmother"), "painter")

    assert (caught.value.code, caught.value.retryable) == ("instruction_not_understood", False)
    assert caught.value.detail == (
        "The painter cannot paint “my grandmother”: that needs an AI provider."
    )
    assert caught.value.suggestions == SUGGESTIONS


def test_painter_refuses_a_shape_it_cannot_paint() -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("painter", Mode.TEXT, prompt="a lake", size=(2000, 20)), "painter")

    assert caught.value.code == "size_invalid"


def test_painter_tells_every_layer_of_every_picture() -> None:
    progress = Recorder()
    run(asked("painter", Mode.TEXT, prompt="a lake", count=2, **SMALL), "painter", progress)
    stages = [stage for _, stage in progress.reports]

    assert stages[0] == "Reading your words"
    assert {"Picture 1: painting the sky", "Picture 2: filling the water"} <= set(stages)
    assert [part for part, _ in progress.reports] == sorted(part for part, _ in progress.reports)


def test_painter_stops_between_two_layers() -> None:
    progress = Stopping(stop_at=4)
    with pytest.raises(Stopped):
        run(asked("painter", Mode.TEXT, prompt="a lake", count=4, **SMALL), "painter", progress)

    assert len(progress.reports) == 4


def test_painter_paints_other_pictures_for_another_seed_and_the_same_for_the_same() -> None:
    pictures = [
        run(asked("painter", Mode.TEXT, prompt="hills", seed=seed, **SMALL), "painter").images[0]
        for seed in (1, 2, 1)
    ]

    assert pictures[0].tobytes() == pictures[2].tobytes() != pictures[1].tobytes()
