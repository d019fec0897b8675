import numpy as np
import pytest
from PIL import Image

from generation.studio.painter import Sketch, paint
from generation.studio.regions import Found, find
from generation.tests.studio.pictures import flat, gradient

EVERY = (
    *("sky", "background", "subject", "shadows", "midtones", "highlights"),
    *("left half", "right half", "top half", "bottom half", "center", "edges", "corners"),
    *("red", "orange", "yellow", "green", "teal", "blue", "purple", "pink", "brown"),
    *("white", "black", "skin"),
)


def levels(part: Found | None) -> np.ndarray:
    assert part is not None
    return np.asarray(part.mask).astype(int)


def disc_on_noise(size: tuple[int, int] = (240, 160)) -> tuple[Image.Image, np.ndarray]:
    """A textured orange disc before a textured green wall, and where the disc is."""
    chance = np.random.default_rng(3)
    down, across = np.mgrid[: size[1], : size[0]]
    inside = np.hypot(across - size[0] / 2, down - size[1] / 2) < size[1] * 0.3
    pixels = np.where(inside[..., np.newaxis], (220, 120, 40), (40, 90, 60))
    pixels = pixels + chance.integers(-12, 13, (size[1], size[0], 1))
    return Image.fromarray(pixels.astype(np.uint8)), inside


@pytest.mark.parametrize("part", EVERY)
@pytest.mark.parametrize("size", [(1, 1), (2, 3), (400, 2), (31, 47)])
def test_find_gives_a_mask_of_the_size_for_every_part(part: str, size: tuple[int, int]) -> None:
    for image in (Image.new("RGB", size, "red"), Image.new("RGBA", size, (0, 0, 0, 0))):
        found = find(part, image)

        assert found is not None
        assert (found.mask.mode, found.mask.size) == ("L", size)
        assert 0 <= found.confidence <= 1


@pytest.mark.parametrize("part", ["", "the car", "Sky", "all but the car", "all but "])
def test_find_knows_no_other_parts(part: str) -> None:
    assert find(part, gradient()) is None


@pytest.mark.parametrize("part", ["left half", "red", "shadows", "subject", "sky"])
def test_all_but_is_the_opposite(part: str) -> None:
    image, _ = disc_on_noise()

    assert (levels(find(part, image)) + levels(find(f"all but {part}", image)) == 255).all()


@pytest.mark.parametrize(
    ("part", "inside", "outside"),
    [
        ("left half", (5, 50), (95, 50)),
        ("right half", (95, 50), (5, 50)),
        ("top half", (50, 5), (50, 95)),
        ("bottom half", (50, 95), (50, 5)),
        ("center", (50, 50), (2, 50)),
        ("edges", (1, 50), (50, 50)),
        ("corners", (1, 1), (50, 50)),
    ],
)
def test_places_are_where_they_are_named(
    part: str, inside: tuple[int, int], outside: tuple[int, int]
) -> None:
    found = find(part, flat(9, 9, 9, (100, 100)))

    assert found is not None
    assert found.mask.getpixel(inside) == 255
    assert found.mask.getpixel(outside) == 0
    assert found.confidence == 1


def test_tones_share_the_light_among_them() -> None:
    image = Image.linear_gradient("L").convert("RGB")
    dark, middle, bright = (
        levels(find(part, image))[:, 0] for part in ("shadows", "midtones", "highlights")
    )

    assert (dark[10], middle[10], bright[10]) == (255, 0, 0)
    assert (dark[128], middle[128], bright[128]) == (0, 255, 0)
    assert (dark[245], middle[245], bright[245]) == (0, 0, 255)
    assert (dark + middle + bright > 140).all()


@pytest.mark.parametrize(
    ("part", "colour"),
    [
        ("red", "#d01818"),
        ("orange", "#f08020"),
        ("yellow", "#f0e030"),
        ("green", "#309040"),
        ("teal", "#20a0a0"),
        ("blue", "#2050c0"),
        ("purple", "#7030b0"),
        ("pink", "#f060b0"),
        ("brown", "#6a4020"),
        ("white", "#f8f8f8"),
        ("black", "#080808"),
        ("skin", "#d8a080"),
    ],
)
def test_colours_are_found_and_nothing_else(part: str, colour: str) -> None:
    image = Image.new("RGB", (120, 60), "#8c8c8c")
    image.paste(colour, (0, 0, 60, 60))

    found = find(part, image)

    mask = levels(found)
    assert mask[30, 20] > 200
    assert mask[30, 100] == 0
    assert found is not None
    assert found.confidence == 1


def test_a_colour_that_is_not_there_is_not_found() -> None:
    found = find("red", flat(20, 60, 200, (50, 50)))

    assert found is not None
    assert found.confidence == 0


@pytest.mark.parametrize("size", [(240, 160), (900, 600)])
def test_a_clear_subject_is_found_at_any_size(size: tuple[int, int]) -> None:
    image, inside = disc_on_noise(size)

    found = find("subject", image)

    mask = levels(found) > 127
    assert (mask & inside).sum() / (mask | inside).sum() > 0.95
    assert found is not None
    assert found.confidence >= 0.75


def test_finding_a_subject_is_deterministic() -> None:
    image, _ = disc_on_noise()

    first, second = find("subject", image), find("subject", image)

    assert first is not None
    assert second is not None
    assert first.mask.tobytes() == second.mask.tobytes()
    assert first.confidence == second.confidence


@pytest.mark.parametrize("image", [flat(90, 90, 90, (80, 60)), flat(255, 255, 255, (80, 60))])
def test_no_subject_is_not_sure(image: Image.Image) -> None:
    found = find("subject", image)

    assert found is not None
    assert found.confidence < 0.3


def test_noise_has_no_sure_subject() -> None:
    chance = np.random.default_rng(1)
    noise = Image.fromarray(chance.integers(0, 256, (120, 160, 3), dtype=np.uint8))

    found = find("background", noise)

    assert found is not None
    assert found.confidence < 0.5


def test_a_painted_sky_is_found_above_the_hills() -> None:
    found = find("sky", paint(Sketch("hills", light="day"), seed=3, width=300, height=200))

    mask = levels(found)
    assert mask[5:40].mean() > 200
    assert mask[150:].mean() < 5
    assert found is not None
    assert found.confidence > 0.8


@pytest.mark.parametrize("scene", ["pattern", "abstract", "bananas"])
def test_pictures_without_a_sky_have_none(scene: str) -> None:
    found = find("sky", paint(scene, seed=3, width=300, height=200))

    assert found is not None
    assert found.confidence < 0.45
