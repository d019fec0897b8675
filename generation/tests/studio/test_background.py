import numpy as np
import pytest
from PIL import Image

from generation.studio.errors import PicturesNeeded, SceneNotPainted
from generation.studio.operations import (
    BackgroundBlur,
    BackgroundRemove,
    BackgroundReplace,
    Material,
    Operation,
)
from generation.studio.operations.backdrops import covering, scene_in
from generation.tests.studio.pictures import flat, gradient, pixels
from generation.tests.studio.test_regions import disc_on_noise

ALL: tuple[Operation, ...] = (BackgroundBlur(), BackgroundRemove(), BackgroundReplace())


def exact_mask() -> tuple[Image.Image, Image.Image, np.ndarray]:
    image, inside = disc_on_noise()
    return image, Image.fromarray(np.where(inside, 0, 255).astype(np.uint8)), inside


def test_remove_makes_the_background_transparent_and_keeps_the_subject() -> None:
    image, inside = disc_on_noise()

    outcome = BackgroundRemove().work(image, Material())

    alpha = pixels(outcome.image)[..., 3]
    assert outcome.image.mode == "RGBA"
    assert ((alpha > 127) == inside).mean() > 0.98
    assert outcome.confidence > 0.7
    assert outcome.note == ""


def test_a_black_and_white_mask_is_exact() -> None:
    image, mask, inside = exact_mask()

    outcome = BackgroundRemove().work(image, Material(mask))

    assert ((pixels(outcome.image)[..., 3] == 255) == inside).all()
    assert outcome.confidence == 1


def test_edges_carry_no_light_of_the_old_background() -> None:
    image = flat(0, 255, 0, (120, 120))
    image.paste((200, 40, 40), (30, 30, 90, 90))
    shrunk = image.resize((60, 60), Image.Resampling.BOX).resize((120, 120))
    mask = Image.new("L", (120, 120), 255)
    mask.paste(0, (30, 30, 90, 90))
    soft = mask.resize((60, 60), Image.Resampling.BOX).resize((120, 120))

    result = pixels(BackgroundReplace(color="#ffffff").work(shrunk, Material(soft)).image)

    assert (result[..., 1].astype(int) - result[..., 0]).max() < 25


def test_hints_are_kept_to_and_the_rest_is_found() -> None:
    image, inside = disc_on_noise()
    hints = np.full(inside.shape, 128, np.uint8)
    hints[70:90, 110:130] = 0
    hints[:20] = 255
    hints[100:110, 115:125] = 255

    outcome = BackgroundRemove().work(image, Material(Image.fromarray(hints)))

    alpha = pixels(outcome.image)[..., 3]
    assert (alpha[hints == 0] == 255).all()
    assert (alpha[hints == 255] == 0).all()
    undecided = hints == 128
    assert ((alpha > 127) == inside)[undecided].mean() > 0.95
    assert outcome.confidence >= 0.5


def test_blur_softens_the_background_only_and_leaves_no_halo() -> None:
    image, mask, inside = exact_mask()

    result = pixels(BackgroundBlur(amount=1).work(image, Material(mask)).image).astype(int)

    assert (result[inside] == pixels(image)[inside]).mean() > 0.9
    assert result[~inside][:, 0].std() < 0.5 * pixels(image)[~inside][:, 0].std()
    assert result[~inside][:, 0].max() < 70


@pytest.mark.parametrize("operation", ALL, ids=lambda each: each.name)
def test_a_picture_without_a_subject_is_said_to_have_none(operation: Operation) -> None:
    outcome = operation.work(flat(90, 120, 200, (80, 60)), Material())

    assert outcome.confidence < 0.5
    assert "refine brush" in outcome.note


@pytest.mark.parametrize("operation", ALL, ids=lambda each: each.name)
def test_what_is_cut_out_already_is_not_looked_for(operation: Operation) -> None:
    image = Image.new("RGBA", (80, 60), (0, 0, 0, 0))
    image.paste((200, 40, 40, 255), (20, 10, 60, 50))

    assert operation.work(image, Material()).confidence == 1


def test_replace_takes_the_picture_then_the_scene_then_the_colour() -> None:
    image, mask, _ = exact_mask()
    behind = flat(1, 2, 3, (50, 90))

    pictured = BackgroundReplace(picture=1, scene="a beach").work(image, Material(mask, (behind,)))
    painted = BackgroundReplace(scene="a beach").work(image, Material(mask))
    coloured = BackgroundReplace(color="#0000ff").work(image, Material(mask))

    assert pixels(pictured.image)[2, 2].tolist() == [1, 2, 3]
    assert np.ptp(pixels(painted.image)[:20], axis=(0, 1)).max() > 5
    assert pixels(coloured.image)[2, 2].tolist() == [0, 0, 255]
    for outcome in (pictured, painted, coloured):
        assert outcome.image.size == image.size


def test_replace_refuses_what_it_has_not() -> None:
    image, mask, _ = exact_mask()
    with pytest.raises(PicturesNeeded):
        BackgroundReplace(picture=2).work(image, Material(mask, (image,)))
    with pytest.raises(SceneNotPainted, match="a dragon"):
        BackgroundReplace(scene="a dragon").work(image, Material(mask))


@pytest.mark.parametrize(
    ("words", "scene", "light"),
    [
        ("a beach", "beach", ""),
        ("the sea at sunset", "ocean", "sunset"),
        ("a city at night", "city", "night"),
        ("a sunset", "ocean", "sunset"),
    ],
)
def test_scenes_are_read_from_words(words: str, scene: str, light: str) -> None:
    sketch = scene_in(words)

    assert (sketch.scene, sketch.light) == (scene, light)


@pytest.mark.parametrize("size", [(90, 700), (1000, 531), (3, 400)])
def test_a_picture_behind_fills_its_rows_without_seams(size: tuple[int, int]) -> None:
    behind = covering(gradient(300, 200), *size)
    whole = behind(slice(0, size[1])).astype(int)

    strips = [behind(slice(top, min(top + 64, size[1]))) for top in range(0, size[1], 64)]

    assert whole.shape == (size[1], size[0], 3)
    assert np.abs(np.concatenate(strips) - whole).max() <= 1


def test_no_amount_is_no_change() -> None:
    image, _ = disc_on_noise()

    assert BackgroundBlur(amount=0).work(image, Material()).image.tobytes() == image.tobytes()
