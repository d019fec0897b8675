"""Every operation with its parameters, read from the operations themselves."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from generation.studio.operations import OPERATIONS, Group, Operation, Reach
from generation.studio.operations.fields import Limits

WHERE = "where"
"""The field that every operation has: the part of the picture that was named."""


AMOUNTS = frozenset({"amount", "stops", "radius", "percent", "degrees"})
"""Fields that are told even where they are as usual."""

TITLES: Mapping[str, str] = {
    "background_blur": "Blurred background",
    "background_remove": "Background removed",
    "background_replace": "Another background",
    "color_replace": "Colour swapped",
    "grayscale": "Black and white",
    "hdr": "HDR",
    "overlay": "Picture on top",
    "sky_recolor": "Another sky",
    "watercolor": "Watercolour",
}
"""What reads oddly as the name alone."""


@dataclass(frozen=True)
class Parameter:
    """One field of an operation. A required one has no default."""

    name: str
    limits: Limits
    default: Any = None
    is_required: bool = False

    @property
    def range(self) -> str:
        """What it may be, in a few words."""
        limits = self.limits
        if self.name == WHERE:
            return "a part of the picture"
        match limits.kind:
            case "number" | "whole":
                return f"{shown(limits.low)} to {shown(limits.high)}"
            case "choice":
                return ", ".join(limits.options)
            case "text":
                return f"up to {shown(limits.high)} characters"
            case "color":
                return "#rrggbb"
        return "yes or no"

    @property
    def usual(self) -> str:
        """What it is where nothing is said, in words; empty for a blank."""
        return "" if self.default in (None, "") else shown(self.default)

    def to_json(self) -> dict[str, Any]:
        """What there is to say about it; what does not apply is left out."""
        limits = self.limits
        known = {"low": limits.low, "high": limits.high, "options": list(limits.options) or None}
        if limits.kind == "text":
            known = {"longest": limits.high}
        told = {name: value for name, value in known.items() if value is not None}
        default = {} if self.is_required else {"default": self.default}
        return {"name": self.name, "type": limits.kind, **told, **default}


@dataclass(frozen=True)
class Entry:
    """One operation as the cookbook shows it."""

    name: str
    title: str
    group: Group
    help: str
    """What it is for, in a sentence for a person."""
    details: str
    """What recipes and the API need to know besides; may be empty."""
    example: str
    parameters: tuple[Parameter, ...]
    needs_mask: bool
    needs_pictures: int
    takes_part: bool
    """Whether it can be limited to a part of the picture."""

    def to_json(self) -> dict[str, Any]:
        return {
            "op": self.name,
            "group": str(self.group),
            "help": f"{self.help} {self.details}".strip(),
            "example": self.example,
            "needsMask": self.needs_mask,
            "needsPictures": self.needs_pictures,
            "params": [parameter.to_json() for parameter in self.parameters],
        }


@cache
def catalogue() -> tuple[Entry, ...]:
    """Every operation, by group."""
    order = list(Group)
    entries = [_entry(kind) for kind in OPERATIONS.values()]
    return tuple(sorted(entries, key=lambda entry: order.index(entry.group)))


def by_group() -> dict[Group, list[Entry]]:
    """The groups in their order, each with its operations."""
    return {
        group: [entry for entry in catalogue() if entry.group is group]
        for group in Group
        if any(entry.group is group for entry in catalogue())
    }


def title_of(name: str) -> str:
    """`oil_paint` as "Oil paint"."""
    return TITLES.get(name) or name.replace("_", " ").capitalize()


def told(name: str, params: Mapping[str, Any]) -> list[str]:
    """A step's parameters in a few words each: the amounts, and what is not as usual."""
    return [f"{each.replace('_', ' ')} {shown(value)}" for each, value in telling(name, params)]


def telling(name: str, params: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """A step's parameters that tell something: the amounts, and what is not as usual."""
    known = OPERATIONS.get(name)
    fields = dataclasses.fields(known) if known else ()
    usual = {field.name: field.default for field in fields if field.name not in AMOUNTS}
    return [
        (each, value)
        for each, value in params.items()
        if value not in (None, "") and value != usual.get(each)
    ]


def shown(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _entry(kind: type[Operation]) -> Entry:
    help_text, _, details = (kind.__doc__ or "").partition("\n\n")
    return Entry(
        name=kind.name,
        title=title_of(kind.name),
        group=kind.group,
        help=" ".join(help_text.split()),
        details=" ".join(details.replace("`", "").split()),
        example=kind.example,
        parameters=_parameters(kind),
        needs_mask=kind.needs_mask,
        needs_pictures=kind.needs_pictures,
        takes_part=kind.reach is not Reach.GEOMETRY,
    )


def _parameters(kind: type[Operation]) -> tuple[Parameter, ...]:
    """Its own fields in order, then the part of the picture where it takes one."""
    own = [field for field in dataclasses.fields(kind) if field.name != WHERE]
    parts = [field for field in dataclasses.fields(kind) if field.name == WHERE]
    fields = own if kind.reach is Reach.GEOMETRY else [*own, *parts]
    return tuple(_parameter(field) for field in fields)


def _parameter(field: dataclasses.Field[Any]) -> Parameter:
    is_required = field.default is dataclasses.MISSING
    default = None if is_required else field.default
    return Parameter(field.name, field.metadata["limits"], default, is_required)
