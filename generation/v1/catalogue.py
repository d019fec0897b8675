"""The models that clients may name: our providers' own, and aliases."""

from dataclasses import dataclass

from generation.providers.registry import configured
from generation.v1.errors import NoSuchModel

AUTOMATIC = "nano-banana-v1"
"""Whoever the router chooses."""

CREATED = 1_780_000_000
"""Unix seconds: when this API first served models. Vendors do not say when theirs were made."""


@dataclass(frozen=True)
class Listed:
    """One model: what is asked for by its name."""

    id: str
    owned_by: str
    settings: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "object": "model",
            "created": CREATED,
            "owned_by": self.owned_by,
        }


def models() -> list[Listed]:
    """All that can be named here, each name once."""
    found = {AUTOMATIC: Listed(AUTOMATIC, "nanobanana")}
    cans = [provider.capabilities for provider in configured()]
    for can in cans:
        alias = Listed(can.name, "nanobanana", (("provider", can.name),))
        found.setdefault(can.name, alias)
    for can in cans:
        for model in can.models:
            wanted = (("provider", can.name), ("model", model))
            found.setdefault(model, Listed(model, can.name, wanted))
    return list(found.values())


def model_named(name: str) -> Listed:
    """Raises NoSuchModel."""
    for listed in models():
        if listed.id == name:
            return listed
    raise NoSuchModel(f"The model “{name[:64]}” does not exist here.", attr="model")
