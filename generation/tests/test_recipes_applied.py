"""A recipe applied to many pictures in one go."""

from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Visitor
from accounts.throttling import VisitorRateThrottle
from accounts.visitors import hash_key
from generation.models import Generation, Status
from generation.recipes.models import Recipe
from generation.running import run_next
from generation.tests.conftest import Script, codes
from generation.tests.test_recipes import recipe, studio

__all__ = (
    "recipe",
    "studio",
)
pytestmark = pytest.mark.django_db(transaction=True)


def test_a_recipe_is_applied_to_many_pictures_in_one_go(
    script: Script, recipe: dict[str, Any]
) -> None:
    pictures = [script.upload() for _ in range(3)]
    given = {"inputImages": pictures}
    response = script.send("post", f"/api/recipes/{recipe['id']}/apply", given)
    results = response.json()["results"]
    assert response.status_code == 202
    assert [each["inputImage"] for each in results] == pictures
    assert [each["queuePosition"] for each in results] == [1, 2, 3]
    for _ in pictures:
        run_next()
    assert set(Generation.objects.values_list("status", flat=True)) == {Status.COMPLETED}
    assert script.send("get", f"/api/recipes/{recipe['id']}").json()["uses"] == 3


@pytest.mark.parametrize("trouble", ["quota", "picture", "pace"])
def test_all_pictures_are_accepted_or_none(
    script: Script, recipe: dict[str, Any], settings: Any, trouble: str, monkeypatch: Any
) -> None:
    pictures = [script.upload() for _ in range(3)]
    status = 429
    error: tuple[str, str | None] = ("quota_exceeded", None)
    if trouble == "quota":
        settings.MONTHLY_LIMITS = {**settings.MONTHLY_LIMITS, "anonymous": 2}
    elif trouble == "picture":
        pictures[2] = Script().upload()
        status, error = 400, ("file_not_found", "inputImages")
    else:
        rates = {**VisitorRateThrottle.THROTTLE_RATES, "generate": "2/min"}
        monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", rates)
        error = ("throttled", None)
    given = {"inputImages": pictures}
    response = script.send("post", f"/api/recipes/{recipe['id']}/apply", given)
    assert (response.status_code, codes(response)) == (status, [error])
    assert not Generation.objects.exists()
    assert Recipe.objects.get().uses == 0
    assert (
        Visitor.objects.get(key_hash=hash_key(script.headers["X-Session-ID"])).allowance_taken == 0
    )


@pytest.mark.parametrize("given", [{}, {"inputImages": []}, {"inputImages": [str(uuid4())] * 21}])
def test_from_one_to_twenty_pictures_are_taken(
    script: Script, recipe: dict[str, Any], given: dict[str, Any]
) -> None:
    assert script.send("post", f"/api/recipes/{recipe['id']}/apply", given).status_code == 400
