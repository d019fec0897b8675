from collections.abc import Callable

import pytest

from accounts.merging import merge_visitors
from accounts.services import delete_account, delete_visitor
from files.models import Blob, StoredFile
from gallery.access import own_item
from gallery.liking import like_item
from gallery.models import GalleryItem, Like, Report
from gallery.services import report_item
from gallery.tests.conftest import Caller, give_account, make_item, owner_of

pytestmark = pytest.mark.django_db


def likes_of(item: GalleryItem) -> tuple[int, int]:
    return GalleryItem.objects.get(pk=item.pk).likes, Like.objects.filter(item=item).count()


def test_merge_moves_items_and_reports(caller: Caller, other: Caller) -> None:
    theirs, mine = make_item(owner_of(other)), make_item(owner_of(caller))
    report_item(caller.visitor, theirs, reason="Odd.")
    merge_visitors(source=owner_of(caller), target=owner_of(other))
    assert own_item(other.visitor, mine.pk) == mine
    assert Report.objects.get().visitor == other.visitor


def test_merge_keeps_one_like_per_item(
    item: GalleryItem, other: Caller, new_caller: Callable[[], Caller]
) -> None:
    source, target, second = owner_of(new_caller()), owner_of(other), make_item(item.owner)
    for visitor, liked in ((source, item), (target, item), (source, second)):
        like_item(visitor, liked)
    merge_visitors(source=source, target=target)
    assert (likes_of(item), likes_of(second)) == ((1, 1), (1, 1))
    assert set(Like.objects.values_list("visitor", flat=True)) == {target.pk}


def test_leaving_visitor_takes_items_bytes_and_likes_along(caller: Caller, other: Caller) -> None:
    mine, theirs = make_item(owner_of(caller)), make_item(owner_of(other))
    like_item(owner_of(caller), theirs)
    like_item(owner_of(other), mine)
    report_item(caller.visitor, theirs, reason="Odd.")
    delete_visitor(owner_of(caller))
    assert (list(GalleryItem.objects.all()), likes_of(theirs)) == ([theirs], (0, 0))
    assert (StoredFile.objects.count(), Blob.objects.count(), Like.objects.count()) == (2, 2, 0)
    assert Report.objects.get().visitor is None


def test_deleted_account_leaves_nothing_in_the_gallery(caller: Caller) -> None:
    user = give_account(caller)
    make_item(owner_of(caller))
    delete_account(user)
    assert (GalleryItem.objects.count(), StoredFile.objects.count()) == (0, 0)
