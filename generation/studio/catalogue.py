"""Every operation with its parameters, read from the operations themselves."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from generation.studio.operations import OPERATIONS, Group, Operation, Reach

WHERE = "where"
"""The field that every operation has: the part of the picture that was named."""


@dataclass(frozen=True)
class Parameter:
    """One field of an operation."""

    name: str
    kind: str
    """number, whole, flag, choice, color or text."""
    default: Any = None
    low: float | None = None
    high: float | None = None
    options: tuple[str, ...] = ()
    longest: int | None = None
    """Of a text, in characters."""
    is_required: bool = False

    @property
    def range(self) -> str:
        """What it may be, in a few words."""
        if self.kind in {"number", "whole"}:
            return f"{_plain(self.low)} to {_plain(self.high)}"
        if self.kind == "choice":
            return ", ".join(self.options)
        return {"flag": "true or false", "color": "#rrggbb"}.get(
            self.kind, f"up to {self.longest} characters"
        )

    @property
    def usual(self) -> str:
        """What it is where nothing is said, in words; empty for a blank."""
        if self.is_required or self.default in (None, ""):
            return ""
        return shown(self.default)

    def to_json(self) -> dict[str, Any]:
        """What there is to say about it; what does not apply is left out."""
        limits = {
            "low": self.low,
            "high": self.high,
            "options": list(self.options) or None,
            "longest": self.longest,
        }
        known = {name: value for name, value in limits.items() if value is not None}
        head = {"name": self.name, "type": self.kind, "required": self.is_required}
        return {**head, **known, **({} if self.is_required else {"default": self.default})}


@dataclass(frozen=True)
class Entry:
    """One operation as the cookbook shows it."""

    name: str
    title: str
    group: Group
    help: str
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
            "help": self.help,
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
    """`black_and_white` as "Black and white"."""
    return name.replace("_", " ").capitalize()


def told(params: Mapping[str, Any]) -> list[str]:
    """Parameters of a step in a few words each; what is said by silence is left out."""
    return [
        f"{name.replace('_', ' ')} {shown(value)}"
        for name, value in params.items()
        if value not in (None, "", False)
    ]


def shown(value: Any) -> str:
    """A parameter's value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _plain(value) if isinstance(value, int | float) else str(value)


def _entry(kind: type[Operation]) -> Entry:
    return Entry(
        name=kind.name,
        title=title_of(kind.name),
        group=kind.group,
        help=" ".join((kind.__doc__ or "").split()),
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
    limits = {name: value for name, value in field.metadata.items() if name != "check"}
    is_required = field.default is dataclasses.MISSING
    default = None if is_required else field.default
    return Parameter(name=field.name, default=default, is_required=is_required, **limits)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if abs(value) < 1e6 else f"{value:.0f}"
