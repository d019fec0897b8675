"""Light and dark."""

from dataclasses import dataclass

import numpy as np

from generation.studio.operations.base import Group, Pointwise, Size, percent
from generation.studio.operations.fields import number
from generation.studio.operations.toning import saturating
from generation.studio.passes import Levels, Pass, Table, curve

KNEE = 0.6
"""Level above which a longer exposure is rolled off, so that light parts do not burn out."""

LIFT, SINK = 4.7, 1.0
"""How steep the ends of the highlights' and shadows' curves get, away from the end and towards it;
more than 1 towards it would turn tones round.
"""

TIRES = 1.7
"""How a large amount away from the end grows less than in proportion: else the tones in the middle
become so flat that skies and sand show their steps and change their hue.
"""

RICHER = 0.25
"""Saturation that an amount of 1 gives back: flatter curves, channel by channel, pale the colours.
"""

END_GIVES = 0.05
"""How much of the change the very end takes part in: recovered highlights are not white."""

MIDTONE_REACH = 0.75
"""How far an amount of 1 moves the middle grey: a full step must not lose the picture."""


@dataclass(frozen=True, kw_only=True)
class Brightness(Pointwise):
    """Makes the picture brighter or darker; black stays black and white stays white.

    A positive `amount` is brighter, a negative one darker.
    """

    name = "brightness"
    stage = "Changing the brightness"
    group = Group.LIGHT
    example = "make it brighter"

    amount: float = number(-1, 1, 0.3)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._curve),)

    def _curve(self, light: Levels) -> Levels:
        power = 1 - np.log2(1 - abs(self.amount) * MIDTONE_REACH)
        if self.amount < 0:
            return np.asarray(light**power)
        return np.asarray(1 - (1 - light) ** power)

    def sentence(self, before: Size, after: Size) -> str:
        done = "Brightened" if self.amount >= 0 else "Darkened"
        return f"{done} by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Contrast(Pointwise):
    """Drives light and dark further apart, or brings them closer together.

    A positive `amount` is more contrast, an S-curve that keeps black and white; a negative one
    goes towards grey.
    """

    name = "contrast"
    stage = "Changing the contrast"
    group = Group.LIGHT
    example = "more contrast"

    amount: float = number(-1, 1, 0.3)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._curve),)

    def _curve(self, light: Levels) -> Levels:
        if self.amount < 0:
            return np.asarray(0.5 + (light - 0.5) * (1 + self.amount))
        slope = 1 + self.amount
        low = 0.5 * (2 * np.minimum(light, 0.5)) ** slope
        high = 1 - 0.5 * (2 * (1 - np.maximum(light, 0.5))) ** slope
        return np.asarray(np.where(light < 0.5, low, high))

    def sentence(self, before: Size, after: Size) -> str:
        done = "Raised" if self.amount >= 0 else "Lowered"
        return f"{done} the contrast by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Exposure(Pointwise):
    """More or less light, as if the shutter had been open longer.

    One of `stops` is twice the light, -1 half of it.
    """

    name = "exposure"
    stage = "Correcting the exposure"
    group = Group.LIGHT
    example = "raise the exposure"

    stops: float = number(-4, 4, 0.7)

    def passes(self) -> tuple[Pass, ...]:
        return (curve(self._curve),)

    def _curve(self, light: Levels) -> Levels:
        exposed = encoded(decoded(light) * 2**self.stops)
        return rolled_off(exposed) if self.stops > 0 else exposed

    def sentence(self, before: Size, after: Size) -> str:
        done = "Raised" if self.stops >= 0 else "Lowered"
        stops = f"{abs(self.stops):.3g}"
        return f"{done} the exposure by {stops} stop{'' if stops == '1' else 's'}."


@dataclass(frozen=True, kw_only=True)
class Highlights(Pointwise):
    """Brings the light parts down, or lifts them; the dark ones stay.

    A positive `amount` is brighter, a negative one darker.
    """

    name = "highlights"
    stage = "Changing the highlights"
    group = Group.LIGHT
    example = "bring the highlights down"

    amount: float = number(-1, 1, -0.4)

    def passes(self) -> tuple[Pass, ...]:
        return with_colour(curve(lambda light: 1 - lifted(1 - light, -self.amount)), -self.amount)

    def sentence(self, before: Size, after: Size) -> str:
        done = "Raised" if self.amount >= 0 else "Lowered"
        return f"{done} the highlights by {percent(self.amount)}."


@dataclass(frozen=True, kw_only=True)
class Shadows(Pointwise):
    """Opens up the dark parts, or deepens them; the light ones stay.

    A positive `amount` is brighter, a negative one darker.
    """

    name = "shadows"
    stage = "Changing the shadows"
    group = Group.LIGHT
    example = "lift the shadows"

    amount: float = number(-1, 1, 0.4)

    def passes(self) -> tuple[Pass, ...]:
        return with_colour(curve(lambda light: lifted(light, self.amount)), self.amount)

    def sentence(self, before: Size, after: Size) -> str:
        done = "Lifted" if self.amount >= 0 else "Deepened"
        return f"{done} the shadows by {percent(self.amount)}."


def decoded(light: Levels) -> Levels:
    """sRGB levels as amounts of light (IEC 61966-2-1)."""
    return np.asarray(np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4))


def encoded(light: Levels) -> Levels:
    """Amounts of light as sRGB levels; more than 1 is beyond white."""
    root = 1.055 * light ** (1 / 2.4) - 0.055
    return np.asarray(np.where(light <= 0.0031308, light * 12.92, root))


def rolled_off(light: Levels) -> Levels:
    """Levels that go beyond white, bent above the knee so that the last of them is white
    (Reinhard's curve with a white point, from the knee on).
    """
    above = np.maximum(light - KNEE, 0) / (1 - KNEE)
    last = max(float(above[-1]), 1.0)
    bent = KNEE + (1 - KNEE) * above * (1 + above / last**2) / (1 + above)
    return np.asarray(np.where(light > KNEE, bent, light))


def with_colour(flatter: Table, amount: float) -> tuple[Pass, ...]:
    """The curve, and the colour that it costs where it flattens (amount > 0)."""
    return (flatter, saturating(1 + RICHER * amount)) if amount > 0 else (flatter,)


def lifted(light: Levels, amount: float) -> Levels:
    """Dark levels raised (amount > 0) or lowered; the light half hardly moves."""
    reach = LIFT / (1 + TIRES * amount) if amount > 0 else SINK
    end = END_GIVES if amount > 0 else 0.0
    return np.asarray(light + amount * reach * (1 - light) ** 4 * (light + end * (1 - light)))
