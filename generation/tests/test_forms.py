from typing import Any
from uuid import uuid4

import pytest
from django.utils.datastructures import MultiValueDict

from files.errors import InvalidImage
from generation.errors import ProviderUnknown
from generation.forms import EditorForm
from generation.requests import MAX_REFERENCES
from generation.tests.conftest import upload


def filled(files: Any = None, **given: Any) -> EditorForm:
    return EditorForm({"prompt": "a lighthouse", **given}, files)


def test_form_needs_nothing_but_words() -> None:
    form = filled()
    assert form.is_valid()
    wish = form.wish()
    assert (wish.prompt, wish.mode, wish.image, wish.parent_id) == ("a lighthouse", "", None, None)
    assert wish.settings == {}


def test_form_without_words_says_so() -> None:
    assert filled(prompt="  ").errors == {"prompt": ["Say in a few words what you want."]}


@pytest.mark.parametrize("prompt", ["\u202etxet", "bell\x07", "x" * 8001])
def test_form_refuses_unfit_words(prompt: str) -> None:
    assert set(filled(prompt=prompt).errors) == {"prompt"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mode", "poem"),
        ("count", "5"),
        ("count", "one"),
        ("aspect_ratio", "7:1"),
        ("seed", "-1"),
        ("seed", str(2**31)),
        ("strength", "1.1"),
        ("input_image", "abc"),
        ("parent", "abc"),
    ],
)
def test_form_refuses_what_cannot_be(name: str, value: str) -> None:
    assert set(filled(**{name: value}).errors) == {name}


def test_wish_carries_the_settings() -> None:
    form = filled(count="3", aspect_ratio="16:9", seed="7", provider="mock", strength="0.5")
    assert form.is_valid()
    assert form.wish().settings == {
        "count": 3,
        "aspectRatio": "16:9",
        "seed": 7,
        "provider": "mock",
        "strength": 0.5,
    }


@pytest.mark.parametrize("provider", ["", "mock"])
def test_an_edit_is_asked_for_as_often_as_wished(provider: str) -> None:
    form = filled(count="3", input_image=str(uuid4()), provider=provider)
    assert form.is_valid()
    assert form.wish().settings["count"] == 3


def test_an_uploaded_picture_outranks_the_one_the_page_began_with() -> None:
    form = filled({"image": upload()}, input_image=str(uuid4()), parent=str(uuid4()))
    assert form.is_valid()
    wish = form.wish()
    assert getattr(wish.image, "name", "") == "photo.png"
    assert wish.parent_id is None


def test_an_edit_without_a_picture_is_asked_for_one() -> None:
    form = filled(prompt="make it black and white and crop it square")
    assert not form.is_valid()
    assert form.errors.as_data()["image"][0].code == "picture_needed"


@pytest.mark.parametrize("mode", ["text-to-image", "image-to-image"])
def test_a_mode_that_was_chosen_is_not_second_guessed(mode: str) -> None:
    assert filled(prompt="make it black and white", mode=mode).is_valid()


def test_problems_stand_beside_their_field() -> None:
    form = filled()
    form.is_valid()
    form.add_problem(InvalidImage())
    form.add_problem(ProviderUnknown(attr="settings.provider"))
    assert set(form.errors) == {"image", "provider"}


def test_further_pictures_go_along() -> None:
    files: MultiValueDict[str, Any] = MultiValueDict()
    files.setlist("references", [upload("red"), upload("blue")])
    form = filled(files)

    assert form.is_valid()
    assert len(form.wish().references) == 2


def test_too_many_further_pictures_are_refused() -> None:
    files: MultiValueDict[str, Any] = MultiValueDict()
    files.setlist("references", [upload("red")] * (MAX_REFERENCES + 1))
    form = filled(files)

    assert form.errors["references"] == ["Up to 8 further pictures can go along."]
