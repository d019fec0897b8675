"""Figures about jobs for operators and the admin's dashboard."""

from datetime import date, timedelta
from typing import TypedDict

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.statistics import midnight
from generation.models import Generation, Status, WorkerPulse

ALIVE_WITHIN = timedelta(seconds=10)


class DayOfJobs(TypedDict):
    """One day's jobs by outcome; cancelled ones count in `total` only."""

    day: date
    total: int
    completed: int
    failed: int


def workers_alive() -> int:
    """Worker processes that gave a sign of life within ten seconds."""
    return WorkerPulse.objects.filter(seen_at__gte=timezone.now() - ALIVE_WITHIN).count()


def job_counts() -> dict[str, int]:
    """Jobs by status, each status present; those in the trash are not counted."""
    rows = Generation.objects.kept().order_by()
    counted = dict(rows.values_list("status").annotate(count=Count("pk")))
    return {str(status): counted.get(status, 0) for status in Status}


def jobs_per_day(days: int = 14) -> list[DayOfJobs]:
    """The last `days` days in UTC, oldest first, empty ones included, without those in the trash.
    One query."""
    today = timezone.now().date()
    first = today - timedelta(days=days - 1)
    rows = (
        Generation.objects.kept()
        .filter(created_at__gte=midnight(first))
        .annotate(day=TruncDate("created_at"))
        .order_by()
        .values("day")
        .annotate(
            total=Count("pk"),
            completed=Count("pk", filter=Q(status=Status.COMPLETED)),
            failed=Count("pk", filter=Q(status=Status.FAILED)),
        )
    )
    found = {
        row["day"]: DayOfJobs(
            day=row["day"],
            total=row["total"],
            completed=row["completed"],
            failed=row["failed"],
        )
        for row in rows
    }
    span = (first + timedelta(days=offset) for offset in range(days))
    return [found.get(day) or DayOfJobs(day=day, total=0, completed=0, failed=0) for day in span]
