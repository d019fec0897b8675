"""Looks: several changes of tone and colour that belong together."""

from dataclasses import dataclass

from generation.studio.operations.base import Adjustment, Group, Size
from generation.studio.operations.fields import number
from generation.studio.pixels import Pixels


@dataclass(frozen=True, kw_only=True)
class Fade(Adjustment):
    """Lifted blacks and softer colours: a matte, faded print."""

    name = "fade"
    stage = "Fading"
    group = Group.COLOUR
    example = "fade it a little"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Fading."


@dataclass(frozen=True, kw_only=True)
class Vintage(Adjustment):
    """An old colour print: faded, warm, a little grain and fall-off."""

    name = "vintage"
    stage = "Ageing"
    group = Group.COLOUR
    example = "give it a vintage look"

    amount: float = number(0, 1, 0.7)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Ageing."


@dataclass(frozen=True, kw_only=True)
class SunsetMood(Adjustment):
    """The warm low light of the golden hour."""

    name = "sunset_mood"
    stage = "Setting the sun"
    group = Group.COLOUR
    example = "make it look like sunset"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Setting the sun."


@dataclass(frozen=True, kw_only=True)
class NightMood(Adjustment):
    """Dark and blue, as moonlight; no lamps are lit."""

    name = "night_mood"
    stage = "Turning day to night"
    group = Group.COLOUR
    example = "make it look like night"

    amount: float = number(0, 1, 0.7)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Turning day to night."


@dataclass(frozen=True, kw_only=True)
class Cinematic(Adjustment):
    """Teal shadows and orange lights, a gentle curve: the grade of films."""

    name = "cinematic"
    stage = "Grading"
    group = Group.COLOUR
    example = "give it a cinematic look"

    amount: float = number(0, 1, 0.6)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Grading."


@dataclass(frozen=True, kw_only=True)
class Glow(Adjustment):
    """Light parts bleed softly: a dreamy soft focus."""

    name = "glow"
    stage = "Adding glow"
    group = Group.FOCUS
    example = "make it dreamy"

    amount: float = number(0, 1, 0.5)

    def change(self, pixels: Pixels) -> Pixels:
        raise NotImplementedError

    def sentence(self, before: Size, after: Size) -> str:
        return "Adding glow."
