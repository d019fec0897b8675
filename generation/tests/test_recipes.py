"""Recipes over the API: kept, shared, changed, applied."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from pytest_django import DjangoAssertNumQueries

from accounts.models import Visitor
from accounts.services import delete_account
from accounts.visitors import hash_key, join_user
from generation.models import Generation
from generation.recipes.models import Recipe
from generation.running import run_next
from generation.studio.operations import OPERATIONS
from generation.tests.conftest import Script, codes

pytestmark = pytest.mark.django_db(transaction=True)

SHAPE = {"id", "name", "description", "plan", "isShared", "shareUrl", "uses", "createdAt"}
PLAN = [{"op": "grayscale", "params": {}}, {"op": "crop", "params": {"width": 1, "height": 1}}]
WORDS = "make it black and white and crop it square"


@pytest.fixture(autouse=True)
def studio(settings: Any) -> None:
    settings.AI_PROVIDERS = ["mock", "studio"]


@pytest.fixture
def recipe(script: Script) -> dict[str, Any]:
    return dict(script.send("post", "/api/recipes", {"prompt": WORDS}).json())


def owner_of(script: Script) -> Visitor:
    return Visitor.objects.get(key_hash=hash_key(script.headers["X-Session-ID"]))


def share(script: Script, recipe: dict[str, Any]) -> None:
    script.send("patch", f"/api/recipes/{recipe['id']}", {"isShared": True})


def test_words_become_a_recipe_named_after_them(script: Script) -> None:
    response = script.send("post", "/api/recipes", {"prompt": WORDS})
    body = response.json()
    assert (response.status_code, set(body)) == (201, SHAPE)
    assert response["Location"] == f"http://testserver/api/recipes/{body['id']}"
    assert (body["name"], body["isShared"], body["shareUrl"], body["uses"]) == (
        WORDS,
        False,
        None,
        0,
    )
    assert [(step["op"], step["version"]) for step in body["plan"]] == [
        ("grayscale", 1),
        ("crop", 1),
    ]


def test_a_written_plan_becomes_a_recipe(script: Script) -> None:
    given = {"plan": PLAN, "name": "  Shop \n pictures ", "description": "For the shop."}
    body = script.send("post", "/api/recipes", given).json()
    assert (body["name"], body["description"]) == ("Shop pictures", "For the shop.")
    assert [step["op"] for step in body["plan"]] == ["grayscale", "crop"]
    unnamed = script.send("post", "/api/recipes", {"plan": PLAN}).json()
    assert unnamed["name"] == "grayscale, crop"


def test_what_was_done_to_a_picture_becomes_a_recipe(script: Script) -> None:
    given = {"prompt": WORDS, "inputImage": script.upload(), "settings": {"provider": "studio"}}
    made = script.send("post", "/api/generate", given).json()
    early = script.send("post", "/api/recipes", {"generationId": made["id"]})
    assert (early.status_code, codes(early)) == (422, [("no_plan", "generationId")])
    run_next()
    body = script.send("post", "/api/recipes", {"generationId": made["id"]}).json()
    shown = script.send("get", f"/api/generate/{made['id']}").json()
    assert body["plan"] == shown["metadata"]["plan"]
    stranger = Script()
    assert stranger.send("post", "/api/recipes", {"generationId": made["id"]}).status_code == 404


@pytest.mark.parametrize(
    ("given", "status", "expected"),
    [
        ({}, 400, [("one_source", "non_field_errors")]),
        ({"prompt": "warmer", "plan": PLAN}, 400, [("one_source", "non_field_errors")]),
        ({"prompt": "warmer", "name": ""}, 400, [("blank", "name")]),
        ({"prompt": "warmer", "name": "\u200b"}, 400, [("blank", "name")]),
        ({"prompt": "warmer", "name": "x" * 121}, 400, [("max_length", "name")]),
        ({"prompt": "warmer", "name": "a\u202eb"}, 400, [("invalid_characters", "name")]),
        ({"plan": ["grayscale"]}, 400, [("not_a_dict", "plan.0")]),
        ({"plan": []}, 422, [("plan_invalid", "plan")]),
        ({"plan": [{"op": "explode"}]}, 422, [("plan_invalid", "plan")]),
        ({"plan": [{"op": "blur", "params": {"amount": 9}}]}, 422, [("plan_invalid", "plan")]),
        ({"plan": [{"op": "blur", "version": 99}]}, 422, [("plan_outdated", "plan")]),
        ({"plan": PLAN * 20}, 422, [("plan_invalid", "plan")]),
        ({"generationId": str(uuid4())}, 404, [("not_found", None)]),
        ({"prompt": "asdfgh qwerty"}, 422, [("instruction_not_understood", "prompt")]),
        ({"prompt": "warmer, and add a hat"}, 422, [("instruction_not_understood", "prompt")]),
    ],
)
def test_bad_recipes_are_refused_and_leave_nothing(
    script: Script, given: Any, status: int, expected: Any
) -> None:
    response = script.send("post", "/api/recipes", given)
    assert (response.status_code, codes(response)) == (status, expected)
    assert (Recipe.objects.count(), Visitor.objects.count()) == (0, 0)


def test_what_is_not_understood_comes_with_suggestions(script: Script) -> None:
    response = script.send("post", "/api/recipes", {"prompt": "asdfgh qwerty"})
    assert "You could say: “" in response.json()["errors"][0]["detail"]


def test_a_recipe_is_its_owners_until_shared(script: Script, recipe: dict[str, Any]) -> None:
    path, stranger = f"/api/recipes/{recipe['id']}", Script()
    stranger.upload()
    assert stranger.send("get", path).status_code == 404
    share(script, recipe)
    shown = stranger.send("get", path)
    assert (shown.status_code, shown.json()["plan"]) == (200, recipe["plan"])
    assert shown.json()["shareUrl"].endswith(f"/recipes/{recipe['id']}")
    for method in ("patch", "delete"):
        assert stranger.send(method, path, {}).status_code == 404
    assert stranger.send("get", "/api/recipes").json()["results"] == []


def test_a_recipe_can_be_changed_and_forgotten(script: Script, recipe: dict[str, Any]) -> None:
    path = f"/api/recipes/{recipe['id']}"
    changed = script.send("patch", path, {"name": "Plain", "description": "Gray and square."})
    assert (changed.json()["name"], changed.json()["isShared"]) == ("Plain", False)
    assert script.send("get", path).json() == changed.json()
    assert script.send("delete", path).status_code == 204
    assert script.send("get", path).status_code == 404


def test_recipes_are_listed_in_pages_newest_first(
    script: Script, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for word in ("warmer", "cooler", "darker"):
        script.send("post", "/api/recipes", {"prompt": word})
    Script().send("post", "/api/recipes", {"prompt": "brighter"})
    with django_assert_max_num_queries(3):
        first = script.send("get", "/api/recipes?limit=2").json()
    second = script.send("get", first["next"]).json()
    names = [each["name"] for each in first["results"] + second["results"]]
    assert (names, second["next"]) == (["darker", "cooler", "warmer"], None)


def test_a_recipe_stands_for_the_prompt(script: Script, recipe: dict[str, Any]) -> None:
    given = {"recipeId": recipe["id"], "inputImage": script.upload()}
    accepted = script.send("post", "/api/generate", given)
    body = accepted.json()
    assert (accepted.status_code, body["prompt"], body["mode"]) == (202, WORDS, "image-to-image")
    assert body["metadata"]["recipeId"] == recipe["id"]
    assert body["metadata"]["provider"] == "studio"
    run_next()
    done = script.send("get", f"/api/generate/{body['id']}").json()
    assert (done["status"], done["metadata"]["plan"]) == ("completed", recipe["plan"])
    assert [(image["width"], image["height"]) for image in done["outputImages"]] == [(30, 30)]
    assert script.send("get", f"/api/recipes/{recipe['id']}").json()["uses"] == 1


def test_words_beside_a_recipe_only_name_the_picture(
    script: Script, recipe: dict[str, Any]
) -> None:
    given = {"prompt": "invert it", "recipeId": recipe["id"], "inputImage": script.upload()}
    key = script.send("post", "/api/generate", given).json()["id"]
    run_next()
    done = script.send("get", f"/api/generate/{key}").json()
    assert (done["prompt"], done["metadata"]["plan"]) == ("invert it", recipe["plan"])


def test_a_shared_recipe_works_for_others_and_a_private_one_does_not(
    script: Script, recipe: dict[str, Any]
) -> None:
    stranger = Script()
    given = {"recipeId": recipe["id"], "inputImage": stranger.upload()}
    refused = stranger.send("post", "/api/generate", given)
    assert (refused.status_code, codes(refused)) == (400, [("recipe_not_found", "recipeId")])
    share(script, recipe)
    assert stranger.send("post", "/api/generate", given).status_code == 202


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({}, (400, "input_required")),
        ({"mode": "text-to-image"}, (400, "provider_unsuitable")),
        ({"settings": {"provider": "mock"}}, (400, "provider_unsuitable")),
    ],
)
def test_a_recipe_needs_a_picture_and_the_studio(
    script: Script, recipe: dict[str, Any], extra: dict[str, Any], expected: tuple[int, str]
) -> None:
    given = {"recipeId": recipe["id"], **extra}
    if "settings" in extra:
        given["inputImage"] = script.upload()
    response = script.send("post", "/api/generate", given)
    assert (response.status_code, codes(response)[0][0]) == expected


def test_a_retry_counts_as_a_use_of_the_recipe(script: Script, recipe: dict[str, Any]) -> None:
    given = {"recipeId": recipe["id"], "inputImage": script.upload()}
    key = script.send("post", "/api/generate", given).json()["id"]
    run_next()
    again = script.send("post", f"/api/generate/{key}/retry").json()
    assert (again["metadata"]["recipeId"], Recipe.objects.get().uses) == (recipe["id"], 2)


def test_what_a_recipe_made_is_published_without_words(
    script: Script, recipe: dict[str, Any]
) -> None:
    given = {"recipeId": recipe["id"], "inputImage": script.upload()}
    key = script.send("post", "/api/generate", given).json()["id"]
    run_next()
    item = script.send("post", "/api/gallery", {"generationId": key, "title": "Square"}).json()
    assert item["prompt"] == ""


def test_a_replay_is_retried_by_its_plan_even_without_its_recipe(
    script: Script, recipe: dict[str, Any]
) -> None:
    settings = {"aspectRatio": "2:1"}
    given = {"recipeId": recipe["id"], "inputImage": script.upload(), "settings": settings}
    key = script.send("post", "/api/generate", given).json()["id"]
    run_next()
    script.send("delete", f"/api/recipes/{recipe['id']}")
    first = script.send("get", f"/api/generate/{key}").json()["metadata"]
    assert first["recipeId"] is None
    again = script.send("post", f"/api/generate/{key}/retry").json()["id"]
    run_next()
    done = script.send("get", f"/api/generate/{again}").json()
    assert (done["status"], done["metadata"]["plan"]) == ("completed", first["plan"])


def test_an_outdated_recipe_says_so_before_anything_is_counted(
    script: Script, recipe: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OPERATIONS["grayscale"], "version", 2)
    picture = script.upload()
    for path, given in (
        ("/api/generate", {"recipeId": recipe["id"], "inputImage": picture}),
        (f"/api/recipes/{recipe['id']}/apply", {"inputImages": [picture]}),
    ):
        response = script.send("post", path, given)
        assert (response.status_code, codes(response)) == (422, [("plan_outdated", "recipeId")])
        assert "version 1 of “grayscale”" in response.json()["errors"][0]["detail"]
    assert not Generation.objects.exists()
    assert script.send("get", f"/api/recipes/{recipe['id']}").json() == recipe


def test_recipes_move_at_sign_up_and_go_with_the_account(
    script: Script, recipe: dict[str, Any]
) -> None:
    user = get_user_model().objects.create_user("ada@example.com", name="Ada")
    Visitor.objects.create(key_hash="other", user=user)
    target = join_user(owner_of(script), user)
    assert Recipe.objects.get().owner == target
    delete_account(user)
    assert not Recipe.objects.exists()
