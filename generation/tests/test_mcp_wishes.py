"""What an assistant's arguments ask for, and what is said of those that ask for nothing."""

from typing import Any
from uuid import UUID

import pytest
from mcp.server.mcpserver.exceptions import ToolError

from accounts.models import Visitor
from files.models import StoredFile
from generation.errors import InputNotFound, ParentUnusable
from generation.mcp_server.wishes import (
    LONGEST_NAME,
    NO_ID,
    NO_PICTURE,
    checked,
    id_of,
    prompt_of,
    settings_of,
    source_of,
    with_parent,
)
from generation.services import Wish, submit_generation
from generation.tests.assisting import NOBODYS, finished, waiting
from generation.tests.conftest import FakeProvider

UNFIT = "This contains control or direction-changing characters. Remove them and try again."
RATIO = "`aspect_ratio` is W:H, such as 16:9."
BASE64 = "iVBORw0KGgo" * 40


def said(error: pytest.ExceptionInfo[ToolError]) -> str:
    return str(error.value)


def test_prompt_comes_without_the_space_around_it() -> None:
    assert prompt_of("  a lake,\n\tat dusk \n") == "a lake,\n\tat dusk"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Say in plain words what is wanted."),
        (" \n\t\u3000", "Say in plain words what is wanted."),
        ("a\x00b", UNFIT),
        ("\x1f", UNFIT),
        ("a\u202eb", UNFIT),
        ("a\ud800b", UNFIT),
    ],
)
def test_prompt_that_says_nothing_or_hides_something_is_refused(text: str, words: str) -> None:
    with pytest.raises(ToolError) as refused:
        prompt_of(text)
    assert said(refused) == words


def test_words_to_look_for_may_be_none_and_may_hide_nothing() -> None:
    assert (checked(""), checked(" a  b ")) == ("", " a  b ")
    with pytest.raises(ToolError) as refused:
        checked("a\x00")
    assert said(refused) == UNFIT


def test_settings_leave_out_what_was_left_open() -> None:
    nothing = {"aspectRatio": "", "provider": "", "model": "", "seed": None, "localOnly": False}
    assert settings_of(**nothing) == {}


def test_settings_keep_what_was_said() -> None:
    given = {
        "aspectRatio": "16:9",
        "count": 1,
        "provider": "studio",
        "model": "m" * 64,
        "seed": 0,
        "localOnly": True,
    }
    assert settings_of(**given) == given


def test_settings_come_without_the_space_around_them() -> None:
    assert settings_of(provider=" studio ", model=" m\n") == {"provider": "studio", "model": "m"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"aspectRatio": "wide"}, RATIO),
        ({"aspectRatio": "0:9"}, RATIO),
        ({"aspectRatio": "1:1\n"}, RATIO),
        ({"aspectRatio": "٣:٤"}, RATIO),
        ({"aspectRatio": "1:11"}, "`aspect_ratio`: From 1:10 to 10:1 is possible."),
        ({"count": 0}, "`count`: Ensure this value is greater than or equal to 1."),
        ({"count": 5}, "`count`: Ensure this value is less than or equal to 4."),
        ({"seed": -1}, "`seed`: Ensure this value is greater than or equal to 0."),
        ({"seed": 2**31}, "`seed`: Ensure this value is less than or equal to 2147483647."),
        ({"provider": "p" * 33}, "`provider`: Ensure this field has no more than 32 characters."),
        ({"model": "m" * 65}, "`model`: Ensure this field has no more than 64 characters."),
        ({"model": "a\x00"}, "`model`: Null characters are not allowed."),
        ({"localOnly": "perhaps"}, "`local_only`: Must be a valid boolean."),
    ],
)
def test_settings_that_the_api_refuses_are_refused_by_the_tools_names(
    given: dict[str, Any], words: str
) -> None:
    with pytest.raises(ToolError) as refused:
        settings_of(**given)
    assert said(refused) == words


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("", None),
        (" \n", None),
        (f" {NOBODYS} ", UUID(NOBODYS)),
        (NOBODYS.replace("-", "").upper(), UUID(NOBODYS)),
        ("data:image/png;base64,AAAA", "data:image/png;base64,AAAA"),
        ("\nDATA:image/png;base64,AAAA ", "DATA:image/png;base64,AAAA"),
        (BASE64, f"data:image/png;base64,{BASE64}"),
        ("\n".join([BASE64[:76], BASE64[76:]]), f"data:image/png;base64,{BASE64}"),
    ],
)
def test_source_is_an_id_or_the_picture_itself(text: str, source: Any) -> None:
    assert source_of(text) == source


@pytest.mark.parametrize(
    "text",
    [
        "cat.jpg",
        "/home/ada/cat.jpg",
        "http://testserver/v1/files/abc",
        f"https://example.com/{'a' * LONGEST_NAME}.png",
        "a" * LONGEST_NAME,
    ],
)
def test_source_by_another_name_is_refused(text: str) -> None:
    with pytest.raises(ToolError) as refused:
        source_of(text)
    assert said(refused) == NO_PICTURE


def test_id_is_an_id() -> None:
    assert id_of(NOBODYS) == UUID(NOBODYS)
    for text in ("", "7", "the last one", f"{NOBODYS}0"):
        with pytest.raises(ToolError) as refused:
            id_of(text)
        assert said(refused) == NO_ID


def test_wish_without_an_id_is_left_as_it_is() -> None:
    """And asks the database nothing, which this test has no leave to do."""
    for image in (None, "data:image/png;base64,AAAA"):
        wish = Wish(prompt="warmer", image=image)
        assert with_parent(Visitor(), wish) is wish


@pytest.mark.django_db(transaction=True)
def test_image_that_names_a_generation_means_its_first_picture(
    visitor: Visitor, provider: FakeProvider
) -> None:
    named = finished(visitor, count=2)
    wish = with_parent(visitor, Wish(prompt="warmer", image=named.pk))
    assert wish == Wish(prompt="warmer", image=named.outputs[0].pk, parent_id=named.pk)


@pytest.mark.django_db(transaction=True)
def test_generation_to_go_on_from_is_the_one_that_was_said(
    visitor: Visitor, provider: FakeProvider
) -> None:
    said_so, named = finished(visitor), finished(visitor)
    wish = with_parent(visitor, Wish(prompt="b", image=named.pk, parent_id=said_so.pk))
    assert wish == Wish(prompt="b", image=named.outputs[0].pk, parent_id=said_so.pk)


@pytest.mark.django_db(transaction=True)
def test_image_that_names_a_picture_is_left_as_it_is(visitor: Visitor, photo: StoredFile) -> None:
    wish = Wish(prompt="warmer", image=photo.pk)
    assert with_parent(visitor, wish) is wish


@pytest.mark.django_db(transaction=True)
def test_generation_of_somebody_else_is_no_picture(
    visitor: Visitor, new_visitor: Any, provider: FakeProvider
) -> None:
    wish = Wish(prompt="warmer", image=finished(new_visitor()).pk)
    assert with_parent(visitor, wish) is wish
    with pytest.raises(InputNotFound):
        submit_generation(visitor, wish)


@pytest.mark.django_db(transaction=True)
def test_generation_without_a_picture_is_nothing_to_go_on_from(
    visitor: Visitor, provider: FakeProvider
) -> None:
    named = waiting(visitor)
    wish = with_parent(visitor, Wish(prompt="warmer", image=named.pk))
    assert wish == Wish(prompt="warmer", image=named.pk, parent_id=named.pk)
    with pytest.raises(ParentUnusable):
        submit_generation(visitor, wish)
