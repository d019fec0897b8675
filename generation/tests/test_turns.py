"""The conversation that an edit goes on."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Visitor
from files.models import StoredFile
from files.storing import delete_folder
from generation.models import Generation
from generation.providers.base import Progress, ProviderRequest, ProviderResult, Turn
from generation.running import run_next
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider, one_picture
from generation.trash import trash_generation
from generation.turns import MOST_TURNS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def provider(provider: FakeProvider) -> FakeProvider:
    provider.capabilities = replace(provider.capabilities, converses=True)
    return provider


def edited(visitor: Visitor, prompt: str, **wish: Any) -> Generation:
    made = submit_generation(visitor, Wish(prompt=prompt, **wish))
    run_next()
    return Generation.objects.with_images().get(pk=made.pk)


def chain(visitor: Visitor, photo: StoredFile, length: int) -> list[Generation]:
    made = [edited(visitor, "edit 0", image=photo.pk)]
    for number in range(1, length):
        made.append(edited(visitor, f"edit {number}", parent_id=made[-1].pk))
    return made


def heard(provider: FakeProvider) -> tuple[Turn, ...]:
    """What the provider was told of the conversation in its last request."""
    return provider.seen[-1].turns


def test_a_first_edit_has_no_conversation(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    chain(visitor, photo, 1)
    assert heard(provider) == ()


def test_the_turns_before_are_told_oldest_first(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    chain(visitor, photo, 3)
    assert [turn.prompt for turn in heard(provider)] == ["edit 0", "edit 1"]
    assert [len(turn.given) for turn in heard(provider)] == [1, 0]


def test_a_long_conversation_is_cut_and_its_picture_stands_in(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    made = chain(visitor, photo, MOST_TURNS + 2)
    assert [turn.prompt for turn in heard(provider)] == [f"edit {n}" for n in range(1, 5)]
    (stand_in,) = heard(provider)[0].given
    assert len(stand_in.data) == made[0].outputs[0].size


def test_references_of_where_it_is_cut_come_after_that_picture(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    (first,) = chain(visitor, photo, 1)
    last = edited(visitor, "like this", parent_id=first.pk, references=(photo.pk,))
    for number in range(MOST_TURNS):
        last = edited(visitor, f"edit {number}", parent_id=last.pk)
    given = heard(provider)[0].given
    assert heard(provider)[0].prompt == "like this"
    assert [len(each.data) for each in given] == [first.outputs[0].size, photo.size]


def test_a_conversation_from_words_begins_with_none(
    visitor: Visitor, provider: FakeProvider
) -> None:
    first = edited(visitor, "a lake")
    edited(visitor, "at night", parent_id=first.pk)
    assert [(turn.prompt, turn.given) for turn in heard(provider)] == [("a lake", ())]


@pytest.mark.parametrize("change", ["another provider", "in the trash", "another's", "bytes gone"])
def test_what_is_not_the_same_conversation_is_left_out(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile, change: str
) -> None:
    (first,) = chain(visitor, photo, 1)
    second = submit_generation(visitor, Wish(prompt="edit 1", parent_id=first.pk))
    if change == "another provider":
        Generation.objects.filter(pk=first.pk).update(provider="studio")
    elif change == "in the trash":
        trash_generation(first)
    elif change == "another's":
        other = Visitor.objects.create(key_hash="other")
        Generation.objects.filter(pk=first.pk).update(owner=other)
    else:
        delete_folder(photo.blob.folder)
    run_next()
    assert Generation.objects.get(pk=second.pk).status == "completed"
    assert heard(provider) == ()


def test_an_edit_of_another_picture_goes_on_from_nothing(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    (first,) = chain(visitor, photo, 1)
    edited(visitor, "edit 1", parent_id=first.pk, image=photo.pk)
    assert heard(provider) == ()


def test_who_wants_no_conversation_gets_none(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    provider.capabilities = replace(provider.capabilities, converses=False)
    chain(visitor, photo, 2)
    assert heard(provider) == ()


def test_what_the_provider_wants_again_is_read_for_nobody_else(
    visitor: Visitor, provider: FakeProvider, photo: StoredFile
) -> None:
    def signing(request: ProviderRequest, progress: Progress) -> ProviderResult:
        return replace(one_picture(request, progress), state={"signature": "long"})

    provider.act = signing
    first, _ = chain(visitor, photo, 2)
    assert [turn.state for turn in heard(provider)] == [{"signature": "long"}]
    with CaptureQueriesContext(connection) as asked:
        shown = Generation.objects.owned_by(visitor).with_images().get(pk=first.pk)
    assert shown.get_deferred_fields() == {"provider_state"}
    assert not any("provider_state" in each["sql"] for each in asked.captured_queries)
