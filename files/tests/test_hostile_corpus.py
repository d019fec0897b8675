"""The corpus of hostile files at the API: each its answer, nothing left, memory bounded."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from files.decoder import decoder
from files.models import Blob, StoredFile
from files.tests.conftest import Caller, body, kept
from files.tests.hostile_files import FINE, SCRIPT, Hostile, corpus

MEGABYTE = 1024 * 1024
MOST_MEMORY = 700 * MEGABYTE
"""Of a decoder process at its fullest; the largest picture allowed alone is 150 MB of pixels."""


@pytest.fixture(scope="module")
def hostile_files() -> list[Hostile]:
    return list(corpus())


def test_there_are_enough_and_no_two_are_alike(hostile_files: list[Hostile]) -> None:
    labels = [hostile.label for hostile in hostile_files]
    assert len(set(labels)) == len(labels) >= 60


def peaks() -> Iterator[int]:
    """Bytes of memory that each decoder process has ever had (Linux)."""
    for child in list(decoder._started):
        status = Path(f"/proc/{child.pid}/status")
        if status.exists():
            (line,) = [line for line in status.read_text().splitlines() if "VmHWM" in line]
            yield int(line.split()[1]) * 1024


@pytest.mark.django_db(transaction=True)
def test_every_hostile_file_gets_its_answer_and_leaves_nothing(
    hostile_files: list[Hostile], caller: Caller, media: Path
) -> None:
    decoder.close()
    wrong = []
    for hostile in hostile_files:
        answer = caller.upload(hostile.data, name=hostile.name)
        if answer.status_code != hostile.status:
            wrong.append((hostile.label, hostile.status, answer.status_code))
        elif hostile.status == FINE:
            _check_harmless(caller, answer.json())
        else:
            (error,) = answer.json()["errors"]
            assert error["code"] in {"unsupported_image", "invalid_image"}
            assert error["detail"].endswith((".", "txt"))
        assert kept(media) == []
    assert wrong == []
    assert max(peaks(), default=0) < MOST_MEMORY


def _check_harmless(caller: Caller, shown: dict[str, str]) -> None:
    """What was kept holds nothing but pixels; then it is removed again."""
    name = shown["name"]
    assert name == name.strip()
    assert not set(name) & set("/\\\r\n\0\u202e\u0007\u001b")
    sent = body(caller.get(shown["url"]))
    assert SCRIPT not in sent
    assert b"Exif" not in sent
    assert caller.delete(shown["url"]).status_code == 204
    assert not StoredFile.objects.exists()
    assert not Blob.objects.exists()
