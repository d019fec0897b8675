"""Fixtures every room's tests share."""

import shutil
from pathlib import Path

import pytest
from django.core.cache import cache

from nanobanana.test_settings import FOLDER


def pytest_configure() -> None:
    FOLDER.mkdir(exist_ok=True)


def pytest_unconfigure() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: object) -> None:
    """Each test stores its pictures in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rate limits of one test do not reach the next."""
    cache.clear()
