"""What stands in an answer: a picture, or an object of JSON; anything may come."""

import base64
import binascii
import json
from typing import Any

from files.decoding import kind_of
from generation.providers.base import Original
from generation.providers.calls import faults

KINDS = frozenset({"image/png", "image/jpeg", "image/webp"})


def picture_in(data: bytes, label: str) -> Original:
    """By its first bytes; it is opened safely later. Raises ProviderError."""
    kind = kind_of(data) or ""
    if kind not in KINDS:
        raise faults.bad_answer(label)
    return Original(data, kind)


def picture_in_base64(text: object, label: str) -> Original:
    """Raises ProviderError for what is no picture of a kind we know."""
    try:
        data = base64.b64decode(text if isinstance(text, str) else "", validate=True)
    except (binascii.Error, ValueError) as error:
        raise faults.bad_answer(label) from error
    return picture_in(data, label)


def object_in(body: bytes, label: str) -> dict[str, Any]:
    """Raises ProviderError for what is no JSON, or no object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise faults.bad_answer(label) from error
    if not isinstance(value, dict):
        raise faults.bad_answer(label)
    return value
