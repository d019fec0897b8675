import html
import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation
from generation.running import run_next
from generation.tests.conftest import FakeProvider, Script, codes

pytestmark = pytest.mark.django_db(transaction=True)

SHAPE = {
    "id",
    "userId",
    "sessionId",
    "prompt",
    "mode",
    "inputImage",
    "mask",
    "references",
    "parentId",
    "outputImages",
    "status",
    "progress",
    "stage",
    "queuePosition",
    "glimpseUrl",
    "processingTime",
    "createdAt",
    "completedAt",
    "deletedAt",
    "error",
    "metadata",
}


def test_generate_answers_the_contracts_shape(script: Script, provider: FakeProvider) -> None:
    response = script.send("post", "/api/generate", {"prompt": "a lake", "settings": {"aKey": 1}})
    body = response.json()
    assert response.status_code == 202
    assert set(body) == SHAPE
    assert response["Location"] == f"http://testserver/api/generate/{body['id']}"
    assert body["sessionId"] == script.headers["X-Session-ID"]
    assert (body["status"], body["mode"], body["queuePosition"]) == ("pending", "text-to-image", 1)
    assert body["metadata"]["settings"] == {"aKey": 1}
    assert body["createdAt"].endswith("Z")
    assert (body["userId"], body["error"], body["outputImages"]) == (None, None, [])


def test_finished_generation_shows_its_outputs(script: Script, provider: FakeProvider) -> None:
    key = script.send("post", "/api/generate", {"prompt": "a lake"}).json()["id"]
    run_next()
    body = script.send("get", f"/api/generate/{key}").json()
    (output,) = body["outputImages"]
    assert set(output) == {"id", "url", "thumbnailUrl", "width", "height", "contentType", "size"}
    assert (body["status"], body["progress"], output["contentType"]) == (
        "completed",
        100,
        "image/png",
    )
    assert script.send("get", output["url"]).status_code == 200
    assert script.client.get(output["url"]).status_code == 404


def test_strangers_get_404(script: Script, provider: FakeProvider) -> None:
    key = script.send("post", "/api/generate", {"prompt": "a lake"}).json()["id"]
    stranger = Script()
    stranger.upload()
    for method, path in (
        ("get", ""),
        ("delete", ""),
        ("get", "/events"),
        ("post", "/cancel"),
        ("post", "/retry"),
    ):
        response = stranger.send(method, f"/api/generate/{key}{path}")
        assert (response.status_code, codes(response)) == (404, [("not_found", None)])
    assert Generation.objects.count() == 1


def test_unknown_ids_get_404(script: Script) -> None:
    for path in (str(uuid4()), "not-a-uuid", "1"):
        assert script.send("get", f"/api/generate/{path}").status_code == 404


def test_quota_exceeded_says_when(script: Script, provider: FakeProvider, settings: object) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 0, "free": 0, "pro": 0}  # type: ignore[attr-defined]
    response = script.send("post", "/api/generate", {"prompt": "x"})
    assert (response.status_code, codes(response)) == (429, [("quota_exceeded", None)])
    assert int(response["Retry-After"]) > 0


def test_cancel_and_retry(script: Script, provider: FakeProvider) -> None:
    key = script.send("post", "/api/generate", {"prompt": "a lake"}).json()["id"]
    cancelled = script.send("post", f"/api/generate/{key}/cancel")
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    twice = script.send("post", f"/api/generate/{key}/cancel")
    assert (twice.status_code, codes(twice)) == (409, [("already_finished", None)])
    again = script.send("post", f"/api/generate/{key}/retry")
    assert (again.status_code, again.json()["status"]) == (202, "pending")
    assert again.json()["id"] != key
    assert again["Location"].endswith(again.json()["id"])


def test_delete_for_good_answers_204_and_is_gone(script: Script, provider: FakeProvider) -> None:
    key = script.send("post", "/api/generate", {"prompt": "a lake"}).json()["id"]
    run_next()
    assert script.send("delete", f"/api/generate/{key}?permanent=1").status_code == 204
    assert script.send("get", f"/api/generate/{key}").status_code == 404
    assert StoredFile.objects.count() == 0


def test_idempotency_key_repeats_the_first_answer(script: Script, provider: FakeProvider) -> None:
    script.upload()
    send = {"Idempotency-Key": "one"}
    first = script.send("post", "/api/generate", {"prompt": "a lake"}, **send)
    second = script.send("post", "/api/generate", {"prompt": "a lake"}, **send)
    other = script.send("post", "/api/generate", {"prompt": "a hill"}, **send)
    assert first.json() == second.json()
    assert second["Location"] == first["Location"]
    assert (other.status_code, codes(other)) == (422, [("idempotency_mismatch", None)])
    assert Generation.objects.count() == 1


def test_events_say_what_the_row_says(script: Script, provider: FakeProvider) -> None:
    key = script.send("post", "/api/generate", {"prompt": "a lake"}).json()["id"]
    run_next()
    headers = {"Accept": "text/event-stream"}
    response = script.send("get", f"/api/generate/{key}/events", **headers)
    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/event-stream"
    assert lines[2].startswith("id: ")
    assert lines[3] == "event: status"
    assert (
        json.loads(lines[4].removeprefix("data: "))
        == script.send("get", f"/api/generate/{key}").json()
    )
    seen = script.send(
        "get", f"/api/generate/{key}/events", **headers, **{"Last-Event-ID": lines[2][4:]}
    )
    assert seen.status_code == 204


def test_history_filters_and_pages(script: Script, provider: FakeProvider) -> None:
    keys = [
        script.send("post", "/api/generate", {"prompt": f"lake {number}"}).json()["id"]
        for number in range(3)
    ]
    run_next()
    Script().send("post", "/api/generate", {"prompt": "lake of a stranger"})
    first = script.send("get", "/api/history?limit=2").json()
    assert [row["id"] for row in first["results"]] == [keys[2], keys[1]]
    assert first["previous"] is None
    second = script.send("get", first["next"]).json()
    assert ([row["id"] for row in second["results"]], second["next"]) == ([keys[0]], None)
    back = script.send("get", second["previous"]).json()
    assert [row["id"] for row in back["results"]] == [keys[2], keys[1]]

    def found(query: str) -> list[str]:
        return [
            row["prompt"] for row in script.send("get", f"/api/history?{query}").json()["results"]
        ]

    assert found("status=completed") == ["lake 0"]
    assert found("q=LAKE+2") == ["lake 2"]
    assert found("mode=image-to-image") == []
    assert script.client.get("/api/history").json()["results"] == []
    assert script.send("get", "/api/history?status=odd").status_code == 400
    assert script.send("get", "/api/history?limit=101").status_code == 400
    assert script.send("get", "/api/history?cursor=odd").status_code == 400


def test_history_costs_the_same_at_any_length(
    script: Script,
    provider: FakeProvider,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    script.send("post", "/api/generate", {"prompt": "one"})
    with django_assert_max_num_queries(5):
        script.send("get", "/api/history")
    for number in range(10):
        script.send("post", "/api/generate", {"prompt": str(number)})
    run_next()
    with django_assert_max_num_queries(5):
        assert len(script.send("get", "/api/history").json()["results"]) == 11


def test_providers_say_what_they_can(script: Script, provider: FakeProvider) -> None:
    (listed,) = script.send("get", "/api/providers").json()
    assert (listed["name"], listed["models"], listed["masks"], listed["maxReferences"]) == (
        "mock",
        ["fake-1"],
        True,
        4,
    )
    assert listed["modes"] == ["image-to-image", "text-to-image"]


def test_session_id_is_for_its_owner_only(visitor: Visitor, script: Script) -> None:
    wrong = script.client.get("/api/history", headers={"X-Session-ID": "guess"})
    assert wrong.json()["results"] == []
    assert "X-Session-ID" not in wrong.headers


@pytest.mark.parametrize("q", ["häuser am", "HÄUSER", "hauser"])
def test_history_is_searched_in_any_case_and_without_accents(
    script: Script, provider: FakeProvider, q: str
) -> None:
    for prompt in ("Häuser am See", "a lake"):
        script.send("post", "/api/generate", {"prompt": prompt})
    found = script.send("get", f"/api/history?q={q}").json()["results"]
    assert [each["prompt"] for each in found] == ["Häuser am See"]


def test_browsable_page_begins_with_what_works(script: Script, provider: FakeProvider) -> None:
    page = script.send("get", "/api/generate", Accept="text/html")
    assert page.status_code == 405
    area = re.compile(r"<textarea[^>]*_content[^>]*>(.*?)</textarea>", re.DOTALL)
    written = area.search(page.content.decode())
    assert written
    body = json.loads(html.unescape(written[1]))
    assert script.send("post", "/api/generate", body).status_code == 202
