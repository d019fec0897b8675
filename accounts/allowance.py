"""The month's allowance: reserved at submit, kept when done, given back otherwise.

Each step is one conditional UPDATE, so any number of requests at once cannot go over the limit
on any database, with or without transactions.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from accounts.errors import QuotaExceeded
from accounts.models import Visitor


def month_of(moment: datetime) -> str:
    """The accounting month as YYYY-MM, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def resets_at(moment: datetime) -> datetime:
    """The first moment of the next month, in UTC."""
    year, month = divmod(moment.astimezone(UTC).year * 12 + moment.astimezone(UTC).month, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


def reserve(visitor: Visitor, pictures: int) -> str:
    """Set `pictures` of this month aside and return the month. Raises QuotaExceeded."""
    now = timezone.now()
    month, limit = month_of(now), visitor.monthly_limit
    row = Visitor.objects.filter(pk=visitor.pk)
    row.exclude(allowance_month=month).update(
        allowance_month=month, allowance_taken=0, allowance_used=0
    )
    fits = row.filter(allowance_month=month, allowance_taken__lte=limit - pictures)
    if pictures <= limit and fits.update(allowance_taken=F("allowance_taken") + pictures):
        return month
    wait = int((resets_at(now) - now).total_seconds())
    raise QuotaExceeded(_explain(visitor, limit), retry_after=wait)


def _explain(visitor: Visitor, limit: int) -> str:
    ways_on = "" if visitor.user_id else " Sign up for more."
    return f"This request goes over your {limit} pictures a month.{ways_on}"


def commit(visitor_id: UUID, month: str, pictures: int) -> None:
    """Count reserved pictures as made."""
    row = Visitor.objects.filter(pk=visitor_id, allowance_month=month)
    row.update(allowance_used=F("allowance_used") + pictures)


def give_back(visitor_id: UUID, month: str, pictures: int) -> None:
    """Return reserved pictures; a month that is over has nothing to return to."""
    row = Visitor.objects.filter(
        pk=visitor_id, allowance_month=month, allowance_taken__gte=pictures
    )
    row.update(allowance_taken=F("allowance_taken") - pictures)


def used_this_month(visitor: Visitor) -> int:
    """Pictures made in the current month."""
    current = visitor.allowance_month == month_of(timezone.now())
    return visitor.allowance_used if current else 0
