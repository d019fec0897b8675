"""The panel of a generation that failed, and what goes on from an earlier one."""

import pytest
from django.test import Client

from generation.models import Generation, Status
from generation.tests.conftest import upload
from generation.tests.test_views import finished, made

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("provider")]


def test_show_of_a_missing_picture_asks_for_it(client: Client) -> None:
    generation = made(client, image=upload())
    Generation.objects.filter(pk=generation.pk).update(
        status=Status.FAILED, error_code="pictures_needed", error_detail="Another, please."
    )
    body = client.get(f"/generations/{generation.pk}").content.decode()

    assert 'href="#id_references" data-more-pictures' in body
    assert "Try again as it was" not in body


@pytest.mark.parametrize(
    ("code", "actions"),
    [
        ("provider_key_refused", ["Try again as it was", "Change the words"]),
        ("worker_lost", ["Try again as it was", "Change the words"]),
        ("moderation_blocked", ["Change the words", "Try again as it was"]),
        ("instruction_not_understood", ["Change the words"]),
    ],
)
def test_show_of_a_failure_offers_first_what_may_mend_it(
    client: Client, code: str, actions: list[str]
) -> None:
    generation = made(client, image=upload())
    Generation.objects.filter(pk=generation.pk).update(status=Status.FAILED, error_code=code)
    body = client.get(f"/generations/{generation.pk}").content.decode()
    offered = body.split('class="result-actions"')[1].split("</article>")[0]
    words = ("Try again as it was", "Change the words")
    found = sorted((word for word in words if word in offered), key=offered.index)
    assert found == actions
    assert offered.count("button-primary") == 1
    assert offered.index("button-primary") < offered.index(actions[0])


@pytest.mark.parametrize("kept", [True, False])
def test_editing_further_keeps_to_this_machine_what_was_kept(client: Client, kept: bool) -> None:
    generation = finished(client)
    Generation.objects.filter(pk=generation.pk).update(settings={"localOnly": kept})
    form = client.get(f"/editor?parent={generation.pk}").context["form"]
    assert bool(form["local_only"].value()) is kept
