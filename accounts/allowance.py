"""The month's allowance: reserved at submit, kept when done, given back otherwise.

Each step is one conditional UPDATE, so any number of requests at once cannot go over the limit
on any database, with or without transactions.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from accounts.errors import QuotaExceeded
from accounts.models import ANONYMOUS, Visitor


@dataclass(frozen=True)
class Allowance:
    """The current month as a page shows it, in pictures. `used` counts those under way, too."""

    used: int
    limit: int
    left: int
    resets_at: datetime


def month_of(moment: datetime) -> str:
    """The accounting month as YYYY-MM, in UTC."""
    return moment.astimezone(UTC).strftime("%Y-%m")


def resets_at(moment: datetime) -> datetime:
    """The first moment of the next month, in UTC."""
    year, month = divmod(moment.astimezone(UTC).year * 12 + moment.astimezone(UTC).month, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)


def allowance_of(visitor: Visitor | None) -> Allowance:
    """What the visitor has this month; None stands for somebody who has made nothing here yet."""
    now = timezone.now()
    limit = visitor.monthly_limit if visitor else int(settings.MONTHLY_LIMITS[ANONYMOUS])
    current = visitor is not None and visitor.allowance_month == month_of(now)
    taken = visitor.allowance_taken if visitor and current else 0
    return Allowance(taken, limit, max(0, limit - taken), resets_at(now))


def reserve(visitor: Visitor, pictures: int) -> str:
    """Set `pictures` of this month aside and return the month. Raises QuotaExceeded."""
    now = timezone.now()
    month, limit = month_of(now), visitor.monthly_limit
    row = Visitor.objects.filter(pk=visitor.pk)
    _open_month(visitor.pk, month)
    fits = row.filter(allowance_month=month, allowance_taken__lte=limit - pictures)
    taken = {"allowance_taken": F("allowance_taken") + pictures, "allowance_at": now}
    if pictures <= limit and fits.update(**taken):
        return month
    wait = int((resets_at(now) - now).total_seconds())
    raise QuotaExceeded(_explain(visitor, limit), retry_after=wait)


def _open_month(visitor_id: UUID, month: str) -> None:
    """Start counting anew where an earlier month was counted; never goes back a month."""
    earlier = Visitor.objects.filter(pk=visitor_id, allowance_month__lt=month)
    earlier.update(allowance_month=month, allowance_taken=0, allowance_used=0)


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


def mend(visitor: Visitor, taken: int) -> None:
    """Set what is taken, unless a counter has moved since `visitor` was read."""
    Visitor.objects.filter(
        pk=visitor.pk,
        allowance_month=visitor.allowance_month,
        allowance_taken=visitor.allowance_taken,
        allowance_used=visitor.allowance_used,
    ).update(allowance_taken=taken)


def carry_over(source: Visitor, target: Visitor) -> None:
    """Move what `source` took of its month to `target`; nothing where it changes just now."""
    row = Visitor.objects.filter(pk=source.pk)
    counted = row.values("allowance_month", "allowance_taken", "allowance_used").first()
    if not counted or not row.filter(**counted).update(allowance_taken=0, allowance_used=0):
        return
    month = counted["allowance_month"]
    _open_month(target.pk, month)
    Visitor.objects.filter(pk=target.pk, allowance_month=month).update(
        allowance_taken=F("allowance_taken") + counted["allowance_taken"],
        allowance_used=F("allowance_used") + counted["allowance_used"],
        allowance_at=timezone.now(),
    )


def used_this_month(visitor: Visitor) -> int:
    """Pictures made in the current month."""
    current = visitor.allowance_month == month_of(timezone.now())
    return visitor.allowance_used if current else 0
