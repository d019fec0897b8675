"""The list: order, pages, search, author, and what it costs."""

import base64
import json
from itertools import chain
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.liking import like_item
from gallery.models import GalleryItem
from gallery.tests.conftest import Caller, codes, give_account, make_generation, make_item, owner_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def items(caller: Caller) -> list[GalleryItem]:
    """Ten items of the same generation, the oldest first, most of them equally liked."""
    generation = make_generation(owner_of(caller))
    return [
        GalleryItem.objects.create(
            owner=owner_of(caller),
            generation=generation,
            image=generation.outputs[0],
            before=generation.input,
            title=f"Item {number}",
            likes=[3, 1, 1, 1, 0][number % 5],
        )
        for number in range(10)
    ]


def titles(body: Any) -> list[str]:
    return [item["title"] for item in body["results"]]


def follow(caller: Caller, url: str, link: str = "next") -> list[list[str]]:
    """The titles of each page from `url` on."""
    pages = []
    address: str | None = url
    while address:
        body = caller.send("get", address).json()
        pages.append(titles(body))
        address = body[link]
    return pages


def test_new_is_newest_first_on_pages_of_any_size(items: list[GalleryItem], nobody: Caller) -> None:
    newest = [item.title for item in reversed(items)]
    for limit in (1, 3, 9, 10, 11):
        pages = follow(nobody, f"/api/gallery?limit={limit}")
        assert list(chain(*pages)) == newest
        assert {len(page) for page in pages[:-1]} <= {limit}


def test_top_breaks_ties_by_newness(items: list[GalleryItem], nobody: Caller) -> None:
    by_hand = [
        "Item 5",
        "Item 0",
        "Item 8",
        "Item 7",
        "Item 6",
        "Item 3",
        "Item 2",
        "Item 1",
        "Item 9",
        "Item 4",
    ]
    for limit in (1, 2, 4, 10):
        pages = follow(nobody, f"/api/gallery?sort=top&limit={limit}")
        assert list(chain(*pages)) == by_hand


def test_previous_leads_back(items: list[GalleryItem], nobody: Caller) -> None:
    first = nobody.send("get", "/api/gallery?sort=top&limit=4").json()
    second = nobody.send("get", first["next"]).json()
    back = nobody.send("get", second["previous"]).json()
    assert (titles(back), back["previous"]) == (titles(first), None)


def test_untouched_items_come_once_while_likes_change(
    items: list[GalleryItem], nobody: Caller
) -> None:
    seen: list[str] = []
    address: str | None = "/api/gallery?sort=top&limit=2"
    while address:
        body = nobody.send("get", address).json()
        seen += titles(body)
        address = body["next"]
        # One rises past the reader and one sinks past it, at every step.
        GalleryItem.objects.filter(title="Item 4").update(likes=len(seen) * 10)
        GalleryItem.objects.filter(title="Item 0").update(likes=0)
        assert len(seen) < 20
    moved = {"Item 4", "Item 0"}
    steady = [title for title in seen if title not in moved]
    assert steady == [
        "Item 5",
        "Item 8",
        "Item 7",
        "Item 6",
        "Item 3",
        "Item 2",
        "Item 1",
        "Item 9",
    ]


def test_new_items_do_not_shift_pages(
    items: list[GalleryItem], caller: Caller, nobody: Caller
) -> None:
    first = nobody.send("get", "/api/gallery?limit=5").json()
    make_item(owner_of(caller), title="Fresh")
    second = nobody.send("get", first["next"]).json()
    assert titles(first) + titles(second) == [item.title for item in reversed(items)]


@pytest.mark.parametrize("sort", ["new", "top"])
def test_hostile_cursors_are_refused(items: list[GalleryItem], nobody: Caller, sort: str) -> None:
    huge = [0, 10**40, str(items[0].pk)][: 3 if sort == "top" else 2]
    wrong = [[0], [0, "x", "y"], [0, None, None], [2, 1, str(uuid4())], {}, 7, huge[:1]]
    packed = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in wrong]
    for cursor in [*packed, "%00", "💥", "A" * 5000, "-"]:
        response = nobody.send("get", f"/api/gallery?sort={sort}&cursor={cursor}")
        assert (response.status_code, codes(response)) == (400, [("invalid_cursor", "cursor")])


def test_cursor_with_a_number_no_database_holds_is_no_error(
    items: list[GalleryItem], nobody: Caller
) -> None:
    packed = json.dumps([0, 10**40, str(uuid4())]).encode()
    cursor = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    response = nobody.send("get", f"/api/gallery?sort=top&cursor={cursor}")
    assert (response.status_code, len(response.json()["results"])) == (200, 10)


@pytest.mark.parametrize(
    ("query", "code", "attr"),
    [
        ("sort=best", "invalid_choice", "sort"),
        ("author=ada", "invalid", "author"),
        ("limit=0", "invalid", "limit"),
        ("limit=101", "invalid", "limit"),
        ("q=a%00b", "invalid_characters", "q"),
        ("q=%E2%80%AEdnuos", "invalid_characters", "q"),
        (f"q={'x' * 201}", "max_length", "q"),
    ],
)
def test_bad_queries_are_named(nobody: Caller, query: str, code: str, attr: str) -> None:
    response = nobody.send("get", f"/api/gallery?{query}")
    assert (response.status_code, codes(response)) == (400, [(code, attr)])


def test_search_wants_every_word_somewhere(caller: Caller, nobody: Caller) -> None:
    make_item(owner_of(caller), title="Gray lake")
    make_item(owner_of(caller), title="100% sun", description="By the LAKE_side")
    found = {
        q: follow(nobody, f"/api/gallery?q={q}")[0]
        for q in ("lake", "GRAY%20lake", "make%20sun", "moon", "100%25", "%25", "e_s", "e_l", "")
    }
    both = ["100% sun", "Gray lake"]
    assert found == {
        "lake": both,
        "GRAY%20lake": both,
        "make%20sun": ["100% sun"],
        "moon": [],
        "100%25": ["100% sun"],
        "%25": ["100% sun"],
        "e_s": ["100% sun"],
        "e_l": [],
        "": both,
    }


def test_author_narrows_to_a_users_public_items(
    caller: Caller, other: Caller, nobody: Caller
) -> None:
    make_item(owner_of(other), title="Theirs")
    make_item(owner_of(caller), title="Private", is_public=False)
    make_item(owner_of(caller), title="Public")
    user = give_account(caller)
    assert follow(nobody, f"/api/gallery?author={user.pk}") == [["Public"]]
    assert follow(nobody, f"/api/gallery?author={uuid4()}") == [[]]
    assert follow(nobody, f"/api/gallery?author={owner_of(caller).pk}") == [[]]


def test_list_knows_what_the_visitor_likes(items: list[GalleryItem], other: Caller) -> None:
    like_item(owner_of(other), items[4])
    rows = other.send("get", "/api/gallery").json()["results"]
    assert {row["title"] for row in rows if row["liked"]} == {"Item 4"}


@pytest.mark.parametrize("query", ["", "?sort=top", "?q=item", "?sort=top&q=item"])
def test_list_costs_the_same_for_one_row_and_for_many(
    items: list[GalleryItem], caller: Caller, other: Caller, query: str
) -> None:
    give_account(caller)
    joint = "&" if query else "?"
    costs = []
    for limit in (1, 10):
        with CaptureQueriesContext(connection) as queries:
            other.send("get", f"/api/gallery{query}{joint}limit={limit}")
        costs.append(len(queries))
    # Who is asking, and the page.
    assert costs == [2, 2]


@pytest.mark.parametrize(
    ("order", "index"), [(("-id",), "gallery_new"), (("-likes", "-id"), "gallery_top")]
)
def test_pages_are_read_from_an_index(
    items: list[GalleryItem], order: tuple[str, ...], index: str
) -> None:
    if connection.vendor == "postgresql":
        # Its planner reads so small a table whole, whatever indexes there are.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    plan = GalleryItem.objects.public().order_by(*order)[:24].explain()
    assert index in plan
    assert "TEMP B-TREE" not in plan
