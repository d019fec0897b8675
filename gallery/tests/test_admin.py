from typing import Any
from unittest.mock import Mock

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from accounts.models import User
from files.models import StoredFile
from gallery.access import own_item
from gallery.liking import like_item
from gallery.models import GalleryItem, Like, Report, SeededItem
from gallery.services import report_item
from gallery.statistics import items_published, open_reports
from gallery.tests.conftest import Caller, make_item, owner_of
from generation.trash import discard_generation

pytestmark = pytest.mark.django_db
ITEMS, REPORTS = "gallery_galleryitem", "gallery_report"


@pytest.fixture
def curator() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("c@example.com", "x"))
    return client


def act(curator: Client, table: str, action: str, row: Any) -> None:
    url = reverse(f"admin:{table}_changelist")
    data = {"action": action, "_selected_action": [row.pk]}
    assert curator.post(url, data).status_code == 302


def fresh(item: GalleryItem) -> GalleryItem:
    return GalleryItem.objects.get(pk=item.pk)


def test_lists_and_forms_show_the_pictures(curator: Client, item: GalleryItem) -> None:
    report = report_item(None, item, reason="Not <b>nice</b>.")
    thumbnail = f"{item.image.url}?w=240&amp;format=webp"
    for table, row in ((ITEMS, item), (REPORTS, report)):
        for name, args in (("changelist", []), ("change", [row.pk])):
            response = curator.get(reverse(f"admin:{table}_{name}", args=args))
            assert response.status_code == 200
            assert thumbnail in response.content.decode()
            assert b"<b>nice</b>" not in response.content
    listed = curator.get(
        reverse(f"admin:{ITEMS}_changelist"), {"q": "mine", "is_hidden__exact": "0"}
    )
    assert thumbnail in listed.content.decode()


def test_likes_and_seeds_are_not_in_the_admin() -> None:
    assert not any(admin.site.is_registered(model) for model in (Like, SeededItem))


def test_feature_and_hide_and_back(curator: Client, item: GalleryItem) -> None:
    report_item(None, item, reason="Odd.")
    act(curator, ITEMS, "feature", item)
    act(curator, ITEMS, "hide", item)
    assert (fresh(item).is_featured, fresh(item).is_hidden, open_reports()) == (True, True, 0)
    assert items_published() == 0
    act(curator, ITEMS, "unfeature", item)
    act(curator, ITEMS, "unhide", item)
    assert (fresh(item).is_featured, fresh(item).is_hidden, items_published()) == (False, False, 1)


def test_report_is_resolved_or_its_item_hidden(curator: Client, item: GalleryItem) -> None:
    first = report_item(None, item, reason="One.")
    report_item(None, item, reason="Two.")
    act(curator, REPORTS, "resolve", first)
    assert (open_reports(), fresh(item).is_hidden) == (1, False)
    act(curator, REPORTS, "hide_item", first)
    assert (open_reports(), fresh(item).is_hidden) == (0, True)
    assert Report.objects.filter(is_resolved=True).count() == 2


def test_form_changes_only_what_was_edited(
    curator: Client, item: GalleryItem, other: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_item(None, item, reason="Odd.")
    stale = GalleryItem.objects.with_files().get()
    like_item(owner_of(other), item)
    monkeypatch.setattr("gallery.admin.GalleryItemAdmin.get_object", Mock(return_value=stale))
    data = {"title": "Edited", "description": "", "is_hidden": "on"}
    url = reverse(f"admin:{ITEMS}_change", args=[item.pk])
    assert curator.post(url, data).status_code == 302
    row = fresh(item)
    assert (row.title, row.likes, row.is_hidden, open_reports()) == ("Edited", 1, True, 0)


@pytest.mark.parametrize("one_by_one", [True, False])
@pytest.mark.django_db(transaction=True)
def test_deleting_releases_the_files(curator: Client, caller: Caller, one_by_one: bool) -> None:
    item = make_item(owner_of(caller))
    assert item.generation is not None
    discard_generation(item.generation)
    assert own_item(caller.visitor, item.pk).before is not None
    if one_by_one:
        curator.post(reverse(f"admin:{ITEMS}_delete", args=[item.pk]), {"post": "yes"})
    else:
        url = reverse(f"admin:{ITEMS}_changelist")
        data = {"action": "delete_selected", "_selected_action": [item.pk], "post": "yes"}
        curator.post(url, data)
    assert (GalleryItem.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("table", [ITEMS, REPORTS])
def test_lists_cost_the_same_for_many_rows(
    curator: Client, caller: Caller, django_assert_max_num_queries: Any, table: str
) -> None:
    for number in range(12):
        item = make_item(owner_of(caller), title=f"Item {number}")
        report_item(caller.visitor, item, reason="Odd.")
    # Session, curator, count twice, rows, filters.
    with django_assert_max_num_queries(7):
        assert curator.get(reverse(f"admin:{table}_changelist")).status_code == 200
