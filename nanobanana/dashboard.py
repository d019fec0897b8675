"""The admin's first page: what is going on, and what waits for a curator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from accounts.statistics import new_visitors_per_day
from content.statistics import pending_reviews
from files.statistics import bytes_by_day, stored_files
from gallery.statistics import items_published, open_reports
from generation.models import Status
from generation.statistics import DayOfJobs, job_counts, jobs_per_day, workers_alive
from nanobanana.charts import Chart, Number, Series

DAYS = 14
MEGABYTE = 1024 * 1024

GENERATIONS = "generation.generation"
REPORTS = "gallery.report"
REVIEWS = "content.review"
ITEMS = "gallery.galleryitem"


@dataclass(frozen=True)
class Figure:
    """One number; `href` leads to its rows for who may see them."""

    title: str
    value: str
    note: str
    href: str = ""
    is_urgent: bool = False


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Unfold's DASHBOARD_CALLBACK: adds figures, charts, and the charts' numbers as a table."""
    jobs, visitors, storage = jobs_per_day(DAYS), new_visitors_per_day(DAYS), bytes_by_day(DAYS)
    return {
        **context,
        "figures": [*_jobs_now(request, jobs), *_kept(request), *_queues(request)],
        "charts": _charts(jobs, visitors, storage),
        "chart_days": DAYS,
        "chart_table": _table(jobs, visitors, storage),
    }


def open_reports_badge(request: HttpRequest) -> str:
    """How many reports wait, for the sidebar."""
    return str(open_reports())


def pending_reviews_badge(request: HttpRequest) -> str:
    """How many reviews wait, for the sidebar."""
    return str(pending_reviews())


def failure_rate(jobs: Iterable[DayOfJobs]) -> float | None:
    """Percent of the finished jobs that failed; None if none finished. Cancelled ones count
    neither way."""
    days = list(jobs)
    failed = sum(day["failed"] for day in days)
    finished = failed + sum(day["completed"] for day in days)
    return round(100 * failed / finished, 1) if finished else None


def _jobs_now(request: HttpRequest, jobs: list[DayOfJobs]) -> list[Figure]:
    counts, workers, rate = job_counts(), workers_alive(), failure_rate(jobs)
    waiting, running = counts[Status.PENDING], counts[Status.PROCESSING]
    return [
        Figure(
            "Waiting",
            str(waiting),
            f"{running} running",
            _rows(request, GENERATIONS, "status__exact=pending"),
        ),
        Figure("Workers", str(workers), "alive now", is_urgent=not workers),
        Figure(
            "Failure rate",
            "–" if rate is None else f"{rate:g} %",
            f"of {sum(day['total'] for day in jobs)} jobs in {DAYS} days",
            _rows(request, GENERATIONS, "status__exact=failed"),
        ),
    ]


def _kept(request: HttpRequest) -> list[Figure]:
    stored = stored_files()
    return [
        Figure("Storage", filesizeformat(stored["bytes"]), f"in {stored['files']} files"),
        Figure("Gallery", str(items_published()), "public items", _rows(request, ITEMS)),
    ]


def _queues(request: HttpRequest) -> list[Figure]:
    reports, reviews = open_reports(), pending_reviews()
    open_ones = _rows(request, REPORTS, "is_resolved__exact=0")
    pending = _rows(request, REVIEWS, "is_approved__exact=0")
    return [
        Figure("Reports", str(reports), "wait for a moderator", open_ones, reports > 0),
        Figure("Reviews", str(reviews), "wait for approval", pending, reviews > 0),
    ]


def _rows(request: HttpRequest, model: str, query: str = "") -> str:
    """Where the admin lists these rows; empty for who may not see them."""
    room, name = model.split(".")
    if not request.user.has_perm(f"{room}.view_{name}"):
        return ""
    return reverse(f"admin:{room}_{name}_changelist") + (f"?{query}" if query else "")


def _charts(
    jobs: list[DayOfJobs], visitors: dict[date, int], storage: dict[date, int]
) -> list[Chart]:
    days = [day["day"] for day in jobs]
    completed = Series("Completed", [day["completed"] for day in jobs], "primary-500")
    failed = Series("Failed", [day["failed"] for day in jobs], "red-600")
    rates: list[Number] = [failure_rate([day]) for day in jobs]
    kept: list[Number] = [round(size / MEGABYTE, 2) for size in storage.values()]
    return [
        Chart("Jobs per day", "bar", days, [completed, failed]),
        Chart(
            "Failure rate",
            "bar",
            days,
            [Series("Failed", rates, "red-600")],
            unit="%",
            note="of the jobs that completed or failed",
        ),
        Chart(
            "Storage",
            "line",
            list(storage),
            [Series("Megabytes", kept, "primary-500")],
            unit="MB",
            note="of what is still kept today",
        ),
        Chart(
            "New visitors",
            "bar",
            list(visitors),
            [Series("Visitors", list(visitors.values()), "primary-500")],
            note="anonymous or with an account",
        ),
    ]


def _table(
    jobs: list[DayOfJobs], visitors: dict[date, int], storage: dict[date, int]
) -> dict[str, Any]:
    """The same numbers for who cannot see a canvas, the newest day first."""
    rows: list[list[Any]] = []
    # The three were read one after another: by midnight's stroke one may lack a day.
    for day in reversed(jobs):
        rate, when = failure_rate([day]), day["day"]
        percent = "–" if rate is None else f"{rate:g} %"
        size = filesizeformat(storage.get(when, 0))
        rows.append([when, day["completed"], day["failed"], percent, size, visitors.get(when, 0)])
    headers = ["Day (UTC)", "Completed", "Failed", "Failure rate", "Storage", "New visitors"]
    return {"headers": headers, "rows": rows}
