"""Charts in the form that Unfold's chart component takes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

Number = float | None
"""None is a day without a value: the line has a gap there."""


@dataclass(frozen=True)
class Series:
    """One row of values. `color` is one of Unfold's, as it names them in its classes."""

    label: str
    values: Sequence[Number]
    color: str


@dataclass(frozen=True)
class Chart:
    """One chart over days. `kind` is `bar` or `line`; the bars of a day stand on each other."""

    title: str
    kind: str
    days: Sequence[date]
    series: Sequence[Series]
    unit: str = ""
    note: str = ""

    @property
    def data(self) -> str:
        """The JSON that Chart.js reads."""
        labels = [f"{day:%b} {day.day}" for day in self.days]
        return json.dumps({"labels": labels, "datasets": [self._set(row) for row in self.series]})

    def _set(self, row: Series) -> dict[str, Any]:
        color = f"var(--color-{row.color})"
        return {
            "label": row.label,
            "data": list(row.values),
            "borderColor": color,
            "backgroundColor": color,
            "stack": "day" if self.kind == "bar" else None,
            "displayYAxis": True,
            "suffixYAxis": self.unit,
            "maxTicksXLimit": 7,
            "maxBarThickness": 18,
            "borderRadius": 3,
        }
