import cv2
import numpy as np
import pytest
from PIL import Image

from generation.studio.operations import Grain, MotionBlur, Operation, TiltShift
from generation.studio.pixels import Pixels
from generation.tests.studio.pictures import flat, gradient, pixels


def checks(width: int, height: int, cell: int) -> Image.Image:
    """A board of black and white squares."""
    rows, columns = np.indices((height, width)) // cell
    return Image.fromarray(((rows + columns) % 2 * 255).astype(np.uint8)).convert("RGB")


def detail(picture: Pixels) -> float:
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return float(np.abs(cv2.Laplacian(gray, cv2.CV_32F)).mean())


@pytest.mark.parametrize("operation", [Grain(amount=0), MotionBlur(amount=0), TiltShift(amount=0)])
def test_nothing_of_it_leaves_the_picture(operation: Operation) -> None:
    after = pixels(operation.apply(gradient())).astype(int)

    assert np.abs(after - pixels(gradient())).max() <= 2


def test_grain_is_gray_even_and_strongest_in_the_middle() -> None:
    spread = {}
    for level in (0, 20, 128, 255):
        after = pixels(Grain(amount=0.5).apply(flat(level, level, level, (300, 300))))
        assert (after[:, :, 0] == after[:, :, 2]).all()
        assert abs(float(after.mean()) - level) < 1
        spread[level] = float(after.std())

    assert spread[128] > spread[20] > spread[0] == spread[255] == 0
    assert 6 < spread[128] < 20


def test_grain_is_the_same_every_time_and_no_pattern() -> None:
    once, again = (pixels(Grain().apply(flat(128, 128, 128, (400, 300)))) for _ in range(2))

    assert (once == again).all()
    field = once[:, :, 0].astype(float) - 128
    assert abs((field[:, 1:] * field[:, :-1]).mean()) < 0.05 * field.var()
    assert abs((field[:150] * field[150:]).mean()) < 0.05 * field.var()


def test_grains_grow_with_the_picture() -> None:
    field = pixels(Grain().apply(flat(128, 128, 128, (2700, 2700))))[:, :, 0].astype(float) - 128

    assert (field[:, 1:] * field[:, :-1]).mean() > 0.7 * field.var()
    assert abs((field[:, 4:] * field[:, :-4]).mean()) < 0.2 * field.var()


@pytest.mark.parametrize(("degrees", "turned"), [(0, False), (90, True), (180, False), (-90, True)])
def test_motion_blur_keeps_what_lies_along_it(degrees: float, turned: bool) -> None:
    stripes = np.repeat(np.arange(200) // 5 % 2 * 255, 200).reshape(200, 200).astype(np.uint8)
    along = Image.fromarray(stripes.T.copy() if turned else stripes).convert("RGB")
    across = along.rotate(90)
    blur = MotionBlur(amount=1, degrees=degrees)

    assert blur.apply(along).tobytes() == along.tobytes()
    assert pixels(blur.apply(across)).std() < 0.25 * pixels(across).std()


def test_motion_blur_slants_as_told_and_stays_in_place() -> None:
    picture = Image.new("RGB", (301, 301), "black")
    picture.paste("white", (146, 146, 155, 155))

    trail = pixels(MotionBlur(amount=1, degrees=45).apply(picture))[:, :, 0].astype(float)
    rows, columns = np.nonzero(trail > trail.max() / 3)

    assert np.corrcoef(rows, columns)[0, 1] < -0.8
    assert abs(rows.mean() - 150) < 2
    assert abs(columns.mean() - 150) < 2
    assert trail.sum() == pytest.approx(81 * 255, rel=0.15)


def test_motion_blur_leaves_a_flat_picture() -> None:
    image = flat(9, 90, 200, (50, 40))

    assert MotionBlur(amount=1, degrees=33).apply(image).tobytes() == image.tobytes()


def test_tilt_shift_is_sharp_in_its_strip_alone() -> None:
    board = checks(300, 300, 3)
    after = pixels(TiltShift(amount=1).apply(board))

    assert (after[150:185] == pixels(board)[150:185]).all()
    assert detail(after[:60]) < 0.2 * detail(after[150:185])
    assert detail(after[270:]) < 0.5 * detail(after[150:185])
    assert detail(after[110:130]) > detail(after[:60])


@pytest.mark.parametrize("operation", [Grain(), MotionBlur(degrees=20), TiltShift()])
@pytest.mark.parametrize("size", [(1, 1), (4000, 3), (3, 400)])
def test_any_size_is_borne(operation: Operation, size: tuple[int, int]) -> None:
    assert operation.apply(Image.new("RGBA", size, (9, 99, 199, 0))).size == size
