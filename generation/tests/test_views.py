from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from accounts.errors import QuotaExceeded
from accounts.models import Visitor
from accounts.throttling import VisitorRateThrottle
from files.models import StoredFile
from generation.models import Generation, Status
from generation.running import run_next
from generation.studio.regions.separating import UNSURE
from generation.tests.conftest import FakeProvider, upload

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("provider")]

HTMX = {"HX-Request": "true", "HX-Target": "panel"}


def ask(client: Client, *, headers: dict[str, str] | None = None, **given: Any) -> HttpResponse:
    body = {"prompt": "a lighthouse", **given}
    answer: Any = client.post("/editor", body, headers=headers)
    return answer  # type: ignore[no-any-return]


def made(client: Client, **given: Any) -> Generation:
    assert ask(client, **given).status_code == 302
    return Generation.objects.latest("id")


def finished(client: Client, **given: Any) -> Generation:
    generation = made(client, **given)
    run_next()
    return generation


def test_editor_is_empty_at_first(client: Client) -> None:
    answer = client.get("/editor")
    assert answer.status_code == 200
    assert answer.context["generation"] is None
    assert list(answer.context["strip"]) == []
    assert not Visitor.objects.exists()


def test_editor_starts_with_the_address_words(client: Client) -> None:
    assert client.get("/editor?prompt=warmer").context["form"]["prompt"].value() == "warmer"


@pytest.mark.parametrize("query", ["parent=nonsense", "image=nonsense", "parent=", "image="])
def test_editor_takes_a_wrong_id_for_none(client: Client, query: str) -> None:
    answer = client.get(f"/editor?{query}")
    assert (answer.status_code, answer.context["input_file"]) == (200, None)


def test_editor_goes_on_from_a_result(client: Client) -> None:
    parent = finished(client)
    answer = client.get(f"/editor?parent={parent.pk}")
    output = Generation.objects.with_images().get(pk=parent.pk).outputs[0]
    assert answer.context["parent"] == parent
    assert answer.context["input_file"] == output
    assert f'value="{output.pk}"' in answer.content.decode()


def test_editor_never_goes_on_from_anothers(client: Client) -> None:
    parent = finished(Client())
    answer = client.get(f"/editor?parent={parent.pk}")
    assert (answer.context["parent"], answer.context["input_file"]) == (None, None)


def test_submit_leads_to_the_generation(client: Client) -> None:
    answer = ask(client, image=upload())
    generation = Generation.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/generations/{generation.pk}")
    assert client.get(answer["Location"]).status_code == 200


def test_submit_by_htmx_answers_with_the_panel(client: Client) -> None:
    answer = ask(client, headers=HTMX)
    generation = Generation.objects.get()
    body = answer.content.decode()
    assert answer["HX-Push-Url"] == f"/generations/{generation.pk}"
    assert "<nb-progress" in body
    assert 'hx-swap-oob="true"' in body
    assert "<html" not in body


def test_submit_by_htmx_from_a_page_without_panel_goes_to_one(client: Client) -> None:
    answer = ask(client, headers={"HX-Request": "true", "HX-Target": "editor-form"})
    assert answer["HX-Redirect"] == f"/generations/{Generation.objects.get().pk}"


def test_submit_that_is_refused_brings_the_words_back(client: Client) -> None:
    answer: Any = ask(client, prompt="make it black and white")
    assert answer.status_code == 422
    assert answer.context["form"]["prompt"].value() == "make it black and white"
    assert "add one" in answer.content.decode()


def test_submit_refused_by_htmx_only_brings_the_errors(client: Client) -> None:
    answer = ask(client, headers=HTMX, prompt=" ")
    body = answer.content.decode()
    assert (answer.status_code, answer["HX-Retarget"]) == (422, "#form-errors")
    assert "Say in a few words what you want." in body
    assert "<form" not in body


def test_submit_over_the_allowance_says_so(client: Client, settings: Any) -> None:
    settings.MONTHLY_LIMITS = {**settings.MONTHLY_LIMITS, "anonymous": 0}
    answer = ask(client)
    assert answer.status_code == QuotaExceeded.status
    assert int(answer["Retry-After"]) > 0
    assert "Sign up for more" in answer.content.decode()
    assert not Generation.objects.exists()


def test_submit_of_what_is_no_picture_leaves_nothing(client: Client) -> None:
    postscript = SimpleUploadedFile("photo.jpg", b"%!PS-Adobe-3.0 EPSF-3.0", "image/jpeg")
    assert ask(client, image=postscript).status_code == 415
    assert not StoredFile.objects.exists()
    assert not Generation.objects.exists()


def test_submit_keeps_to_the_rate_limit_of_the_api(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rates = {**VisitorRateThrottle.THROTTLE_RATES, "generate": "1/min"}
    monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", rates)
    assert ask(client).status_code == 302
    answer = ask(Client(), headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (429, "#form-errors")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert client.post("/api/generate", {"prompt": "x"}).status_code == 429
    assert Generation.objects.count() == 1


def test_show_of_a_result_has_its_picture(client: Client) -> None:
    generation = finished(client, image=upload())
    body = client.get(f"/generations/{generation.pk}").content.decode()
    assert "<nb-compare" in body
    assert "?download=1" in body
    assert reverse("gallery:publish") in body


def test_show_of_a_doubtful_cut_leads_with_the_doubt(client: Client) -> None:
    generation = finished(client, image=upload())
    plan = {"plan": [{"op": "background_remove", "version": 1, "params": {}, "confidence": 1}]}
    rows = Generation.objects.filter(pk=generation.pk)
    rows.update(plan=plan, notes=["Something else."])
    sure = client.get(f"/generations/{generation.pk}").content.decode()
    rows.update(notes=[UNSURE, "Something else."])
    doubtful = client.get(f"/generations/{generation.pk}").content.decode()

    assert (">Here it is<" in sure, ">Here it is<" in doubtful) == (True, False)
    assert ">I am not sure what to keep<" in doubtful
    # Said once, above the picture; what else there is to say stays below.
    assert (UNSURE in doubtful, "Something else." in doubtful) == (False, True)
    actions = doubtful.split('class="result-actions"')[1]
    assert actions.index("data-refine=") < actions.index("?download=1")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/recipes", "Recipes"), ("/studio", "Studio"), ("/history/trash", "History")],
)
def test_header_marks_where_one_is(client: Client, path: str, name: str) -> None:
    body = client.get(path).content.decode()
    nav = body.split('aria-label="Main"')[1].split("</nav>")[0]
    assert [each.split(">")[1].split("<")[0] for each in nav.split('aria-current="page"')[1:]] == [
        name
    ]


def test_show_of_a_failure_says_why(client: Client, provider: FakeProvider) -> None:
    generation = made(client)
    Generation.objects.filter(pk=generation.pk).update(
        status=Status.FAILED,
        error_code="instruction_not_understood",
        error_detail="I found nothing to do.",
        suggestions=["make it brighter"],
    )
    body = client.get(f"/generations/{generation.pk}").content.decode()
    assert "I found nothing to do." in body
    assert 'data-example="make it brighter"' in body
    assert provider.seen == []


@pytest.mark.parametrize("path", ["", "/fragment"])
def test_anothers_generation_is_not_found(client: Client, path: str) -> None:
    generation = made(Client())
    assert client.get(f"/generations/{generation.pk}{path}").status_code == 404


@pytest.mark.parametrize("action", ["cancel", "retry", "delete"])
def test_nobody_acts_on_anothers_generation(client: Client, action: str) -> None:
    generation = made(Client())
    assert client.post(f"/generations/{generation.pk}/{action}").status_code == 404
    assert client.post(f"/generations/{uuid4()}/{action}").status_code == 404
    assert client.get(f"/generations/{generation.pk}/{action}").status_code == 405
    assert Generation.objects.get().status == Status.PENDING


def test_cancel_shows_that_it_stopped(client: Client) -> None:
    generation = made(client)
    answer = client.post(f"/generations/{generation.pk}/cancel", headers=HTMX)
    assert "Stopped" in answer.content.decode()
    again = client.post(f"/generations/{generation.pk}/cancel")
    assert (again.status_code, again["Location"]) == (302, f"/generations/{generation.pk}")


def test_retry_leads_to_a_new_generation(client: Client) -> None:
    first = finished(client)
    answer = client.post(f"/generations/{first.pk}/retry")
    assert answer["Location"] == f"/generations/{Generation.objects.latest('id').pk}"
    assert Generation.objects.count() == 2


def test_retry_while_it_runs_says_so(client: Client) -> None:
    generation = made(client)
    answer = client.post(f"/generations/{generation.pk}/retry", headers=HTMX)
    assert "This is still under way." in answer.content.decode()
    assert Generation.objects.count() == 1


def test_delete_without_a_trash_leads_to_the_history(client: Client, settings: Settings) -> None:
    settings.TRASH_DAYS = 0
    generation = made(client)
    assert b"Yes, delete it" in client.get("/history").content
    assert client.post(f"/generations/{generation.pk}/delete")["Location"] == "/history"
    assert not Generation.objects.exists()


def test_history_narrows_by_words_and_state(client: Client) -> None:
    finished(client, prompt="a red boat")
    made(client, prompt="a blue boat")

    def found(query: str) -> list[str]:
        return [row.prompt for row in client.get(f"/history?{query}").context["page"].rows]

    assert found("") == ["a blue boat", "a red boat"]
    assert found("q=red") == ["a red boat"]
    assert found("status=pending") == ["a blue boat"]
    assert found("status=nonsense&cursor=nonsense") == ["a blue boat", "a red boat"]


def test_history_is_ones_own(client: Client) -> None:
    made(Client())
    assert client.get("/history").context["page"].rows == []


def test_history_by_htmx_is_only_the_items(client: Client) -> None:
    made(client)
    part = client.get("/history", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "HX-Request" in part["Vary"]
    back = client.get(
        "/history", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
    )
    assert "<html" in back.content.decode()


def test_history_asks_the_database_as_often_for_many(
    client: Client, django_assert_num_queries: Any
) -> None:
    finished(client)
    with django_assert_num_queries(3):
        client.get("/history")
    for _ in range(4):
        finished(client, image=upload())
    with django_assert_num_queries(3):
        client.get("/history")
