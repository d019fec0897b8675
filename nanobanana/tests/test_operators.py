import socket
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import User, Visitor
from files.models import Blob
from gallery.services import report_item
from gallery.tests.conftest import make_item, make_upload
from generation.models import Generation, Mode, Status, WorkerPulse
from generation.pulse import Pulse
from nanobanana.buckets import Bucket


def client_of(**fields: Any) -> Client:
    client = Client()
    client.force_login(User.objects.create_user("c@example.com", "x", **fields))
    return client


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    response = client.get("/readyz")
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.json()


def verdict(**checks: bool) -> dict[str, Any]:
    found = {"database": True, "storage": True, "worker": True, **checks}
    return {"ready": all(found.values()), "checks": found}


def test_health_needs_nothing_but_the_process(client: Client) -> None:
    """No database here: a restart would not bring it back."""
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert response["Content-Type"] == "text/plain"
    assert response.cookies == {}


@pytest.mark.django_db
def test_ready_with_a_living_worker_only(client: Client) -> None:
    assert ready(client) == (503, verdict(worker=False))
    pulse = Pulse()
    pulse.beat()
    assert ready(client) == (200, verdict())
    pulse.end()
    assert ready(client) == (503, verdict(worker=False))


@pytest.mark.django_db
def test_worker_that_went_silent_does_not_count(client: Client) -> None:
    pulse = Pulse()
    pulse.beat()
    WorkerPulse.objects.update(seen_at=timezone.now() - timedelta(seconds=60))
    assert ready(client) == (503, verdict(worker=False))
    pulse.beat()
    assert ready(client) == (200, verdict())
    assert WorkerPulse.objects.count() == 1


@pytest.mark.django_db
def test_not_ready_where_storage_cannot_be_written(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    Pulse().beat()
    (tmp_path / "a file").write_text("in the way")
    settings.MEDIA_ROOT = tmp_path / "a file"
    assert ready(client) == (503, verdict(storage=False))


@pytest.mark.django_db
def test_not_ready_where_the_bucket_is_away(client: Client, settings: Settings) -> None:
    Pulse().beat()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    bucket = Bucket("pictures", f"http://127.0.0.1:{port}", "us-east-1", "path", access_key="a")
    settings.STORAGES = {**settings.STORAGES, "default": bucket.storage}
    assert ready(client) == (503, verdict(storage=False))


@pytest.mark.django_db
def test_not_ready_where_the_database_is_away(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    Pulse().beat()
    away = Mock(side_effect=OperationalError("the server closed the connection"))
    monkeypatch.setattr("nanobanana.operators.connection", Mock(cursor=away))
    assert ready(client) == (503, verdict(database=False, worker=False))


@pytest.mark.django_db
def test_asking_leaves_nothing_in_storage(client: Client, settings: Settings) -> None:
    ready(client)
    media = Path(settings.MEDIA_ROOT)
    assert media.is_dir()
    assert [path for path in media.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_stats_are_for_staff_only(client: Client) -> None:
    assert client.get("/api/stats").status_code == 401
    member = client_of()
    assert member.get("/api/stats").status_code == 403
    User.objects.update(is_staff=True)
    assert member.get("/api/stats").status_code == 200
    User.objects.update(is_active=False)
    assert member.get("/api/stats").status_code == 401


@pytest.mark.django_db
def test_stats_of_an_empty_installation() -> None:
    assert client_of(is_staff=True).get("/api/stats").json() == {
        "jobs": {"pending": 0, "processing": 0, "completed": 0, "failed": 0, "cancelled": 0},
        "workers": 0,
        "storage": {"files": 0, "blobs": 0, "bytes": 0},
        "gallery": {"items": 0, "openReports": 0},
    }


@pytest.mark.django_db
def test_stats_count_what_is_there() -> None:
    visitor = Visitor.objects.create(key_hash="a")
    for status, count in ((Status.PENDING, 3), (Status.PROCESSING, 1), (Status.FAILED, 2)):
        for _ in range(count):
            Generation.objects.create(
                owner=visitor, prompt="a lake", mode=Mode.TEXT, provider="mock", status=status
            )
    Pulse().beat()
    Pulse().beat()
    item = make_item(visitor)
    make_upload(visitor)
    for reason in ("One.", "Two."):
        report_item(None, item, reason=reason)
    figures = client_of(is_staff=True).get("/api/stats").json()
    # The item's input and output, and once more the input's bytes, which are kept once.
    assert figures == {
        "jobs": {"pending": 3, "processing": 1, "completed": 1, "failed": 2, "cancelled": 0},
        "workers": 2,
        "storage": {
            "files": 3,
            "blobs": 2,
            "bytes": sum(blob.size for blob in Blob.objects.all()),
        },
        "gallery": {"items": 1, "openReports": 2},
    }
