"""Hostile and odd text, at the API and in the forms."""

import pytest

from gallery.forms import ItemForm, PublishForm, ReportForm
from gallery.models import GalleryItem
from gallery.services import publish_item
from gallery.tests.conftest import Caller, codes, make_generation, owner_of

pytestmark = pytest.mark.django_db

HOSTILE = ["a\0b", "a\x1b[31m", "\u202ednuos", "a\u2066b", "a\x7fb", "a\x85b"]
INVISIBLE = ["\u200b", "\u200b\u2060", "\ufeff"]


@pytest.mark.parametrize("text", HOSTILE)
def test_control_and_bidi_characters_are_refused(
    item: GalleryItem, caller: Caller, text: str
) -> None:
    for field in ("title", "description"):
        response = caller.send("patch", f"/api/gallery/{item.pk}", {field: text})
        assert codes(response) == [("invalid_characters", field)]
    response = caller.send("post", f"/api/gallery/{item.pk}/report", {"reason": text})
    assert codes(response) == [("invalid_characters", "reason")]


@pytest.mark.parametrize("text", [*INVISIBLE, "", " ", "\n"])
def test_title_that_nobody_sees_is_blank(item: GalleryItem, caller: Caller, text: str) -> None:
    response = caller.send("patch", f"/api/gallery/{item.pk}", {"title": text})
    assert (response.status_code, codes(response)) == (400, [("blank", "title")])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("two\nlines\tand  more ", "two lines and more"),
        ("日本語 🍌 العربية", "日本語 🍌 العربية"),
        ("x" * 120, "x" * 120),
        (7, "7"),
    ],
)
def test_titles_are_one_line_and_otherwise_untouched(
    item: GalleryItem, caller: Caller, text: object, kept: str
) -> None:
    body = caller.send("patch", f"/api/gallery/{item.pk}", {"title": text}).json()
    assert body["title"] == kept


def test_descriptions_keep_their_lines(item: GalleryItem, caller: Caller) -> None:
    body = {"description": "One.\n\n  Two."}
    answer = caller.send("patch", f"/api/gallery/{item.pk}", body).json()
    assert answer["description"] == "One.\n\n  Two."


def test_too_long_texts_are_refused(item: GalleryItem, caller: Caller) -> None:
    for field, length in (("title", 120), ("description", 2000)):
        body = {field: "x" * (length + 1)}
        response = caller.send("patch", f"/api/gallery/{item.pk}", body)
        assert codes(response) == [("max_length", field)]


@pytest.mark.parametrize("title", [["a"], {"a": 1}, None, True])
def test_titles_of_another_kind_are_refused(
    item: GalleryItem, caller: Caller, title: object
) -> None:
    response = caller.send("patch", f"/api/gallery/{item.pk}", {"title": title})
    assert (response.status_code, codes(response)[0][1]) == (400, "title")


def test_forms_check_as_the_api_does() -> None:
    form = ItemForm({"title": "a\u202eb", "description": "\x1b"})
    assert sorted(form.errors) == ["description", "title"]
    assert ItemForm({"title": "\u200b"}).errors["title"] == ["This field may not be blank."]
    assert ReportForm({"reason": "\u202e"}).errors.keys() == {"reason"}
    assert ReportForm({"reason": " Me. "}).is_valid()


def test_forms_data_fits_the_service(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    form = PublishForm(
        {"title": " My \n lake", "generation_id": generation.pk, "output_id": "", "is_public": "on"}
    )
    assert form.is_valid()
    item = publish_item(caller.visitor, **form.cleaned_data)
    assert (item.title, item.description, item.is_public, item.before) == (
        "My lake",
        "",
        True,
        None,
    )
