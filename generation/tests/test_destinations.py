"""Where a request would go, told before it is sent."""

from typing import Any

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertNotContains
from pytest_django.fixtures import Settings

from generation.models import Generation
from generation.tests.conftest import FakeProvider, Script, codes

pytestmark = pytest.mark.django_db
GEMINI = "Gemini (generativelanguage.googleapis.com)"


@pytest.fixture
def vendor(settings: Settings) -> None:
    settings.AI_PROVIDERS, settings.GEMINI_API_KEY = ["auto"], "g"


def told(script: Script, prompt: str, mode: str = "image-to-image", **given: Any) -> Any:
    return script.send("post", "/api/providers/choice", {"prompt": prompt, "mode": mode, **given})


@pytest.mark.usefixtures("vendor")
@pytest.mark.parametrize(
    ("prompt", "given", "sentence"),
    [
        ("make it warmer", {}, "This stays on this machine: the studio does it."),
        ("let the dog fly", {}, f"Your picture and your words go to {GEMINI}."),
        ("a lake", {"mode": "text-to-image"}, f"Your words go to {GEMINI}."),
        (
            "a lake",
            {"mode": "text-to-image", "references": 1},
            f"Your picture and your words go to {GEMINI}.",
        ),
        (
            "let the dog fly",
            {"references": 1},
            f"Your pictures and your words go to {GEMINI}.",
        ),
        (
            "let the dog fly",
            {"settings": {"localOnly": True}},
            "This stays on this machine: the studio does what it understands of it.",
        ),
        (
            "a lake",
            {"mode": "text-to-image", "settings": {"localOnly": True}},
            "This stays on this machine: the painter does it.",
        ),
        (
            "qwertz",
            {"mode": "text-to-image", "settings": {"localOnly": True}},
            "This stays on this machine: the painter does not know how to draw it.",
        ),
        (
            "a lake",
            {"mode": "text-to-image", "settings": {"provider": "mock"}},
            "This stays on this machine: a sample picture is shown, no AI is asked.",
        ),
    ],
)
def test_sentence_says_where_it_goes(
    script: Script, prompt: str, given: dict[str, Any], sentence: str
) -> None:
    assert told(script, prompt, **given).json()["sentence"] == sentence


@pytest.mark.usefixtures("vendor")
def test_who_gets_it_when_that_is_down_is_told(script: Script, settings: Settings) -> None:
    settings.OPENAI_API_KEY = settings.STABILITY_API_KEY = "set"
    assert told(script, "let the dog fly").json()["sentence"].endswith(f" go to {GEMINI}.")
    settings.AI_FALLBACK = True
    then = "; where that is down, to OpenAI (api.openai.com)"
    last = "; where that is down, to Stability (api.stability.ai)."
    assert told(script, "let the dog fly").json()["sentence"] == (
        f"Your picture and your words go to {GEMINI}{then}{last}"
    )
    # It takes no further pictures.
    shorter = told(script, "let the dog fly", references=1).json()["sentence"]
    assert shorter.endswith(f"{GEMINI}{then}.")
    chosen = told(script, "let the dog fly", settings={"provider": "gemini"}).json()
    assert chosen["sentence"] == f"Your picture and your words go to {GEMINI}."


@pytest.mark.usefixtures("vendor")
def test_answer_names_provider_model_host_and_cost(script: Script, settings: Settings) -> None:
    settings.AI_COSTS = {"gemini": 3}
    answer = told(script, "let the dog fly").json()
    assert answer == {
        "provider": "gemini",
        "label": "Gemini",
        "model": "gemini-nano-banana-2.1",
        "isLocal": False,
        "host": "generativelanguage.googleapis.com",
        "cost": 3,
        "sentence": f"Your picture and your words go to {GEMINI}.",
    }
    assert Generation.objects.count() == 0


def test_what_nobody_can_do_is_refused_in_words(script: Script, provider: FakeProvider) -> None:
    answer = told(script, "a lake", settings={"provider": "dall-e"})
    assert (answer.status_code, codes(answer)) == (
        400,
        [("provider_unknown", "settings.provider")],
    )


@pytest.mark.usefixtures("vendor")
def test_page_says_where_requests_may_go_and_offers_to_keep_them(client: Client) -> None:
    for page in ("/editor", "/"):
        shown = client.get(page)
        assertContains(shown, f"Other requests go to {GEMINI}.")
        assertContains(shown, 'name="local_only"')
        assertContains(shown, 'name="enhance"')


def test_page_without_vendors_says_that_all_stays(client: Client, settings: Settings) -> None:
    settings.AI_PROVIDERS = ["auto"]
    shown = client.get("/editor")
    assertContains(shown, "Everything stays on this machine.")
    assertNotContains(shown, 'name="local_only"')
    assertNotContains(shown, 'name="enhance"')


@pytest.mark.usefixtures("vendor")
def test_form_keeps_it_here_when_told_to(client: Client) -> None:
    client.post("/editor", {"prompt": "a beach at sunset", "local_only": "1", "enhance": "1"})
    row = Generation.objects.get()
    assert row.provider == "painter"
    assert (row.settings["localOnly"], row.settings["enhance"]) == (True, True)
    page = client.get(f"/generations/{row.pk}")
    assertContains(page, 'name="local_only" value="1" checked')


@pytest.mark.usefixtures("vendor")
def test_a_model_can_be_chosen_and_stays_chosen(client: Client) -> None:
    value = "gemini::gemini-3-pro-image"
    assertContains(client.get("/editor"), f'<option value="{value}" >')
    client.post("/editor", {"prompt": "a lake", "provider": value})
    row = Generation.objects.get()
    assert (row.provider, row.model) == ("gemini", "gemini-3-pro-image")
    assertContains(client.get(f"/generations/{row.pk}"), f'<option value="{value}" selected>')
    refused = client.post("/editor", {"prompt": "a lake", "provider": "gemini::none"})
    assertContains(refused, "There is no model named “none” here.", status_code=400)


def test_a_gateway_on_this_machine_is_not_the_end_of_the_way(
    script: Script, settings: Settings
) -> None:
    settings.AI_PROVIDERS = ["auto"]
    settings.OPENAI_API_KEY, settings.OPENAI_LABEL = "set", "Gateway"
    settings.OPENAI_BASE_URL = "http://127.0.0.1:4000/v1"
    assert told(script, "let the dog fly").json()["sentence"] == (
        "This stays on this machine: Gateway makes it here."
    )
    settings.OPENAI_FORWARDS = True
    assert told(script, "let the dog fly").json()["sentence"] == (
        "Your picture and your words go to Gateway (beyond this machine)."
    )
    kept = told(script, "let the dog fly", settings={"localOnly": True}).json()
    assert kept["provider"] == "studio"


def test_a_forwarding_api_of_ones_own_takes_nothing_that_is_kept(
    script: Script, settings: Settings
) -> None:
    settings.AI_PROVIDERS = ["auto"]
    settings.HTTP_PROVIDER_URL = "http://127.0.0.1:4000/"
    settings.HTTP_PROVIDER_FORWARDS = True
    assert told(script, "let the dog fly").json()["sentence"] == (
        "Your picture and your words go to Own API (beyond this machine)."
    )
