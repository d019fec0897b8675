"""Where a request would go, told before it is sent."""

from dataclasses import dataclass

from generation.models import Mode
from generation.providers.base import Capabilities
from generation.routing import Ask, Choice, choose, is_understood_whole


@dataclass(frozen=True)
class Destination:
    """Who would take it, and a sentence about where that is."""

    choice: Choice
    sentence: str

    @property
    def can(self) -> Capabilities:
        return self.choice.capabilities


def destination_of(ask: Ask) -> Destination:
    """Raises ProviderUnknown, ModelUnknown, ProviderUnsuitable."""
    choice = choose(ask)
    return Destination(choice, _sentence(choice.capabilities, ask))


def _sentence(can: Capabilities, ask: Ask) -> str:
    if can.is_remote:
        what = "Your picture and your words go" if ask.mode == Mode.IMAGE else "Your words go"
        return f"{what} to {can.label} ({can.host})."
    stays = "stays on this machine"
    if can.is_sample:
        return f"This {stays}: a sample picture is shown, no AI is asked."
    if not can.is_rules:
        return f"This {stays}: {can.label} makes it here."
    if ask.mode == Mode.IMAGE and not ask.plan and not is_understood_whole(ask.prompt):
        return f"This {stays}: the {can.label.lower()} does what it understands of it."
    return f"This {stays}: the {can.label.lower()} does it."
