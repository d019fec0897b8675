from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User, Visitor
from files.accounting.models import Usage
from files.models import StoredFile
from files.tests.conftest import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root@example.com", "x"))
    return client


def test_who_takes_up_how_much_is_listed(admin: Client, store: Callable[..., StoredFile]) -> None:
    for number in range(3):
        owner = Visitor.objects.create(key_hash=str(number))
        for color in ["red", "blue", "green"][: number + 1]:
            store(picture(color=color, size=(90, 90)), owner)
    page = admin.get("/admin/files/usage/")
    listed = [usage.bytes for usage in page.context["cl"].result_list]
    assert listed == sorted(Usage.objects.values_list("bytes", flat=True), reverse=True)
    assert "500.0\xa0MB" in page.content.decode()
    detail = admin.get(f"/admin/files/usage/{Usage.objects.all()[0].pk}/change/")
    assert detail.status_code == 200
    refused = admin.post(f"/admin/files/usage/{Usage.objects.all()[0].pk}/change/", {"bytes": 1})
    assert refused.status_code == 403


@pytest.mark.parametrize(("wanted", "count"), [("0", 1), ("1", 2), ("", 3)])
def test_files_are_found_in_the_trash_and_outside(
    admin: Client, store: Callable[..., StoredFile], wanted: str, count: int
) -> None:
    files = [store(), store(), store()]
    StoredFile.objects.filter(pk=files[0].pk).update(trashed_at=timezone.now())
    query = f"?trashed_at__isempty={wanted}" if wanted else ""
    page = admin.get(f"/admin/files/storedfile/{query}")
    assert page.context["cl"].result_count == count


def test_damaged_pictures_are_found(admin: Client, store: Callable[..., StoredFile]) -> None:
    blob = store().blob
    assert admin.get("/admin/files/blob/?damaged_at__isempty=0").context["cl"].result_count == 0
    type(blob).objects.update(damaged_at=timezone.now())
    assert admin.get("/admin/files/blob/?damaged_at__isempty=0").context["cl"].result_count == 1
