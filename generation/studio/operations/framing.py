"""More frame: bars, borders, corners, extension."""

from dataclasses import dataclass

from PIL import Image, ImageColor

from generation.studio.errors import PlanInvalid
from generation.studio.operations.base import Group, Operation, Reach, Size, percent
from generation.studio.operations.bordering import STYLES, framed
from generation.studio.operations.continuing import continued
from generation.studio.operations.cornering import rounded
from generation.studio.operations.fields import choice, color, number, number_or_none
from generation.studio.operations.geometry import shown, within_limits

SIDES = {
    "all": (1, 1, 1, 1),
    "left": (1, 0, 0, 0),
    "top": (0, 1, 0, 0),
    "right": (0, 0, 1, 0),
    "bottom": (0, 0, 0, 1),
    "horizontal": (1, 0, 1, 0),
    "vertical": (0, 1, 0, 1),
}
"""Which of left, top, right and bottom grow."""

Room = tuple[float, float, float, float]
"""Pixels added at the left, top, right and bottom."""

COLOURS = {
    "#ffffff": "white",
    "#000000": "black",
    "#808080": "grey",
    "#ff0000": "red",
    "#00ff00": "green",
    "#0000ff": "blue",
}


@dataclass(frozen=True, kw_only=True)
class Pad(Operation):
    """Adds plain bars round the picture, to reach a shape without cutting.

    To the ratio `width` : `height`, or by `amount` of the shorter side all round.
    """

    name = "pad"
    reach = Reach.GEOMETRY
    stage = "Padding"
    group = Group.FRAME
    example = "pad it to 16:9 with white"

    width: float | None = number_or_none(1, 20_000)
    height: float | None = number_or_none(1, 20_000)
    amount: float = number(0, 1, 0.1)
    color: str = color("#ffffff")

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_ratio(self)

    def apply(self, image: Image.Image) -> Image.Image:
        around = self.amount * min(image.size)
        room = _to_ratio(image.size, self.width, self.height) or (around,) * 4
        picture, size, corner = placed(image, room)
        result = Image.new(image.mode, size, _in_mode(self.color, image.mode))
        result.paste(picture, corner)
        return result

    def sentence(self, before: Size, after: Size) -> str:
        if before == after:
            return "Added no bars: it has that shape already."
        bars = f"Added {named(self.color)} bars"
        grown = f"{shown(before)} became {shown(after)}"
        if self.width and self.height:
            return f"{bars} to make it {self.width:g}:{self.height:g}: {grown}."
        return f"{bars} of {percent(self.amount)} of the shorter side all round: {grown}."


@dataclass(frozen=True, kw_only=True)
class Extend(Operation):
    """Makes room round the picture, filled with its own blurred edges.

    Nothing is invented. To the ratio `width` : `height`, or by `amount` of the side on the named
    sides.
    """

    name = "extend"
    reach = Reach.GEOMETRY
    stage = "Extending"
    group = Group.FRAME
    example = "extend it to 16:9"

    width: float | None = number_or_none(1, 20_000)
    height: float | None = number_or_none(1, 20_000)
    amount: float = number(0, 2, 0.25)
    sides: str = choice(tuple(SIDES), "all")

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_ratio(self)

    def apply(self, image: Image.Image) -> Image.Image:
        picture, size, corner = placed(image, self._room(image.size))
        if size == image.size:
            return image.copy()
        return continued(picture, size, corner)

    def _room(self, size: Size) -> Room:
        left, top, right, bottom = SIDES[self.sides]
        wanted = _to_ratio(size, self.width, self.height)
        if wanted is None:
            across, down = self.amount * size[0], self.amount * size[1]
            return left * across, top * down, right * across, bottom * down
        # A ratio needs room on one pair of sides only; one of that pair may be named.
        across, down = wanted[0] + wanted[2], wanted[1] + wanted[3]
        if left != right:
            wanted = (left * across, wanted[1], right * across, wanted[3])
        if top != bottom:
            wanted = (wanted[0], top * down, wanted[2], bottom * down)
        return wanted

    def sentence(self, before: Size, after: Size) -> str:
        if before == after:
            return "Extended nothing: it has that shape already."
        how = f"with a blurred continuation of itself: {shown(before)} became {shown(after)}"
        if self.width and self.height:
            return f"Extended it to {self.width:g}:{self.height:g} {how}."
        sides = {"all": "on all sides", "horizontal": "to both sides", "vertical": "up and down"}
        where = sides.get(self.sides, f"at the {self.sides}")
        return f"Extended it {where} by {percent(self.amount)} {how}."


@dataclass(frozen=True, kw_only=True)
class Border(Operation):
    """Puts a border round the picture: plain, double, a Polaroid or a film strip.

    `amount` of the shorter side wide, outside the picture.
    """

    name = "border"
    reach = Reach.GEOMETRY
    stage = "Framing"
    group = Group.FRAME
    example = "add a white border"

    amount: float = number(0.002, 0.5, 0.05)
    color: str = color("#ffffff")
    style: str = choice(tuple(STYLES), "plain")

    def apply(self, image: Image.Image) -> Image.Image:
        left, top, right, bottom = (
            max(1, round(part * self.amount * min(image.size)))
            for part in STYLES[self.style].room(image.size)
        )
        picture, size, corner = placed(image, (left, top, right, bottom))
        if image.mode == "L":
            result = Image.new("L", size)
            result.paste(picture, corner)
            return result
        return framed(picture, size, corner, rgb=_rgb(self.color), style=self.style)

    def sentence(self, before: Size, after: Size) -> str:
        grown = f"{shown(before)} became {shown(after)}"
        if self.style == "film":
            return f"Framed it as a strip of film: {grown}."
        if self.style == "polaroid":
            return f"Framed it like a Polaroid, in {named(self.color)}: {grown}."
        kind = f"{named(self.color)} border" + (
            " with a thin line" if self.style == "double" else ""
        )
        return f"Added a {kind}, {self.amount * 100:.3g}% of the shorter side wide: {grown}."


@dataclass(frozen=True, kw_only=True)
class RoundCorners(Operation):
    """Rounds the corners; outside them the picture is transparent.

    An `amount` of 1 makes an ellipse. RGB becomes RGBA.
    """

    name = "round_corners"
    reach = Reach.GEOMETRY
    stage = "Rounding the corners"
    group = Group.FRAME
    example = "round the corners"

    amount: float = number(0.01, 1, 0.12)

    def apply(self, image: Image.Image) -> Image.Image:
        return rounded(image, self.amount)

    def sentence(self, before: Size, after: Size) -> str:
        if self.amount == 1:
            shape = "a circle" if after[0] == after[1] else "an ellipse"
            return f"Cut it to {shape}; the rest is transparent."
        return f"Rounded the corners by {percent(self.amount)}; outside them it is transparent."


def placed(image: Image.Image, room: Room) -> tuple[Image.Image, Size, tuple[int, int]]:
    """The picture, the size it has with the room, and its place there; made smaller together
    where that would pass the limits of geometry.py."""
    left, top, right, bottom = (round(each) for each in room)
    wanted = image.width + left + right, image.height + top + bottom
    size = within_limits(*wanted)
    if wanted in {size, image.size}:
        return image, wanted, (left, top)
    across, down = size[0] / wanted[0], size[1] / wanted[1]
    small = max(1, round(image.width * across)), max(1, round(image.height * down))
    corner = (
        min(round(left * across), size[0] - small[0]),
        min(round(top * down), size[1] - small[1]),
    )
    return image.resize(small, Image.Resampling.LANCZOS, reducing_gap=3), size, corner


def named(code: str) -> str:
    """A colour in words where it has a plain name."""
    return COLOURS.get(code, code)


def _check_ratio(operation: Pad | Extend) -> None:
    if (operation.width is None) != (operation.height is None):
        raise PlanInvalid(f"{operation.name}: a ratio has a width and a height.")


def _to_ratio(size: Size, width: float | None, height: float | None) -> Room | None:
    """The room that is missing to a ratio, as much on one side as on the other."""
    if width is None or height is None:
        return None
    across = max(0, round(size[1] * width / height) - size[0])
    down = max(0, round(size[0] * height / width) - size[1])
    return across // 2, down // 2, across - across // 2, down - down // 2


def _rgb(code: str) -> tuple[int, int, int]:
    red, green, blue = ImageColor.getrgb(code)[:3]
    return red, green, blue


def _in_mode(code: str, mode: str) -> int | tuple[int, ...]:
    """The colour for a new picture; in a mask new room is black: nothing there was marked."""
    if mode == "L":
        return 0
    return (*_rgb(code), 255) if mode == "RGBA" else _rgb(code)
