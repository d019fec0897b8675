"""Keyset pages: page 10,000 costs what page 1 costs, and new rows never shift a page."""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError as InvalidValue
from django.db.models import Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

DEFAULT_LIMIT = 24
MAX_LIMIT = 100
CURSOR_MAX_LENGTH = 400
LIMIT = re.compile(r"[1-9]\d{0,2}", re.ASCII)

M = TypeVar("M", bound=Model)


class CursorInvalid(ValueError):
    """The cursor was not made by this server for this order."""


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of rows and the cursors of its neighbours (None where there is none)."""

    rows: list[M]
    next: str | None
    previous: str | None


def page_of(
    queryset: QuerySet[M], order: Sequence[str], *, cursor: str = "", limit: int = DEFAULT_LIMIT
) -> Page[M]:
    """Return the page of `queryset` that `cursor` points at.

    `order` names fields as `order_by` does; the last must be unique and none may be null.
    Raises CursorInvalid.
    """
    backwards, position = _decode(cursor, len(order)) if cursor else (False, None)
    direction = [_flipped(field) for field in order] if backwards else list(order)
    try:
        wanted = queryset if position is None else queryset.filter(_after(direction, position))
        rows = list(wanted.order_by(*direction)[: limit + 1])
    except (ValueError, TypeError, InvalidValue) as error:
        raise CursorInvalid(cursor) from error
    more, rows = len(rows) > limit, rows[:limit]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, position is not None)
    if not rows:
        return Page([], None, None)
    return Page(
        rows,
        _encode(rows[-1], order, backwards=False) if has_next else None,
        _encode(rows[0], order, backwards=True) if has_previous else None,
    )


def _flipped(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _after(order: Sequence[str], position: Sequence[Any]) -> Q:
    """Rows that come after `position`; its first conjunct lets an index bound the scan."""
    later, equal = Q(), Q()
    for field, value in zip(order, position, strict=True):
        name, comparison = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
        later |= equal & Q(**{f"{name}__{comparison}": value})
        equal &= Q(**{name: value})
    first, comparison = order[0].lstrip("-"), "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{comparison}": position[0]}) & later


def _encode(row: Model, order: Sequence[str], *, backwards: bool) -> str:
    values = [getattr(row, field.lstrip("-")) for field in order]
    plain = [value if isinstance(value, int) else str(value) for value in values]
    packed = json.dumps([int(backwards), *plain], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _decode(cursor: str, fields: int) -> tuple[bool, list[Any]]:
    try:
        if len(cursor) > CURSOR_MAX_LENGTH:
            raise CursorInvalid(cursor)
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        backwards, *position = json.loads(base64.b64decode(padded, b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise CursorInvalid(cursor) from error
    sound = all(isinstance(value, int | str) for value in position)
    if not sound or len(position) != fields or backwards not in (0, 1):
        raise CursorInvalid(cursor)
    return bool(backwards), position


def page_or_first(queryset: QuerySet[M], order: Sequence[str], *, cursor: str) -> Page[M]:
    """The page at the cursor, or the first one where the cursor is none of ours."""
    try:
        return page_of(queryset, order, cursor=cursor)
    except CursorInvalid:
        return page_of(queryset, order)


class KeysetPagination(BasePagination):
    """`{results, next, previous}` over the view's `ordering`, with `?limit=` and `?cursor=`."""

    def paginate_queryset(
        self, queryset: QuerySet[M, Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.url = request.build_absolute_uri()
        order = getattr(view, "keyset", ("-id",))
        cursor = request.query_params.get("cursor", "")
        try:
            page = page_of(queryset, order, cursor=cursor, limit=read_limit(request))
        except CursorInvalid as error:
            detail = "This cursor does not fit; start again without it."
            raise ValidationError({"cursor": detail}, code="invalid_cursor") from error
        self.next, self.previous = page.next, page.previous
        return page.rows

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"results": data, "next": self._link(self.next), "previous": self._link(self.previous)}
        )

    def _link(self, cursor: str | None) -> str | None:
        bare = remove_query_param(self.url, "cursor")
        return replace_query_param(bare, "cursor", cursor) if cursor else None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        properties = {"results": schema, "next": link, "previous": link}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
        return [
            {"name": "limit", "in": "query", "required": False, "schema": limit},
            {"name": "cursor", "in": "query", "required": False, "schema": {"type": "string"}},
        ]


def read_limit(request: Request) -> int:
    """`?limit=` as a number from 1 to 100; anything else is a validation error."""
    value = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not (LIMIT.fullmatch(value) and int(value) <= MAX_LIMIT):
        raise ValidationError({"limit": f"A whole number from 1 to {MAX_LIMIT}."}, code="invalid")
    return int(value)
