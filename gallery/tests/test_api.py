from uuid import uuid4

import pytest
from django.conf import settings

from accounts.models import Visitor
from accounts.tokens import issue_tokens
from gallery.models import GalleryItem, Report
from gallery.tests.conftest import (
    Caller,
    codes,
    give_account,
    make_generation,
    make_item,
    make_upload,
    owner_of,
)
from generation.models import Status

pytestmark = pytest.mark.django_db


def path(item: GalleryItem, rest: str = "") -> str:
    return f"/api/gallery/{item.pk}{rest}"


def test_publish_answers_the_contracts_shape(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    image, before = generation.outputs[0], generation.input
    assert before is not None
    body = {"generationId": str(generation.pk), "title": " Gray  lake ", "description": "Calm."}
    response = caller.send("post", "/api/gallery", body)
    item = GalleryItem.objects.get()
    root = "http://testserver/api/files"
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver/api/gallery/{item.pk}"
    assert response.json() == {
        "id": str(item.pk),
        "title": "Gray lake",
        "description": "Calm.",
        "image": {
            "url": f"{root}/{image.pk}",
            "thumbnailUrl": f"{root}/{image.pk}?w=480&format=webp",
            "width": 50,
            "height": 30,
        },
        "before": {
            "url": f"{root}/{before.pk}",
            "thumbnailUrl": f"{root}/{before.pk}?w=480&format=webp",
            "width": 60,
            "height": 40,
        },
        "prompt": "make it gray",
        "author": None,
        "isPublic": True,
        "likes": 0,
        "liked": False,
        "createdAt": item.created_at.isoformat().replace("+00:00", "Z"),
        "shareUrl": f"{settings.SITE_URL}/gallery/{item.pk}",
        "generationId": str(generation.pk),
    }


def test_item_shows_others_its_author_but_not_its_generation(
    item: GalleryItem, caller: Caller, nobody: Caller
) -> None:
    user = give_account(caller, name="Ada")
    user.avatar_id = make_upload(owner_of(caller)).pk
    user.save()
    body = nobody.send("get", path(item)).json()
    avatar = f"http://testserver/api/files/{user.avatar_id}?w=240&format=webp"
    assert body["author"] == {"id": str(user.pk), "name": "Ada", "avatar": avatar}
    assert (body["generationId"], user.email in str(body)) == (None, False)


def test_user_with_a_token_is_the_owner(caller: Caller, nobody: Caller) -> None:
    token = issue_tokens(give_account(caller))["access"]
    bearer = {"Authorization": f"Bearer {token}"}
    generation = make_generation(owner_of(caller))
    body = {"generationId": str(generation.pk), "title": "T", "isPublic": False}
    key = nobody.send("post", "/api/gallery", body, **bearer).json()["id"]
    own = nobody.send("get", f"/api/gallery/{key}", **bearer).json()
    assert (own["generationId"], own["author"]["name"]) == (str(generation.pk), "Ada")
    liked = nobody.send("put", f"/api/gallery/{key}/like", **bearer)
    assert (liked.json(), "X-Session-ID" in liked) == ({"likes": 1, "liked": True}, False)
    assert nobody.send("get", f"/api/gallery/{key}").status_code == 404
    assert nobody.send("delete", f"/api/gallery/{key}", **bearer).status_code == 204


def test_author_without_a_name_is_no_email_address(
    item: GalleryItem, caller: Caller, nobody: Caller
) -> None:
    user = give_account(caller, name="")
    assert nobody.send("get", path(item)).json()["author"] == {
        "id": str(user.pk),
        "name": "A visitor",
        "avatar": None,
    }


def test_publish_may_be_private_and_without_the_before_picture(caller: Caller) -> None:
    generation = make_generation(owner_of(caller))
    body = {
        "generationId": str(generation.pk),
        "title": "T",
        "isPublic": False,
        "showBefore": False,
        "outputId": str(generation.outputs[0].pk),
    }
    answer = caller.send("post", "/api/gallery", body).json()
    assert (answer["isPublic"], answer["before"]) == (False, None)


def test_publish_refuses_what_is_not_the_callers_own(
    caller: Caller, other: Caller, nobody: Caller
) -> None:
    body = {"generationId": str(make_generation(owner_of(caller)).pk), "title": "T"}
    for stranger in (other, nobody):
        response = stranger.send("post", "/api/gallery", body)
        assert (response.status_code, codes(response)[0][0]) == (404, "not_found")
    assert "X-Session-ID" not in response.headers
    assert not GalleryItem.objects.exists()


def test_publish_names_what_is_wrong(caller: Caller) -> None:
    waiting = make_generation(owner_of(caller), status=Status.PENDING)
    done = make_generation(owner_of(caller))
    wishes = [
        ({"generationId": str(waiting.pk), "title": "T"}, [("not_completed", "generationId")]),
        (
            {"generationId": str(done.pk), "title": "T", "outputId": str(uuid4())},
            [("output_not_found", "outputId")],
        ),
        ({"generationId": "7", "title": "T"}, [("invalid", "generationId")]),
        ({"title": "T"}, [("required", "generationId")]),
        ({"generationId": str(done.pk)}, [("required", "title")]),
        (
            {"generationId": str(done.pk), "title": "T", "isPublic": "perhaps"},
            [("invalid", "isPublic")],
        ),
        ([], [("invalid", "non_field_errors")]),
    ]
    for body, expected in wishes:
        response = caller.send("post", "/api/gallery", body)
        assert (response.status_code, codes(response)) == (400, expected)


def test_publish_once_per_idempotency_key(caller: Caller) -> None:
    body = {"generationId": str(make_generation(owner_of(caller)).pk), "title": "T"}
    first, second = (
        caller.send("post", "/api/gallery", body, **{"Idempotency-Key": "k"}) for _ in range(2)
    )
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    other = caller.send("post", "/api/gallery", {**body, "title": "U"}, **{"Idempotency-Key": "k"})
    assert (other.status_code, codes(other)) == (422, [("idempotency_mismatch", None)])
    assert GalleryItem.objects.count() == 1


def test_patch_changes_what_is_sent(item: GalleryItem, caller: Caller) -> None:
    assert caller.send("patch", path(item), {"title": "New"}).json()["title"] == "New"
    body = caller.send("patch", path(item), {"isPublic": False, "showBefore": False}).json()
    assert (body["title"], body["isPublic"], body["before"]) == ("New", False, None)
    assert caller.send("patch", path(item), {}).json() == body
    refused = caller.send("patch", path(item), {"title": ""})
    assert (refused.status_code, codes(refused)) == (400, [("blank", "title")])


def test_only_the_owner_changes_or_deletes(
    item: GalleryItem, caller: Caller, other: Caller, nobody: Caller
) -> None:
    for stranger in (other, nobody):
        for method, body in (("patch", {"title": "Mine now"}), ("delete", None)):
            response = stranger.send(method, path(item), body)
            assert (response.status_code, codes(response)) == (404, [("not_found", None)])
    assert caller.send("delete", path(item)).status_code == 204
    assert caller.send("delete", path(item)).status_code == 404


def test_private_and_hidden_items_are_404_to_others(
    caller: Caller, other: Caller, nobody: Caller
) -> None:
    private = make_item(owner_of(caller), is_public=False)
    hidden = make_item(owner_of(caller))
    GalleryItem.objects.filter(pk=hidden.pk).update(is_hidden=True)
    for item in (private, hidden):
        for stranger in (other, nobody):
            answers = [
                stranger.send("get", path(item)),
                stranger.send("put", path(item, "/like")),
                stranger.send("delete", path(item, "/like")),
                stranger.send("post", path(item, "/report"), {"reason": "?"}),
            ]
            assert [answer.status_code for answer in answers] == [404] * 4
        assert caller.send("get", path(item)).status_code == 200
    assert nobody.send("get", "/api/gallery").json()["results"] == []
    assert Visitor.objects.count() == 2


def test_unknown_and_broken_ids_are_404(nobody: Caller) -> None:
    for key in (uuid4(), "7", "x" * 300, "%00"):
        response = nobody.send("get", f"/api/gallery/{key}")
        assert (response.status_code, codes(response)) == (404, [("not_found", None)])


def test_like_answers_count_and_state(item: GalleryItem, other: Caller, nobody: Caller) -> None:
    for _ in range(2):
        assert other.send("put", path(item, "/like")).json() == {"likes": 1, "liked": True}
    assert other.send("get", path(item)).json()["liked"] is True
    assert nobody.send("get", path(item)).json()["liked"] is False
    assert nobody.send("delete", path(item, "/like")).json() == {"likes": 1, "liked": False}
    for _ in range(2):
        assert other.send("delete", path(item, "/like")).json() == {"likes": 0, "liked": False}


def test_like_gives_somebody_new_a_session(item: GalleryItem, nobody: Caller) -> None:
    response = nobody.send("put", path(item, "/like"))
    again = Caller(key=response["X-Session-ID"])
    assert again.send("put", path(item, "/like")).json() == {"likes": 1, "liked": True}


def test_report_waits_for_a_moderator(item: GalleryItem, other: Caller, nobody: Caller) -> None:
    for reporter in (other, nobody):
        response = reporter.send("post", path(item, "/report"), {"reason": "That is me."})
        assert (response.status_code, response.content) == (202, b"")
    rows = Report.objects.order_by("id").values_list("item", "visitor", "reason", "is_resolved")
    assert list(rows) == [
        (item.pk, owner_of(other).pk, "That is me.", False),
        (item.pk, None, "That is me.", False),
    ]


def test_report_needs_a_reason(item: GalleryItem, other: Caller) -> None:
    for body, code in (
        ({}, "required"),
        ({"reason": " "}, "blank"),
        ({"reason": "x" * 1001}, "max_length"),
    ):
        response = other.send("post", path(item, "/report"), body)
        assert (response.status_code, codes(response)) == (400, [(code, "reason")])


def test_public_files_open_to_all_and_stay_while_shown(
    item: GalleryItem, caller: Caller, nobody: Caller
) -> None:
    for file in (item.image, item.before):
        assert file is not None
        refused = caller.send("delete", file.url)
        assert (refused.status_code, codes(refused)) == (409, [("in_use", None)])
        assert nobody.send("get", file.url).status_code == 200
        assert nobody.send("get", file.thumbnail_url)["Content-Type"] == "image/webp"
        assert nobody.send("delete", file.url).status_code == 404
    caller.send("patch", path(item), {"isPublic": False})
    assert nobody.send("get", item.image.url).status_code == 404
    assert caller.send("delete", item.image.url).status_code == 204
    assert caller.send("get", path(item)).status_code == 404


def test_browser_gets_the_browsable_list(item: GalleryItem, nobody: Caller) -> None:
    response = nobody.send("get", "/api/gallery", Accept="text/html")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert str(item.pk) in response.content.decode()


def test_wrong_method_and_slash(item: GalleryItem, nobody: Caller) -> None:
    assert codes(nobody.send("post", path(item, "/like"))) == [("method_not_allowed", None)]
    assert nobody.send("get", path(item, "/")).status_code == 200
