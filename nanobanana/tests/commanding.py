"""Runs a command as a person does, and looks at what it left."""

import io
from pathlib import Path
from typing import Any

from django.core.management import call_command
from pytest_django.fixtures import Settings


def run(*command: Any, **options: Any) -> list[str]:
    """The lines a command prints."""
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue().splitlines()


def stored(settings: Settings) -> list[str]:
    """The folder of every file in storage."""
    media = Path(settings.MEDIA_ROOT)
    files = [path for path in media.rglob("*") if path.is_file()]
    return sorted({str(path.parent.relative_to(media)) for path in files})
