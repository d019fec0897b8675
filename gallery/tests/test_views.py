from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Visitor
from accounts.throttling import VisitorRateThrottle
from accounts.visitors import COOKIE
from gallery.models import GalleryItem, Report
from gallery.services import hide_items, update_item
from gallery.tests.conftest import Caller, make_generation, make_item, owner_of

pytestmark = pytest.mark.django_db


def browser(caller: Caller | None = None) -> Client:
    """A browser that is known as `caller`, or not at all."""
    client = Client()
    if caller:
        client.cookies[COOKIE] = caller.key
    return client


def titles(response: Any) -> list[str]:
    return [item.title for item in response.context["page"].rows]


def test_the_grid_shows_what_is_public_newest_first(caller: Caller) -> None:
    for title in ("first", "second"):
        make_item(owner_of(caller), title)
    make_item(owner_of(caller), "private", is_public=False)
    make_item(owner_of(caller), "hidden")
    hide_items(GalleryItem.objects.filter(title="hidden"), is_hidden=True)
    response = browser().get("/gallery")
    assert (response.status_code, titles(response)) == (200, ["second", "first"])
    assert "sessionid" not in response.cookies


def test_the_grid_is_searched_and_ordered(caller: Caller, other: Caller) -> None:
    lake, hill = (make_item(owner_of(caller), title) for title in ("A lake", "A hill"))
    browser(other).post(f"/gallery/{lake.pk}/like")
    assert titles(browser().get("/gallery?q=LAKE")) == ["A lake"]
    assert titles(browser().get("/gallery")) == [hill.title, lake.title]
    assert titles(browser().get("/gallery?sort=top")) == [lake.title, hill.title]


@pytest.mark.parametrize("q", ["café", "CAFÉ", "cafe", "Café sun"])
def test_words_are_found_in_any_case_and_without_their_accents(caller: Caller, q: str) -> None:
    item = make_item(owner_of(caller), "Somewhere")
    update_item(item, title="Café in the Sun")
    assert titles(browser().get("/gallery", {"q": q})) == ["Café in the Sun"]
    assert titles(browser().get("/gallery", {"q": "somewhere"})) == []


@pytest.mark.parametrize("query", ["sort=nonsense", "author=nonsense", "cursor=nonsense", "q=%00"])
def test_a_wrong_query_counts_as_left_out(item: GalleryItem, query: str) -> None:
    response = browser().get(f"/gallery?{query}")
    assert (response.status_code, titles(response)) == (200, [item.title])


def test_the_scroll_gets_cards_only_and_the_way_to_the_next(caller: Caller) -> None:
    for number in range(30):
        make_item(owner_of(caller), f"Item {number}")
    page = browser().get("/gallery")
    cursor = page.context["page"].next
    more = browser().get(f"/gallery?cursor={cursor}", headers={"HX-Request": "true"})
    assert titles(page) + titles(more) == [f"Item {number}" for number in reversed(range(30))]
    assert b"<html" not in more.content
    assert more.context["page"].next is None
    assert "HX-Request" in more["Vary"]


def test_going_back_in_the_browser_gets_the_whole_page(item: GalleryItem) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert b"<html" in browser().get("/gallery", headers=headers).content


def test_nothing_found_is_said_with_a_way_on() -> None:
    content = browser().get("/gallery?q=<script>").content.decode()
    assert "Nothing fits “&lt;script&gt;”" in content


@pytest.mark.parametrize("path", ["/gallery", "/gallery?sort=top"])
def test_the_grid_costs_the_same_at_one_item_and_at_many(
    caller: Caller, django_assert_num_queries: DjangoAssertNumQueries, path: str
) -> None:
    client = browser(caller)
    make_item(owner_of(caller))
    client.get(path)
    with django_assert_num_queries(2):
        client.get(path)
    for _ in range(8):
        make_item(owner_of(caller))
    with django_assert_num_queries(2):
        assert len(titles(client.get(path))) == 9


def test_the_item_page_carries_what_other_sites_show(item: GalleryItem) -> None:
    content = browser().get(f"/gallery/{item.pk}").content.decode()
    url = f"http://testserver/gallery/{item.pk}"
    picture = f"http://testserver{item.image.url}?w=960&amp;format=jpeg"
    for tag in (
        f'<meta property="og:url" content="{url}">',
        f'<meta property="og:image" content="{picture}">',
        '<meta property="og:title" content="Mine">',
        '<link rel="alternate" type="application/json+oembed"',
        f'<link rel="canonical" href="{url}">',
    ):
        assert tag in content
    assert "noindex" not in content
    assert f"/editor?prompt={'make%20it%20gray'}" in content


def test_an_item_that_is_not_public_is_its_owners_only(caller: Caller, other: Caller) -> None:
    item = make_item(owner_of(caller), is_public=False)
    own = browser(caller).get(f"/gallery/{item.pk}")
    assert own.status_code == 200
    assert b'content="noindex"' in own.content
    assert b"og:image" not in own.content
    for stranger in (browser(other), browser()):
        assert stranger.get(f"/gallery/{item.pk}").status_code == 404


def test_what_people_write_is_never_markup(caller: Caller) -> None:
    item = make_item(owner_of(caller), "<script>alert(1)</script>", description='"><img src=x>')
    for path in ("/gallery", f"/gallery/{item.pk}"):
        content = browser().get(path).content.decode()
        assert "<script>alert" not in content
        assert "<img src=x>" not in content


def test_publishing_leads_to_the_item(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    given = {"generation_id": generation.pk, "title": " My  cat ", "is_public": "on"}
    response = browser(caller).post("/gallery/publish", given)
    item = GalleryItem.objects.get()
    assert (response.status_code, response["Location"]) == (302, item.url)
    assert (item.title, item.is_public, item.before) == ("My cat", True, None)


@pytest.mark.parametrize("title", ["", " ", "\u200b", "x" * 121])
def test_publishing_without_a_title_goes_back(caller: Caller, title: str) -> None:
    generation = make_generation(owner_of(caller))
    given = {"generation_id": generation.pk, "title": title}
    response = browser(caller).post("/gallery/publish", given)
    assert response["Location"] == f"/generations/{generation.pk}"
    assert not GalleryItem.objects.exists()


def test_strangers_change_nothing(item: GalleryItem, other: Caller) -> None:
    client = browser(other)
    for action in ("update", "delete"):
        given = {"title": "Theirs", "is_public": "on"}
        assert client.post(f"/gallery/{item.pk}/{action}", given).status_code == 404
    theirs = {"generation_id": item.generation_id, "title": "Theirs"}
    client.post("/gallery/publish", theirs)
    assert [each.title for each in GalleryItem.objects.all()] == ["Mine"]


def test_the_owner_changes_and_removes_an_item(caller: Caller, item: GalleryItem) -> None:
    client = browser(caller)
    given = {"title": "Renamed", "description": "New", "is_public": "on", "show_before": "on"}
    assert client.post(f"/gallery/{item.pk}/update", given)["Location"] == item.url
    item.refresh_from_db()
    assert (item.title, item.description) == ("Renamed", "New")
    refused = client.post(f"/gallery/{item.pk}/update", {"title": ""})
    assert (refused.status_code, "title" in refused.context["item_form"].errors) == (422, True)
    assert client.post(f"/gallery/{item.pk}/delete")["Location"] == "/gallery"
    assert not GalleryItem.objects.exists()


def test_the_heart_goes_there_and_back(item: GalleryItem) -> None:
    client = browser()
    path = f"/gallery/{item.pk}/like"
    liked = client.post(path, headers={"HX-Request": "true"})
    assert b'aria-pressed="true"' in liked.content
    again = client.post(path, {"unlike": "1"}, headers={"HX-Request": "true"})
    assert b'aria-pressed="false"' in again.content
    assert client.post(path)["Location"] == item.url
    item.refresh_from_db()
    assert (item.likes, Visitor.objects.count()) == (1, 2)


def test_a_report_reaches_the_moderators(item: GalleryItem, other: Caller) -> None:
    path = f"/gallery/{item.pk}/report"
    refused = browser(other).post(path, {"reason": " "})
    assert (refused.status_code, "reason" in refused.context["report_form"].errors) == (422, True)
    assert browser(other).post(path, {"reason": "Not theirs."})["Location"] == item.url
    assert [(row.reason, row.item) for row in Report.objects.all()] == [("Not theirs.", item)]


@pytest.fixture
def one_write_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    rates = {**VisitorRateThrottle.THROTTLE_RATES, "write": "1/min"}
    monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", rates)


@pytest.mark.usefixtures("one_write_a_minute")
def test_a_form_is_no_way_round_the_apis_rate(
    item: GalleryItem, new_caller: Callable[[], Caller]
) -> None:
    path = f"/gallery/{item.pk}/report"
    assert browser(new_caller()).post(path, {"reason": "x"}).status_code == 302
    refused = browser(new_caller()).post(path, {"reason": "x"})
    assert (refused.status_code, refused["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert 0 < int(refused["Retry-After"]) <= 60
    assert Client().put(f"/api/gallery/{item.pk}/like").status_code == 429
