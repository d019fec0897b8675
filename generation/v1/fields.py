"""Reads the fields of a body, JSON or multipart, and says which one cannot be used."""

from collections.abc import Collection, Mapping
from typing import Any

from generation.v1.errors import BadField

FLAGS = {"true": True, "1": True, "false": False, "0": False, "": False}


class Fields:
    """What a client sent; a name that is not asked for is ignored."""

    def __init__(self, given: Any) -> None:
        if not isinstance(given, Mapping):
            raise BadField("Send an object.")
        self._given = given

    def __getitem__(self, name: str) -> Any:
        return self._given.get(name)

    def text(self, name: str, default: str = "") -> str:
        value = self[name]
        if value is None or value == "":
            return default
        if not isinstance(value, str):
            raise BadField(f"“{name}” is text.", attr=name)
        return value

    def choice(self, name: str, known: Collection[str], default: str) -> str:
        value = self.text(name, default)
        if value not in known:
            offered = ", ".join(known)
            raise BadField(f"“{name}” is one of {offered}.", attr=name)
        return value

    def whole(self, name: str, *, least: int, most: int, default: int) -> int:
        value = self[name]
        if value is None or value == "":
            return default
        if isinstance(value, str) and value.isascii() and value.isdecimal():
            value = int(value[:9])
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise BadField(f"“{name}” is a whole number from {least} to {most} here.", attr=name)
        return value

    def flag(self, name: str) -> bool:
        value = self[name]
        if value is None or isinstance(value, bool):
            return bool(value)
        if isinstance(value, str) and value.lower() in FLAGS:
            return FLAGS[value.lower()]
        raise BadField(f"“{name}” is true or false.", attr=name)
