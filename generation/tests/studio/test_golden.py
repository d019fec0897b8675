import io

import pytest
from PIL import Image

from generation.studio.operations import OPERATIONS
from generation.tests.studio.golden import FOLDER, INPUT, difference, encoded, path_of, rendered

NOTICEABLE = 1.5
"""Mean ΔE: below what an eye notices, above what other builds of the libraries round apart."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_makes_the_picture_of_its_version(name: str) -> None:
    made = Image.open(io.BytesIO(encoded(rendered(name))))
    with Image.open(path_of(OPERATIONS[name])) as golden:
        far = difference(made, golden)

    assert far < NOTICEABLE, (
        f"{name} makes another picture than before: count up its `version` and run "
        "`python -m generation.tests.studio.golden`."
    )


def test_difference_notices_what_an_eye_does() -> None:
    with Image.open(INPUT) as stored:
        image = stored.convert("RGB")
    brighter = image.point(lambda level: min(255, level + 12))

    assert difference(image, image.copy()) == 0
    assert difference(image, brighter) > NOTICEABLE


def test_every_operation_changes_the_golden_picture_visibly() -> None:
    with Image.open(INPUT) as stored:
        image = stored.convert("RGB")
    unchanged = []
    for name, kind in OPERATIONS.items():
        with Image.open(path_of(kind)) as golden:
            if difference(image, golden) < 0.4:
                unchanged.append(name)

    # The picture is level, good and clear already: that these leave it alone is their promise.
    assert set(unchanged) <= {"straighten", "auto_enhance", "white_balance", "denoise"}


def test_no_golden_picture_is_left_over() -> None:
    known = {path_of(kind).name for kind in OPERATIONS.values()} | {INPUT.name}

    assert {path.name for path in FOLDER.iterdir()} == known
