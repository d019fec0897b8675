import numpy as np
import pytest
from PIL import Image, ImageDraw

from generation.studio.errors import MaskInvalid, MaskNeeded
from generation.studio.operations import Erase, Material
from generation.studio.pixels import Pixels
from generation.tests.studio.pictures import flat, pixels


def stripes(width: int = 240, height: int = 160) -> Image.Image:
    """Upright stripes with a little noise: what is erased shows in them."""
    chance = np.random.default_rng(5)
    across = 120 + 60 * np.sign(np.sin(np.arange(width) / 4))
    noisy = across[np.newaxis] + chance.integers(-5, 6, (height, width))
    return Image.fromarray(np.repeat(noisy.astype(np.uint8)[..., np.newaxis], 3, axis=2))


def marked(size: tuple[int, int], *boxes: tuple[int, int, int, int]) -> Image.Image:
    mask = Image.new("L", size, 0)
    for box in boxes:
        ImageDraw.Draw(mask).ellipse(box, fill=255)
    return mask


def apart(one: Image.Image, other: Image.Image) -> Pixels:
    far = np.abs(pixels(one).astype(int) - pixels(other).astype(int)).max(axis=2)
    return np.asarray(far, dtype=np.uint8)


def with_things(image: Image.Image, *boxes: tuple[int, int, int, int]) -> Image.Image:
    changed = image.copy()
    for box in boxes:
        ImageDraw.Draw(changed).ellipse(box, fill=(250, 20, 20))
    return changed


THINGS = ((40, 40, 70, 70), (170, 90, 195, 120))


def test_every_marked_thing_goes_and_the_pattern_goes_on() -> None:
    before = stripes()
    image = with_things(before, *THINGS)
    mask = marked(image.size, *THINGS)

    result = Erase().work(image, Material(mask)).image

    inside = pixels(mask) > 127
    red = pixels(result)[..., 0].astype(int) - pixels(result)[..., 1]
    assert red[inside].max() < 20
    assert apart(result, before)[inside].mean() < 16
    assert pixels(result)[inside][:, 0].std() > 45


def test_what_is_far_from_the_marks_stays_to_the_bit() -> None:
    image = with_things(stripes(), *THINGS)
    mask = marked(image.size, *THINGS)

    result = Erase().work(image, Material(mask)).image

    far = pixels(marked(image.size, *((a - 9, b - 9, c + 9, d + 9) for a, b, c, d in THINGS))) == 0
    assert apart(result, image)[far].max() == 0


def test_a_flat_surface_comes_out_flat() -> None:
    plain = flat(90, 140, 200, (200, 150))
    image = with_things(plain, (80, 50, 120, 90))

    result = Erase().work(image, Material(marked(image.size, (80, 50, 120, 90)))).image

    assert apart(result, plain).max() <= 1


def test_large_pictures_keep_their_own_grain() -> None:
    chance = np.random.default_rng(2)
    grain = chance.integers(90, 166, (1200, 1600, 1)).astype(np.uint8)
    plain = Image.fromarray(np.repeat(grain, 3, axis=2))
    box = (700, 500, 950, 750)

    result = Erase().work(with_things(plain, box), Material(marked(plain.size, box))).image

    inside = pixels(marked(plain.size, box)) > 127
    assert pixels(result)[inside].std() > 0.8 * pixels(plain)[inside].std()


def test_scratches_are_healed_and_take_no_furrow_with_them() -> None:
    plain = flat(90, 140, 200, (300, 200))
    image, mask = plain.copy(), Image.new("L", plain.size, 0)
    for each, colour in ((image, (255, 255, 255)), (mask, 255)):
        ImageDraw.Draw(each).line((10, 20, 280, 180), fill=colour, width=2)

    result = Erase().work(image, Material(mask)).image

    assert apart(result, plain).max() <= 3
    assert np.count_nonzero(apart(result, image)) < 4 * np.count_nonzero(pixels(mask))


def test_a_mask_is_needed_and_something_must_be_left() -> None:
    with pytest.raises(MaskNeeded):
        Erase().work(stripes(), Material())
    with pytest.raises(MaskInvalid, match="too little left"):
        Erase().work(stripes(), Material(Image.new("L", (240, 160), 255)))


def test_a_large_fill_is_less_sure_and_says_so() -> None:
    image = stripes()
    small, large = (
        Erase().work(image, Material(marked(image.size, box)))
        for box in ((100, 60, 120, 80), (40, 10, 200, 150))
    )

    assert small.confidence > 0.9
    assert small.note == ""
    assert large.confidence < 0.5
    assert "look whether" in large.note


def test_erase_is_deterministic_and_keeps_input_and_alpha() -> None:
    image = with_things(stripes(), *THINGS).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    before = image.tobytes()
    mask = marked(image.size, *THINGS)

    first, second = (Erase().work(image, Material(mask)).image for _ in range(2))

    assert first.tobytes() == second.tobytes()
    assert image.tobytes() == before
    assert first.getchannel("A").tobytes() == image.getchannel("A").tobytes()


def test_dust_of_many_specks_is_erased_at_once() -> None:
    plain = flat(120, 120, 120, (400, 300))
    boxes = [(x, y, x + 12, y + 12) for x in range(20, 380, 60) for y in range(20, 280, 60)]
    image = with_things(plain, *boxes)

    result = Erase().work(image, Material(marked(image.size, *boxes))).image

    assert apart(result, plain).max() <= 1
