"""Clients from npm, driven by scripts beside this module."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from e2e.server import BASE_DIR

SECONDS = 60


def needs(package: str) -> pytest.MarkDecorator:
    """Skips where `npm ci` could not be run."""
    is_there = shutil.which("node") and (BASE_DIR / "node_modules" / package).is_dir()
    return pytest.mark.skipif(not is_there, reason=f"{package} is not installed (npm ci): NOT run")


def run_script(name: str, told: dict[str, Any]) -> Any:
    """What the script `name`, told by its first argument, prints as JSON."""
    done = subprocess.run(
        ["node", str(BASE_DIR / "e2e" / name), json.dumps(told)],
        cwd=BASE_DIR,
        capture_output=True,
        check=False,
        text=True,
        timeout=SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
