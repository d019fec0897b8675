"""Fixtures every room's tests share."""

from pathlib import Path

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: object) -> None:
    """Each test stores its pictures in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Rate limits of one test do not reach the next."""
    cache.clear()
