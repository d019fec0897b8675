"""Counts that went wrong: files of a picture, bytes of a visitor."""

from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Visitor
from files.accounting.mending import mend_one_refs, wrong_refs
from files.accounting.models import Usage
from files.accounting.usage import true_usage
from files.models import Blob, StoredFile
from files.tests.conftest import kept
from files.tests.test_verify_files import Seeded, everything_is_old, expect, seeded, verify

__all__ = (
    "everything_is_old",
    "seeded",
)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("refs", [1, 5])
def test_a_wrong_count_of_files_is_set_right(seeded: Seeded, refs: int) -> None:
    blob = seeded.shared.blob
    Blob.objects.filter(pk=blob.pk).update(refs=refs)
    expect("refs", str(blob.pk))
    blob.refresh_from_db()
    assert blob.refs == 2


def test_a_wrong_count_is_left_alone_if_it_is_counted_on_meanwhile(seeded: Seeded) -> None:
    Blob.objects.filter(pk=seeded.shared.blob.pk).update(refs=7)
    (miscount,) = wrong_refs()
    Blob.objects.filter(pk=seeded.shared.blob.pk).update(refs=8)
    assert mend_one_refs(miscount) is False
    assert Blob.objects.get(pk=seeded.shared.blob.pk).refs == 8


@pytest.mark.parametrize("refs", [0, 1])
def test_a_picture_that_no_file_shows_goes(seeded: Seeded, media: Path, refs: int) -> None:
    blob = seeded.alone.blob
    StoredFile.objects.filter(pk=seeded.alone.pk).delete()
    Usage.objects.update(bytes=true_usage(seeded.mine.owner_id))
    Usage.objects.exclude(owner=seeded.mine.owner).update(bytes=seeded.theirs.size)
    Blob.objects.filter(pk=blob.pk).update(refs=refs)
    expect("unshown", blob.original)
    assert kept(media) == [name for name in seeded.before if not name.startswith(blob.folder)]


def test_a_wrong_usage_is_counted_anew(seeded: Seeded, visitor: Visitor) -> None:
    Usage.objects.filter(owner=visitor).update(bytes=1)
    expect("usage", str(visitor.pk))
    assert Usage.objects.get(owner=visitor).bytes == true_usage(visitor.pk)


def test_a_usage_that_just_moved_may_be_right_in_a_moment(seeded: Seeded, visitor: Visitor) -> None:
    Usage.objects.filter(owner=visitor).update(bytes=1, changed_at=timezone.now())
    assert verify("--repair")["faults"] == []
    assert Usage.objects.get(owner=visitor).bytes == 1
