"""Fixtures every room's tests share."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from files.tests.s3_server import own_bucket, running_s3
from nanobanana.test_settings import FOLDER, TEST_STORAGE

ENDPOINT = "TEST_S3_ENDPOINT"
_running = ExitStack()
DATABASE_FIXTURES = {"db", "transactional_db"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", action="store_true", help="only what uses the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database"):
        config.hook.pytest_deselected(items=[each for each in items if not _uses_database(each)])
        items[:] = [each for each in items if _uses_database(each)]


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES)


def pytest_configure(config: pytest.Config) -> None:
    FOLDER.mkdir(exist_ok=True)
    # One server for all of xdist's workers, which inherit the name.
    if TEST_STORAGE == "s3" and ENDPOINT not in os.environ:
        os.environ[ENDPOINT] = _running.enter_context(running_s3())


def pytest_unconfigure() -> None:
    _running.close()
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(scope="session")
def s3_endpoint() -> Iterator[str]:
    """A real S3 API server."""
    if ENDPOINT in os.environ:
        yield os.environ[ENDPOINT]
        return
    with running_s3() as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL lets no test database go that somebody is connected to: a thread of some test
    that has ended, and whose connection nobody has collected yet."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test stores its pictures in a folder of its own, or under a prefix in a bucket."""
    own: dict[str, Any] = {"MEDIA_ROOT": tmp_path / "media"}
    if TEST_STORAGE == "s3":
        bucket = own_bucket(os.environ[ENDPOINT], uuid4().hex)
        own["STORAGES"] = {**settings.STORAGES, "default": bucket.storage}
    with override_settings(**own):
        yield
        # What was patched in this storage has to be put back in this one, and not in the next.
        monkeypatch.undo()


@pytest.fixture(autouse=True)
def only_on_disk(request: pytest.FixtureRequest) -> None:
    """Tests marked `on_disk` are of what only a local disk does."""
    if TEST_STORAGE == "s3" and request.node.get_closest_marker("on_disk"):
        pytest.skip("of the local disk alone")


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rate limits of one test do not reach the next."""
    cache.clear()
