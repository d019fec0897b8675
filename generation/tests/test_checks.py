"""What an operator is told before the site starts."""

import pytest
from pytest_django.fixtures import Settings

from generation import checks
from generation.checks import check_local_model


@pytest.mark.parametrize(
    ("model", "installed", "told"), [("", False, 0), ("tiny", True, 0), ("tiny", False, 1)]
)
def test_local_model_without_its_packages_is_told(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, model: str, installed: bool, told: int
) -> None:
    settings.AI_PROVIDERS, settings.LOCAL_MODEL = ["auto"], model
    monkeypatch.setattr(checks, "find_spec", lambda _: object() if installed else None)
    found = check_local_model()
    assert len(found) == told
    assert all("torch" in each.msg for each in found)
