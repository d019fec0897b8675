"""What the pictures of a generation say of how they were made."""

import pytest

from accounts.models import Visitor
from files.models import StoredFile
from generation.models import Generation
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider

pytestmark = pytest.mark.django_db(transaction=True)


def told(visitor: Visitor, wish: Wish) -> dict[str, object]:
    generation = submit_generation(visitor, wish)
    run_next()
    (output,) = Generation.objects.with_images().get(pk=generation.pk).outputs
    return dict(output.blob.provenance)


def test_the_studio_enhances_and_says_so(visitor: Visitor, photo: StoredFile) -> None:
    assert told(visitor, Wish(prompt="make it brighter", image=photo.pk)) == {
        "sourceType": "algorithmicallyEnhanced",
        "system": "Nano Banana Studio",
        "model": "studio-1",
        "hasPrompt": False,
    }


def test_an_edit_of_what_a_model_made_stays_made_by_a_model(
    visitor: Visitor, photo: StoredFile
) -> None:
    photo.blob.provenance = {"sourceType": "trainedAlgorithmicMedia"}
    photo.blob.save()
    wish = Wish(prompt="make it brighter", image=photo.pk)
    assert told(visitor, wish)["sourceType"] == "trainedAlgorithmicMedia"


def test_a_sample_is_painted_by_rules_whatever_it_was_asked_for(
    visitor: Visitor, photo: StoredFile
) -> None:
    wish = Wish(prompt="a lake", image=photo.pk, settings={"provider": "mock"})
    assert told(visitor, wish)["sourceType"] == "algorithmicMedia"


def test_a_model_makes_from_words_and_composes_from_pictures(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    assert told(visitor, Wish(prompt="a lake")) == {
        "sourceType": "trainedAlgorithmicMedia",
        "system": "Fake",
        "model": "fake-1",
        "hasPrompt": False,
    }
    wish = Wish(prompt="a lake", image=photo.pk)
    assert told(visitor, wish)["sourceType"] == "compositeWithTrainedAlgorithmicMedia"
