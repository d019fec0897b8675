import pytest
from PIL import Image, ImageChops

from generation.providers.base import ProviderError
from generation.tests.providing import Recorder, asked, run
from generation.tests.studio.pictures import gradient, pixels


def test_studio_edits_the_very_pixels() -> None:
    result = run(asked("studio"), "studio")
    (image,) = result.images
    expected = gradient().crop((10, 0, 50, 40)).convert("L").convert("RGB")
    assert image.size == (40, 40)
    assert max(ImageChops.difference(image, expected).tobytes()) <= 2
    red, green, blue = image.split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()


def test_studio_shows_its_plan_and_explains_it() -> None:
    result = run(asked("studio"), "studio")
    assert result.plan is not None
    assert [step["op"] for step in result.plan["plan"]] == ["grayscale", "crop"]
    assert result.explanation == (
        "Turned it black and white.",
        "Cropped to 1:1 around the centre: 60 × 40 became 40 × 40.",
    )
    assert (result.is_sample, result.seed) == (False, None)


def test_studio_refuses_what_it_does_not_understand() -> None:
    progress = Recorder()
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", prompt="asdfgh qwerty"), "studio", progress)
    error = caught.value
    assert (error.code, error.retryable) == ("instruction_not_understood", False)
    assert error.suggestions
    assert "asdfgh qwerty" in error.detail
    assert progress.reports == []


def test_studio_suggests_only_what_it_understands() -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", prompt="asdfgh qwerty"), "studio")
    for suggestion in caught.value.suggestions:
        assert len(run(asked("studio", prompt=suggestion), "studio").images) == 1


def test_studio_makes_once_what_would_be_the_same_twice() -> None:
    note = "The studio makes the same of it each time, so one picture was made."
    for given in ({"count": 2}, {"settings": {"count": 2}}):
        result = run(asked("studio", **given), "studio")
        assert len(result.images) == 1
        assert result.notes == (note,)
    assert run(asked("studio", settings={"count": 1}), "studio").notes == ()


def test_studio_without_a_picture_asks_for_one() -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", image=None), "studio")
    assert (caught.value.code, caught.value.retryable) == ("input_required", False)


def test_studio_crops_to_the_shape_chosen_beside_the_words() -> None:
    request = asked("studio", prompt="make it black and white", aspect_ratio="2:1")
    result = run(request, "studio")
    assert [image.size for image in result.images] == [(60, 30)]
    assert result.explanation[0] == "Turned it black and white."


@pytest.mark.parametrize("scale", [1, 2])
def test_studio_changes_only_what_the_mask_marks(scale: int) -> None:
    """A mask of another size than the picture's is stretched over it."""
    mask = Image.new("L", (60 // scale, 40 // scale), 0)
    mask.paste(255, (0, 0, 20 // scale, 40 // scale))
    (image,) = run(asked("studio", prompt="invert the colours", mask=mask), "studio").images
    before, after = pixels(gradient()), pixels(image)
    assert (after[:, 24:] == before[:, 24:]).all()
    assert (after[:, :16] == 255 - before[:, :16]).all()


def test_a_shape_chosen_beside_the_words_is_a_crop_of_its_own() -> None:
    request = asked("studio", prompt='"make it gray"', aspect_ratio="1:1")
    done = run(request, "studio")
    assert done.plan is not None
    assert [step["op"] for step in done.plan["plan"]] == ["grayscale", "crop"]


@pytest.mark.parametrize("words", ["asdfgh qwerty", "don't crop it", "undo"])
def test_a_shape_makes_no_instruction_out_of_words_that_say_nothing(words: str) -> None:
    with pytest.raises(ProviderError) as caught:
        run(asked("studio", prompt=words, aspect_ratio="16:9"), "studio")
    assert caught.value.code == "instruction_not_understood"
