"""Figures about people for the admin's dashboard."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import Visitor


def new_visitors_per_day(days: int = 14) -> dict[date, int]:
    """How many visitors, anonymous or not, came first on each of the last `days` days in UTC.

    Oldest first, days without any included. One query.
    """
    first = timezone.now().date() - timedelta(days=days - 1)
    counted = dict(
        Visitor.objects.filter(created_at__gte=midnight(first), merged_into=None)
        .annotate(day=TruncDate("created_at"))
        .order_by()
        .values_list("day")
        .annotate(count=Count("pk"))
    )
    span = (first + timedelta(days=offset) for offset in range(days))
    return {day: counted.get(day, 0) for day in span}


def midnight(day: date) -> datetime:
    """The first moment of a day in UTC: an index can find what came after it."""
    return datetime.combine(day, time.min, tzinfo=UTC)
