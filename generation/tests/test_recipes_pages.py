"""The recipes' pages and their rows in the admin."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation
from generation.recipes.models import Recipe
from generation.running import run_next
from generation.studio.operations import OPERATIONS
from generation.tests.conftest import upload

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "make it black and white and crop it square"


@pytest.fixture(autouse=True)
def studio(settings: Any) -> None:
    settings.AI_PROVIDERS = ["studio", "mock"]


def text_of(response: Any) -> str:
    return str(response.content.decode())


def kept(client: Client, words: str = WORDS, **given: str) -> Recipe:
    response = client.post("/recipes", {"words": words, **given})
    assert response.status_code == 302
    return Recipe.objects.latest("id")


def test_pages_of_nothing_make_no_visitor(client: Client) -> None:
    assert "Nothing kept yet" in text_of(client.get("/recipes"))
    assert not Visitor.objects.exists()


def test_words_are_kept_under_a_name(client: Client) -> None:
    recipe = kept(client, name="Shop pictures")
    page = text_of(client.get(recipe.url))
    for text in ("Shop pictures", "Black and white", "Crop", "1 : 1", "Use it on your"):
        assert text in page
    assert 'name="robots" content="noindex"' in page
    assert "Shop pictures" in text_of(client.get("/recipes"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"words": ""}, "Say in a few words"),
        ({"words": "asdfgh qwerty"}, "You could say"),
        ({"words": "warmer", "name": "a\u202eb"}, "direction-changing"),
    ],
)
def test_words_that_cannot_be_kept_come_back(
    client: Client, given: dict[str, str], told: str
) -> None:
    response = client.post("/recipes", given)
    assert response.status_code == 422
    assert told in text_of(response)
    assert given["words"] in text_of(response)
    assert (Recipe.objects.count(), Visitor.objects.count()) == (0, 0)


def test_a_result_is_kept_from_its_page(client: Client) -> None:
    client.post("/editor", {"prompt": WORDS, "image": upload()})
    run_next()
    made = Generation.objects.get()
    assert "Keep as a recipe" in text_of(client.get(f"/generations/{made.pk}"))
    response: Any = client.post("/recipes/keep", {"generation_id": str(made.pk)}, follow=True)
    recipe = Recipe.objects.get()
    assert response.redirect_chain == [(recipe.url, 302)]
    assert recipe.name == WORDS
    stranger = Client()
    stranger.post("/recipes/keep", {"generation_id": str(made.pk)})
    stranger.post("/recipes/keep", {"generation_id": "nonsense"})
    assert Recipe.objects.count() == 1


def test_new_and_stored_pictures_are_done_in_one_go(client: Client) -> None:
    recipe = kept(client)
    client.post(f"{recipe.url}/apply", {"images": [upload("red"), upload("blue")]})
    stored = StoredFile.objects.latest("id")
    response = client.post(f"{recipe.url}/apply", {"pictures": [str(stored.pk), "nonsense"]})
    assert response["Location"] == f"{recipe.url}#results"
    assert Generation.objects.filter(recipe=recipe).count() == 3
    page = text_of(client.get(recipe.url))
    assert f'hx-get="{recipe.url}/results"' in page
    for _ in range(3):
        run_next()
    fragment = text_of(client.get(f"{recipe.url}/results", headers={"HX-Request": "true"}))
    assert ("hx-get" in fragment, fragment.count("recipe-result"), "<html" in fragment) == (
        False,
        4,
        False,
    )


def test_a_result_of_a_recipe_names_it_and_asks_for_new_words(client: Client) -> None:
    recipe = kept(client, name="Shop pictures")
    client.post(f"{recipe.url}/apply", {"images": [upload()]})
    run_next()
    response = client.get(f"/generations/{Generation.objects.get().pk}")
    assert response.context["form"]["prompt"].value() == ""
    assert f'<a href="{recipe.url}">Shop pictures</a>' in text_of(response)


@pytest.mark.parametrize(
    ("given", "told"),
    [({}, "Choose at least one picture."), ({"images": "many"}, "Choose up to 20 pictures")],
)
def test_no_pictures_and_too_many_are_refused(
    client: Client, given: dict[str, str], told: str
) -> None:
    recipe = kept(client)
    sent: dict[str, Any] = {}
    if given:
        sent["pictures"] = [f"01a2118e-7e43-75a7-a502-{number:012}" for number in range(21)]
    response = client.post(f"{recipe.url}/apply", sent)
    assert (response.status_code, told in text_of(response)) == (422, True)


def test_pictures_beyond_the_allowance_leave_nothing(client: Client, settings: Any) -> None:
    settings.MONTHLY_LIMITS = {**settings.MONTHLY_LIMITS, "anonymous": 1}
    recipe = kept(client)
    response = client.post(f"{recipe.url}/apply", {"images": [upload("red"), upload("blue")]})
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0
    assert "1 pictures a month" in text_of(response)
    assert (Generation.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_an_outdated_recipe_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    recipe = kept(client)
    monkeypatch.setattr(OPERATIONS["grayscale"], "version", 2)
    assert "version 1 of “grayscale”" in text_of(client.get(recipe.url))
    response = client.post(f"{recipe.url}/apply", {"images": [upload()]})
    assert (response.status_code, "version 1 of" in text_of(response)) == (422, True)


def test_a_shared_link_works_for_others_who_change_nothing(client: Client) -> None:
    recipe, stranger = kept(client), Client()
    assert stranger.get(recipe.url).status_code == 404
    shared = {"name": "Plain", "description": "Gray.", "is_shared": "on"}
    assert client.post(f"{recipe.url}/update", shared).status_code == 302
    page = text_of(stranger.get(recipe.url))
    assert ("Plain" in page, "Rename, share or delete" in page) == (True, False)
    assert recipe.url in text_of(client.get(recipe.url))
    assert stranger.post(f"{recipe.url}/apply", {"images": [upload()]}).status_code == 302
    assert "thumbnail-none" not in text_of(client.get(recipe.url))
    for way in ("update", "delete"):
        assert stranger.post(f"{recipe.url}/{way}", shared).status_code == 404
    assert "Plain" not in text_of(stranger.get("/recipes"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("erase this", "“Erase” needs a part marked with the brush"),
        ("blend the two pictures", "“Blend” needs a second picture"),
        ("blur the sky", ""),
    ],
)
def test_a_recipe_that_lacks_something_says_so_before_it_is_used(
    client: Client, words: str, told: str
) -> None:
    page = text_of(client.get(kept(client, words).url))
    assert told in page
    assert ('type="submit" disabled' in page) is bool(told)


def test_pictures_to_choose_from_are_not_what_the_recipe_just_made(client: Client) -> None:
    recipe = kept(client)
    client.post(f"{recipe.url}/apply", {"images": [upload()]})
    run_next()
    source, made = Generation.objects.with_images().get().input, StoredFile.objects.latest("id")
    page = text_of(client.get(recipe.url))
    assert source is not None
    assert f'name="pictures" value="{source.pk}"' in page
    assert f'name="pictures" value="{made.pk}"' not in page
    assert f"{made.url}?download=1" in page


def test_results_that_are_asked_for_again_tell_how_far_they_are(client: Client) -> None:
    recipe = kept(client)
    client.post(f"{recipe.url}/apply", {"images": [upload("red"), upload("blue")]})
    run_next()
    address = f"{recipe.url}/results"
    assert "1 of 2 done" in text_of(client.get(recipe.url))
    fragment = text_of(client.get(address, headers={"HX-Request": "true"}))
    assert 'hx-swap-oob="innerHTML:#results-status">\n1 of 2 done' in fragment
    run_next()
    fragment = text_of(client.get(address, headers={"HX-Request": "true"}))
    assert ("2 pictures, newest first" in fragment, "hx-get" in fragment) == (True, False)


def test_a_name_that_cannot_be_comes_back(client: Client) -> None:
    recipe = kept(client)
    response = client.post(f"{recipe.url}/update", {"name": ""})
    assert response.status_code == 422
    recipe.refresh_from_db()
    assert recipe.name == WORDS


def test_a_recipe_is_forgotten_and_its_pictures_stay(client: Client) -> None:
    recipe = kept(client)
    client.post(f"{recipe.url}/apply", {"images": [upload()]})
    response: Any = client.post(f"{recipe.url}/delete", follow=True)
    assert response.redirect_chain == [("/recipes", 302)]
    assert (Recipe.objects.count(), Generation.objects.count()) == (0, 1)


def test_lists_ask_the_same_of_the_database_at_one_row_and_at_many(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    recipe = kept(client)
    client.post(f"{recipe.url}/apply", {"images": [upload()]})
    client.get("/recipes")
    for _ in range(30):
        kept(client)
    client.post(f"{recipe.url}/apply", {"images": [upload("red"), upload("blue")]})
    with django_assert_max_num_queries(3):
        page = text_of(client.get("/recipes"))
    assert "Older" in page
    with django_assert_max_num_queries(8):
        client.get(recipe.url)


def test_curators_take_a_shared_recipe_back(admin_client: Client, client: Client) -> None:
    recipe = kept(client)
    Recipe.objects.update(is_shared=True)
    listing = "/admin/generation/recipe/"
    assert recipe.name in text_of(admin_client.get(listing))
    assert "grayscale" in text_of(admin_client.get(f"{listing}{recipe.pk}/change/"))
    admin_client.post(listing, {"action": "unshare", "_selected_action": str(recipe.pk)})
    recipe.refresh_from_db()
    assert recipe.is_shared is False


def test_recipes_can_be_made_by_who_signs_in(client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("ada@example.com", name="Ada"))
    assert kept(client).owner.user is not None
