"""The texts of a fresh installation: our own, in the files beside this one."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from django.db import models

from content.models import FAQ, Feature, Review, SeededText

FOLDER = Path(__file__).resolve().parent

Text = TypeVar("Text", Feature, Review, FAQ)


def seed_content() -> int:
    """Add the starter texts that were never added before; returns how many.

    What a curator changed or removed stays as it is.
    """
    return (
        _seed(Feature, "features")
        + _seed(Review, "reviews", is_sample=True, is_approved=True)
        + _seed(FAQ, "faqs")
    )


def starter_texts(name: str) -> dict[str, dict[str, Any]]:
    """The fields of each text in `<name>.toml` by its key, in the file's order."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _seed(model: type[Text], name: str, **same: Any) -> int:
    texts = starter_texts(name)
    keys = {key: f"{name}:{key}" for key in texts}
    done = SeededText.objects.filter(key__in=keys.values(), is_done=True)
    seeded = set(done.values_list("key", flat=True))
    return sum(
        _add(model, keys[key], {"order": 10 * place, **fields, **same})
        for place, (key, fields) in enumerate(texts.items(), start=1)
        if keys[key] not in seeded
    )


def _add(model: type[Text], key: str, fields: dict[str, Any]) -> bool:
    """Add one text; False where another process has just added it."""
    note, _ = SeededText.objects.get_or_create(key=key)
    if note.is_done:
        return False
    rows: models.Manager[Text] = model._default_manager
    _, is_new = rows.get_or_create(pk=note.text_id, defaults=fields)
    SeededText.objects.filter(pk=note.pk).update(is_done=True)
    return is_new
