"""The pages of the trash."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from generation.models import Generation, Status
from generation.running import run_next

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("provider")]


def page_of(client: Client, prompt: str = "a lighthouse") -> Generation:
    assert client.post("/editor", {"prompt": prompt}).status_code == 302
    run_next()
    return Generation.objects.latest("id")


def test_the_history_offers_to_undo(client: Client) -> None:
    made = page_of(client)
    answer = client.post(f"/generations/{made.pk}/delete", follow=True)
    assert answer.redirect_chain == [(f"/history?deleted={made.pk}", 302)]
    assert (answer.context["deleted"], answer.context["page"].rows) == (made, [])
    undo = f"/generations/{made.pk}/restore"
    assert f'action="{undo}"' in answer.content.decode()
    back = client.post(undo, follow=True)
    assert back.redirect_chain == [("/history", 302)]
    assert "It is back in your history." in back.content.decode()
    assert back.context["page"].rows == [made]
    assert client.get(f"/history?deleted={made.pk}").context["deleted"] is None
    assert client.get("/history?deleted=nonsense").context["deleted"] is None


def test_the_trash_says_how_long_and_offers_both_ways(client: Client) -> None:
    made = page_of(client)
    client.post(f"/generations/{made.pk}/delete")
    page = client.get("/history/trash")
    text = page.content.decode()
    assert page.context["page"].rows == [made]
    assert "30 days left" in text
    assert f"{made.pk}/restore" in text
    assert f"{made.pk}/discard" in text
    assert "/history/trash/empty" in text
    restored = client.post(f"/generations/{made.pk}/restore", {"stay": "1"})
    assert restored["Location"] == "/history/trash"
    client.post(f"/generations/{made.pk}/delete")
    gone = client.post(f"/generations/{made.pk}/discard", follow=True)
    assert "Deleted for good." in gone.content.decode()
    assert "Nothing in the trash" in gone.content.decode()
    assert not Generation.objects.exists()


def test_the_trash_page_is_emptied(client: Client) -> None:
    for prompt in ("one", "two"):
        client.post(f"/generations/{page_of(client, prompt).pk}/delete")
    answer = client.post("/history/trash/empty", follow=True)
    assert "The trash is empty." in answer.content.decode()
    assert not Generation.objects.exists()


def test_the_trash_by_htmx_is_only_the_items(client: Client) -> None:
    client.post(f"/generations/{page_of(client).pk}/delete")
    part = client.get("/history/trash", headers={"HX-Request": "true"})
    assert next(template.name for template in part.templates) == "generation/_trash_items.html"


def test_the_owner_alone_sees_a_small_copy_of_what_is_in_the_trash(client: Client) -> None:
    made = page_of(client)
    client.post(f"/generations/{made.pk}/delete")
    address = f"/generations/{made.pk}/look"
    assert f'src="{address}"' in client.get("/history/trash").content.decode()
    shown = client.get(address)
    assert (shown["Content-Type"], shown["Cache-Control"]) == ("image/webp", "private, no-store")
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.content[8:12] == b"WEBP"
    assert Client().get(address).status_code == 404


def test_what_failed_has_nothing_to_look_at(client: Client) -> None:
    made = page_of(client)
    Generation.objects.update(status=Status.FAILED)
    assert client.get(f"/generations/{made.pk}/look").status_code == 404


@pytest.mark.parametrize("path", ["restore", "discard"])
def test_anothers_trash_is_out_of_reach(client: Client, path: str) -> None:
    made = page_of(Client())
    Generation.objects.update(trashed_at=timezone.now())
    assert client.post(f"/generations/{made.pk}/{path}").status_code == 404
    assert client.get("/history/trash").context["page"].rows == []
    assert Generation.objects.count() == 1


def test_the_trash_asks_the_database_as_often_for_many(
    client: Client, django_assert_num_queries: Any
) -> None:
    client.post(f"/generations/{page_of(client).pk}/delete")
    with django_assert_num_queries(4):
        client.get("/history/trash")
    for number in range(3):
        client.post(f"/generations/{page_of(client, str(number)).pk}/delete")
    with django_assert_num_queries(4):
        client.get("/history/trash")
