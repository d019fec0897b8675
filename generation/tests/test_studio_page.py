from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from accounts.models import Visitor
from generation.studio import understand
from generation.studio.catalogue import by_group, catalogue
from generation.studio.operations import OPERATIONS

FOLDER = Path(__file__).resolve().parents[2] / "static" / "img" / "cookbook"
PICTURES = sorted(FOLDER.glob("*.webp"))
MOST_BYTES = 1_500_000


@pytest.mark.django_db
def test_cookbook_shows_every_operation_and_a_way_to_try_it(client: Client) -> None:
    response = client.get("/studio")
    page = response.content.decode()
    assert response.status_code == 200
    for entry in catalogue():
        assert f'id="{entry.name}"' in page
    assert page.count('href="/editor?prompt=') == len(OPERATIONS)
    for group in by_group():
        assert f"{group}</h2>" in page
    assert page.count("dish-picture") == len(PICTURES)
    assert 'href="/studio" aria-current="page"' in page
    assert not Visitor.objects.exists()


def test_what_people_read_of_an_operation_is_one_plain_sentence() -> None:
    for entry in catalogue():
        assert entry.help.count(". ") == 0
        assert not {"`", "<", ">", "None"} & {*entry.help, *entry.help.split()}
        assert len(entry.help) <= 100
        assert "`" not in entry.details


@pytest.mark.django_db
def test_an_example_fills_the_editor(client: Client) -> None:
    entry = catalogue()[0]
    response = client.get("/editor", {"prompt": entry.example})
    assert response.context["form"]["prompt"].value() == entry.example
    assert understand(entry.example).operations


def test_pictures_are_of_operations_that_exist_and_are_small() -> None:
    assert PICTURES
    assert {path.stem for path in PICTURES} <= set(OPERATIONS)
    assert sum(path.stat().st_size for path in PICTURES) < MOST_BYTES
    for path in PICTURES:
        with Image.open(path) as image:
            assert image.size == (640, 240)
