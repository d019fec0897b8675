import numpy as np
import pytest
from PIL import Image

from generation.studio.errors import PartNotFound
from generation.studio.operations import ColorReplace, Material
from generation.tests.studio.pictures import flat, pixels


def shaded_red() -> Image.Image:
    """Reds from dark to bright on the left, gray on the right."""
    image = np.full((60, 120, 3), 128, np.uint8)
    image[:, :60] = (np.linspace(0.3, 1, 60)[:, np.newaxis, np.newaxis] * (224, 32, 32)).astype(
        np.uint8
    )
    return Image.fromarray(image)


def test_red_becomes_blue_with_its_light_and_shade_and_gray_stays() -> None:
    outcome = ColorReplace().work(shaded_red(), Material())

    result = pixels(outcome.image).astype(int)
    assert (result[5:, 20, 2] > result[5:, 20, 0] + 30).all()
    light = result[:, 20].sum(axis=1)
    assert light[5] + 40 < light[20] < light[35] - 20 < light[55]
    assert result[:, 100].tolist() == pixels(shaded_red())[:, 100].tolist()
    assert outcome.confidence > 0.9


@pytest.mark.parametrize("target", ["#2060e0", "#30a030", "#f0d020", "#ffffff", "#101010"])
def test_the_usual_shade_comes_near_the_target(target: str) -> None:
    image = flat(224, 32, 32, (40, 40))

    result = ColorReplace(target=target).work(image, Material()).image

    wanted = [int(target[at : at + 2], 16) for at in (1, 3, 5)]
    assert np.abs(pixels(result)[20, 20].astype(int) - wanted).max() < 50


def test_a_colour_that_is_not_there_is_named() -> None:
    with pytest.raises(PartNotFound, match="no red"):
        ColorReplace().work(flat(20, 60, 200), Material())


def test_skin_is_spared_unless_it_is_marked() -> None:
    skin = flat(205, 140, 115, (40, 40))
    image = skin.copy()
    image.paste((210, 25, 25), (0, 0, 15, 40))
    mask = Image.new("L", image.size, 255)

    spared = ColorReplace(tolerance=0.6).work(image, Material()).image
    forced = ColorReplace().work(skin, Material(mask)).image

    assert pixels(spared)[20, 30].tolist() == [205, 140, 115]
    assert pixels(spared)[20, 5, 2] > 120
    assert pixels(forced)[20, 30, 2] > pixels(forced)[20, 30, 0]


def test_grays_are_sources_too() -> None:
    image = flat(245, 245, 245, (40, 40))
    image.paste((20, 20, 20), (0, 0, 20, 40))

    result = pixels(ColorReplace(source="#ffffff", target="#2060e0").work(image, Material()).image)

    assert result[20, 30, 2] > int(result[20, 30, 0]) + 60
    assert result[20, 5].tolist() == [20, 20, 20]


def test_only_the_marked_part_changes() -> None:
    image = flat(224, 32, 32, (60, 40))
    mask = Image.new("L", image.size, 0)
    mask.paste(255, (0, 0, 30, 40))

    result = pixels(ColorReplace().work(image, Material(mask)).image)

    assert result[20, 50].tolist() == [224, 32, 32]
    assert result[20, 10, 2] > 150


def test_the_sentence_names_the_colours() -> None:
    assert ColorReplace().sentence((1, 1), (1, 1)) == "Changed red to blue."


def test_alpha_stays() -> None:
    image = shaded_red().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))

    result = ColorReplace().work(image, Material()).image

    assert result.getchannel("A").tobytes() == image.getchannel("A").tobytes()
