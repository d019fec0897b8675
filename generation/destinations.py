"""Where a request would go, told before it is sent."""

from dataclasses import dataclass

from django.conf import settings

from generation.models import Mode
from generation.providers.base import Capabilities
from generation.routing import Ask, Choice, choose, choose_next, is_paintable, is_understood_whole


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
    can = choice.capabilities
    return Destination(choice, _away(can, ask) if can.is_remote else _here(can, ask))


def _away(can: Capabilities, ask: Ask) -> str:
    pictures = ask.references + (ask.mode == Mode.IMAGE)
    what = ("Your words go", "Your picture and your words go", "Your pictures and your words go")
    then = "".join(f"; where that is down, to {_named(each)}" for each in _next_ones(can, ask))
    return f"{what[min(pictures, 2)]} to {_named(can)}{then}."


def _named(can: Capabilities) -> str:
    return can.label if can.label == can.place else f"{can.label} ({can.place})"


def _next_ones(first: Capabilities, ask: Ask) -> list[Capabilities]:
    """Who else may get them, in order."""
    tried, others = [first.name], list[Capabilities]()
    while settings.AI_FALLBACK and (choice := choose_next(ask, tried)):
        tried.append(choice.capabilities.name)
        others.append(choice.capabilities)
    return [each for each in others if each.is_remote]


def _here(can: Capabilities, ask: Ask) -> str:
    stays = "stays on this machine"
    if can.is_sample:
        return f"This {stays}: a sample picture is shown, no AI is asked."
    if not can.is_rules:
        return f"This {stays}: {can.label} makes it here."
    who = f"This {stays}: the {can.label.lower()}"
    if ask.mode == Mode.IMAGE:
        is_whole = ask.plan or is_understood_whole(ask.prompt)
        return f"{who} does it." if is_whole else f"{who} does what it understands of it."
    return f"{who} does it." if is_paintable(ask.prompt) else f"{who} does not know how to draw it."
