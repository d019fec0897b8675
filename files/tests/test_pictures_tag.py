import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from django.template import Context, Template
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from files.models import StoredFile
from files.tests.conftest import Caller, body, encoded, opened, picture

pytestmark = pytest.mark.django_db

TAG = '{% load pictures %}{% picture file sizes="50vw" alt=alt class="big" lazy=lazy cover=cover %}'


def shown(file: StoredFile, **context: Any) -> str:
    usual = {"file": file, "alt": "A lake", "lazy": True, "cover": False}
    return Template(TAG).render(Context({**usual, **context}))


def attributes(html: str, kind: str = "picture-real") -> dict[str, str]:
    images = [
        dict(re.findall(r'([a-z-]+)="([^"]*)"', image)) for image in re.findall("<img[^>]*>", html)
    ]
    found = [image for image in images if kind in image["class"].split()]
    return {name: unescape(value) for name, value in found[0].items()} if found else {}


def test_a_picture_comes_in_every_width_below_its_own_and_in_its_own(
    caller: Caller, store: Callable[..., StoredFile]
) -> None:
    file = store(picture("JPEG", (1200, 900)))
    found = attributes(shown(file))
    widths = (240, 480, 960)
    narrower = [f"{file.url}?w={width}&format=webp {width}w" for width in widths]
    assert found == {
        "class": "picture-real big",
        "src": f"{file.url}?w=960&format=webp",
        "srcset": ", ".join([*narrower, f"{file.url}?format=webp 1200w"]),
        "sizes": "50vw",
        "width": "1200",
        "height": "900",
        "alt": "A lake",
        "loading": "lazy",
        "decoding": "async",
    }
    for candidate in found["srcset"].split(", "):
        url, width = candidate.split(" ")
        assert f"{opened(body(caller.get(url))).width}w" == width


@pytest.mark.parametrize(
    ("size", "widths", "src"),
    [
        ((100, 50), [100], "format=webp"),
        ((240, 50), [240], "format=webp"),
        ((300, 50), [240, 300], "format=webp"),
        ((961, 50), [240, 480, 960, 961], "w=960&format=webp"),
        # Of 9 megapixels no page needs a full WebP.
        ((3000, 3000), [240, 480, 960, 1600], "w=960&format=webp"),
    ],
)
def test_nothing_is_enlarged_and_no_page_asks_for_a_huge_copy(
    file: StoredFile, size: tuple[int, int], widths: list[int], src: str
) -> None:
    file.blob.width, file.blob.height = size
    found = attributes(shown(file))
    assert [int(width) for width in re.findall(r" (\d+)w", found["srcset"])] == widths
    assert found["src"] == f"{file.url}?{src}"


def test_the_blur_below_has_the_shape_of_the_picture_and_says_nothing(file: StoredFile) -> None:
    found = attributes(shown(file), "picture-blur")
    assert (found["alt"], found["aria-hidden"]) == ("", "true")
    drawn = unquote(found["src"].removeprefix("data:image/svg+xml,"))
    assert "viewBox='0 0 40 30'" in drawn
    assert f"href='{file.blob.placeholder}'" in drawn
    assert len(found["src"]) < 900


def test_what_one_can_see_through_has_no_blur_below(store: Callable[..., StoredFile]) -> None:
    clear = store(encoded(Image.new("RGBA", (40, 30), (255, 0, 0, 90))))
    assert attributes(shown(clear), "picture-blur") == {}
    assert attributes(shown(clear))["alt"] == "A lake"


def test_words_are_escaped_and_nothing_is_styled_inline(file: StoredFile) -> None:
    html = shown(file, alt='"><script>alert(1)</script>')
    assert attributes(html)["alt"] == '"><script>alert(1)</script>'
    assert "<script" not in html
    assert "style=" not in html


def test_what_is_in_sight_at_once_is_not_lazy(file: StoredFile) -> None:
    html = shown(file, lazy=False, cover=True)
    assert "loading" not in attributes(html)
    assert 'class="picture picture-cover"' in html


def test_a_picture_read_with_its_blob_asks_for_nothing_more(
    file: StoredFile, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read = StoredFile.objects.select_related("blob").get()
    with django_assert_num_queries(0):
        shown(read)
