"""Copies of pictures that went missing, or are only just being made."""

import pytest
from django.core.files.storage import default_storage

from files.models import StoredVariant
from files.tests.conftest import Caller
from files.tests.test_verify_files import Seeded, everything_is_old, expect, seeded, verify, write

__all__ = (
    "everything_is_old",
    "seeded",
)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_gone", [True, False])
def test_a_lost_copy_is_forgotten_and_made_again(
    seeded: Seeded, caller: Caller, *, is_gone: bool
) -> None:
    name = f"{seeded.mine.blob.folder}/240.webp"
    default_storage.delete(name)
    if not is_gone:
        write(name, b"cut")
    expect("copy", name)
    assert not StoredVariant.objects.filter(blob=seeded.mine.blob, name="240.webp").exists()
    assert caller.get(f"{seeded.mine.url}?w=240&format=webp").status_code == 200
    assert default_storage.exists(name)


def test_copies_without_rows_and_copies_under_way_are_right(seeded: Seeded) -> None:
    StoredVariant.objects.filter(name="240.webp").delete()
    StoredVariant.objects.filter(blob=seeded.mine.blob, name="480.webp").update(size=None)
    assert verify("--repair")["faults"] == []
