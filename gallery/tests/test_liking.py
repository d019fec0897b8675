import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import Visitor
from gallery.access import visible_item
from gallery.errors import ItemNotFound
from gallery.liking import like_item, recount_likes, unlike_item
from gallery.models import GalleryItem, Like
from gallery.tests.conftest import Caller, owner_of

AT_ONCE = 50


def counted(item: GalleryItem) -> tuple[int, int]:
    """The counter and the rows it should follow."""
    return GalleryItem.objects.get(pk=item.pk).likes, Like.objects.filter(item=item).count()


def at_once(act: Callable[[int], object]) -> None:
    """Do `act` in as many threads, all started together."""
    gate = threading.Barrier(AT_ONCE)

    def run(number: int) -> None:
        gate.wait()
        try:
            act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(run, range(AT_ONCE)))


@pytest.mark.django_db
def test_like_counts_once_and_unlike_takes_it_back(item: GalleryItem, other: Caller) -> None:
    visitor = owner_of(other)
    for _ in range(2):
        liked = like_item(visitor, item)
        assert (liked.likes, liked.liked, visible_item(visitor, item.pk).liked) == (1, True, True)
    assert visible_item(None, item.pk).liked is False
    for _ in range(2):
        unliked = unlike_item(visitor, item)
        assert (unliked.likes, unliked.liked, counted(item)) == (0, False, (0, 0))


@pytest.mark.django_db
def test_unlike_by_nobody_changes_nothing(item: GalleryItem, other: Caller) -> None:
    like_item(owner_of(other), item)
    assert (unlike_item(None, item).likes, counted(item)) == (1, (1, 1))


@pytest.mark.django_db
def test_like_of_a_deleted_item_is_not_found(item: GalleryItem, other: Caller) -> None:
    GalleryItem.objects.all().delete()
    with pytest.raises(ItemNotFound):
        like_item(owner_of(other), item)
    assert not Like.objects.exists()


@pytest.mark.django_db
def test_recount_mends_wrong_counters(item: GalleryItem, other: Caller) -> None:
    like_item(owner_of(other), item)
    assert recount_likes(dry_run=False) == 0
    GalleryItem.objects.update(likes=7)
    assert (recount_likes(dry_run=True), counted(item)) == (1, (7, 1))
    assert (recount_likes(dry_run=False), counted(item)) == (1, (1, 1))


@pytest.mark.django_db(transaction=True)
def test_fifty_likes_at_once_by_one_visitor_are_one(item: GalleryItem, other: Caller) -> None:
    visitor = Visitor.objects.get(pk=owner_of(other).pk)
    at_once(lambda _: like_item(visitor, GalleryItem.objects.get(pk=item.pk)))
    assert counted(item) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_fifty_visitors_at_once_are_fifty_likes(
    item: GalleryItem, new_caller: Callable[[], Caller]
) -> None:
    visitors = [owner_of(new_caller()) for _ in range(AT_ONCE)]
    at_once(lambda number: like_item(visitors[number], GalleryItem.objects.get(pk=item.pk)))
    assert counted(item) == (AT_ONCE, AT_ONCE)


@pytest.mark.django_db(transaction=True)
def test_counter_follows_likes_and_unlikes_at_once(item: GalleryItem, other: Caller) -> None:
    visitor = owner_of(other)

    def toggle(number: int) -> None:
        row = GalleryItem.objects.get(pk=item.pk)
        like_item(visitor, row) if number % 2 else unlike_item(visitor, row)

    at_once(toggle)
    likes, rows = counted(item)
    assert likes == rows
    assert likes in {0, 1}
