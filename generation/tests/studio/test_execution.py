import numpy as np
import pytest
from PIL import Image

from generation.studio import InstructionNotUnderstood, Plan, execute, understand
from generation.studio.errors import MaskInvalid, MaskNeeded
from generation.studio.operations import (
    Brightness,
    Crop,
    Erase,
    Flip,
    Grayscale,
    Invert,
    Rotate,
    Text,
)
from generation.tests.studio.pictures import flat, gradient, pixels


def half_mask(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """The right half is marked."""
    mask = Image.new("L", size, 0)
    mask.paste(255, (size[0] // 2, 0, *size))
    return mask


@pytest.mark.parametrize(
    ("mode", "result"),
    [("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "RGB"), ("P", "RGB"), ("LA", "RGBA"), ("1", "RGB")],
)
def test_execute_takes_every_mode(mode: str, result: str) -> None:
    image = (
        gradient().convert("L").convert(mode) if mode in {"LA", "1"} else gradient().convert(mode)
    )

    done = execute(understand("brighter, crop it square, write 'x'"), image)

    assert done.image.mode == result
    assert done.image.size == (40, 40)


def test_execute_keeps_a_palettes_transparency() -> None:
    image = Image.new("P", (4, 4), 0)
    image.info["transparency"] = 0

    assert execute(Plan((Invert(),)), image).image.mode == "RGBA"


def test_execute_does_the_steps_in_order_and_explains_them() -> None:
    done = execute(understand("make it black and white and crop it square"), gradient())

    assert done.image.size == (40, 40)
    assert np.ptp(pixels(done.image).astype(int), axis=2).max() == 0
    assert done.explanation == (
        "Turned it black and white.",
        "Cropped to 1:1 around the centre: 60 × 40 became 40 × 40.",
    )


def test_execute_says_what_it_left_out() -> None:
    done = execute(understand("brighter, add a hat, frobnicate"), gradient())

    assert done.explanation == ("Brightened by 30%.",)
    assert done.notes == (
        (
            "“add a hat” needs an AI provider: the studio changes the pixels that are there and "
            "invents none."
        ),
        "“frobnicate” was not understood and left out.",
    )


def test_execute_refuses_an_empty_plan() -> None:
    with pytest.raises(InstructionNotUnderstood):
        execute(understand("add a hat"), gradient())


def test_execute_reports_progress() -> None:
    seen: list[tuple[float, str]] = []

    execute(
        Plan((Grayscale(), Flip())),
        gradient(),
        on_progress=lambda fraction, stage: seen.append((fraction, stage)),
    )

    assert seen == [(0.0, "Turning it black and white"), (0.5, "Flipping"), (1.0, "Done")]


def test_execute_lets_the_one_who_cancels_through() -> None:
    class Cancelled(Exception):
        pass

    def cancel(fraction: float, stage: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        execute(Plan((Grayscale(),)), gradient(), on_progress=cancel)


def test_execute_leaves_the_picture_it_was_given() -> None:
    image = gradient()

    execute(understand("invert, flip, write 'x'"), image, mask=half_mask())

    assert image.tobytes() == gradient().tobytes()


def test_mask_keeps_black_exactly_and_changes_white() -> None:
    done = execute(Plan((Invert(),)), gradient(), mask=half_mask())
    before, after = pixels(gradient()), pixels(done.image)

    assert (after[:, :30] == before[:, :30]).all()
    assert (after[:, 34:] == 255 - before[:, 34:]).all()
    assert done.explanation == ("Inverted the colours.", "Kept to the marked area.")


def test_mask_of_a_few_pixels_still_marks_them() -> None:
    mask = Image.new("L", (60, 40), 0)
    mask.putpixel((30, 20), 255)

    done = execute(Plan((Invert(),)), flat(0, 0, 0, (60, 40)), mask=mask)

    assert done.image.getpixel((30, 20)) == (255, 255, 255)
    assert done.image.getpixel((31, 20)) == (0, 0, 0)


def test_mask_is_ignored_by_geometry_and_that_is_said() -> None:
    done = execute(Plan((Crop(width=1, height=1),)), gradient(), mask=Image.new("L", (1, 1)))

    assert done.image.size == (40, 40)
    assert done.notes == ("The mask was ignored: cropping changes the whole picture.",)


def test_mask_goes_with_the_picture_through_geometry() -> None:
    done = execute(Plan((Flip(), Invert())), flat(0, 0, 0, (60, 40)), mask=half_mask())

    assert done.image.getpixel((5, 20)) == (255, 255, 255)
    assert done.image.getpixel((55, 20)) == (0, 0, 0)


def test_mask_that_a_rotation_turned_still_fits() -> None:
    plan = Plan((Rotate(degrees=33), Brightness(amount=1)))

    assert execute(plan, gradient(), mask=half_mask()).image.mode == "RGB"


def test_text_is_set_within_the_marked_area() -> None:
    done = execute(
        Plan((Text(text="Hello"),)), flat(9, 9, 9, (200, 100)), mask=half_mask((200, 100))
    )
    changed = (pixels(done.image) != 9).any(axis=2)

    assert not changed[:, :100].any()
    assert changed[:, 100:].any()


@pytest.mark.parametrize("mask", [Image.new("L", (60, 40), 0), Image.new("L", (10, 10), 255)])
def test_mask_that_fits_nothing_is_refused(mask: Image.Image) -> None:
    with pytest.raises(MaskInvalid):
        execute(Plan((Invert(),)), gradient(), mask=mask)


def test_a_part_that_is_not_found_needs_a_mask() -> None:
    with pytest.raises(MaskNeeded) as caught:
        execute(Plan((Brightness(where="the car"),)), gradient())

    assert caught.value.message == (
        "Changing the brightness was asked for “the car”, which the studio could not find in "
        "this picture. Paint a mask over it with the brush."
    )


def test_a_part_that_is_not_found_is_left_out_where_more_is_asked() -> None:
    done = execute(Plan((Brightness(where="the car"), Flip())), gradient())

    assert done.explanation == ("Mirrored it left to right.",)
    assert done.notes[0].startswith("Changing the brightness was asked for “the car”")


def test_a_named_part_with_a_mask_is_edited_where_the_mask_is() -> None:
    plan = Plan((Brightness(amount=-0.3, where="the car"),))

    done = execute(plan, gradient(), mask=half_mask())

    assert done.explanation == ("Darkened by 30%.", "Kept to the marked area.")


def test_erase_without_a_mask_asks_for_one() -> None:
    with pytest.raises(MaskNeeded, match="Erasing needs a mask"):
        execute(Plan((Erase(),)), gradient())


def test_a_plan_replays_alike() -> None:
    plan = understand("warmer, vignette, write 'Hi', rotate 3 degrees")
    replayed = Plan.from_json(plan.to_json())

    first, second = execute(plan, gradient()), execute(replayed, gradient())

    assert first.image.tobytes() == second.image.tobytes()
    assert first.explanation == second.explanation
