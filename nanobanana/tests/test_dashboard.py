import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Visitor
from accounts.statistics import new_visitors_per_day
from content.models import Review
from files.models import Blob, StoredFile
from files.statistics import bytes_by_day, stored_files
from generation.models import Generation, Mode, Status
from generation.statistics import DayOfJobs
from nanobanana.charts import Chart, Series
from nanobanana.dashboard import failure_rate

DAY = date(2026, 3, 9)


def client_of(**fields: Any) -> Client:
    user = get_user_model().objects.create_user("c@example.com", "x", is_staff=True, **fields)
    client = Client()
    client.force_login(user)
    return client


def figures(client: Client) -> dict[str, tuple[str, str, bool]]:
    shown = client.get("/admin/").context["figures"]
    return {each.title: (each.value, each.href, each.is_urgent) for each in shown}


def make_blob(size: int, *, days_ago: int = 0) -> Blob:
    name = f"{size}-{days_ago}"
    blob = Blob.objects.create(
        folder=name, sha256=name, content_type="image/png", size=size, width=1, height=1
    )
    Blob.objects.filter(pk=blob.pk).update(created_at=blob.created_at - timedelta(days=days_ago))
    return blob


@pytest.mark.parametrize(
    ("completed", "failed", "rate"),
    [(0, 0, None), (3, 1, 25.0), (0, 2, 100.0), (2, 1, 33.3)],
)
def test_failure_rate_is_of_the_finished_jobs(
    completed: int, failed: int, rate: float | None
) -> None:
    day = DayOfJobs(day=DAY, total=9, completed=completed, failed=failed)
    assert failure_rate([day]) == rate


def test_chart_data_is_what_chart_js_reads() -> None:
    chart = Chart("Rate", "line", [DAY], [Series("Failed", [None], "red-600")], unit="%")
    assert json.loads(chart.data) == {
        "labels": ["Mar 9"],
        "datasets": [
            {
                "label": "Failed",
                "data": [None],
                "borderColor": "var(--color-red-600)",
                "backgroundColor": "var(--color-red-600)",
                "stack": None,
                "displayYAxis": True,
                "suffixYAxis": "%",
                "maxTicksXLimit": 7,
                "maxBarThickness": 18,
                "borderRadius": 3,
            }
        ],
    }


@pytest.mark.django_db
def test_storage_counts_bytes_once_and_sums_over_days() -> None:
    visitor = Visitor.objects.create(key_hash="a")
    old, new = make_blob(100, days_ago=40), make_blob(30, days_ago=1)
    make_blob(7)
    for blob in (old, old, new):
        StoredFile.objects.create(owner=visitor, blob=blob, name="a.png", kind="upload")
    assert stored_files() == {"files": 3, "blobs": 3, "bytes": 137}
    assert list(bytes_by_day(3).values()) == [100, 130, 137]


@pytest.mark.django_db
def test_statistics_of_an_empty_installation() -> None:
    assert stored_files() == {"files": 0, "blobs": 0, "bytes": 0}
    assert list(bytes_by_day(2).values()) == [0, 0]
    assert list(new_visitors_per_day(2).values()) == [0, 0]


@pytest.mark.django_db
def test_new_visitors_are_counted_by_day() -> None:
    rows = [Visitor.objects.create(key_hash=str(number)) for number in range(3)]
    Visitor.objects.filter(pk=rows[0].pk).update(created_at=rows[0].created_at - timedelta(days=2))
    counts = new_visitors_per_day(3)
    assert list(counts.values()) == [1, 0, 2]
    assert list(counts) == sorted(counts)


@pytest.mark.django_db
def test_dashboard_shows_what_waits() -> None:
    client = client_of(is_superuser=True)
    owner = Visitor.objects.create(key_hash="a")
    for status in (Status.COMPLETED, Status.FAILED, Status.PENDING):
        Generation.objects.create(owner=owner, mode=Mode.TEXT, prompt="a", status=status)
    Review.objects.create(rating=5, text="Fine.")
    listed = "/admin/generation/generation/?status__exact="
    assert figures(client) == {
        "Waiting": ("1", f"{listed}pending", False),
        "Workers": ("0", "", True),
        "Failure rate": ("50 %", f"{listed}failed", False),
        "Storage": ("0\xa0bytes", "", False),
        "Gallery": ("0", "/admin/gallery/galleryitem/", False),
        "Reports": ("0", "/admin/gallery/report/?is_resolved__exact=0", False),
        "Reviews": ("1", "/admin/content/review/?is_approved__exact=0", True),
    }


@pytest.mark.django_db
def test_figures_link_only_to_what_one_may_see() -> None:
    client = client_of()
    assert {href for _, href, _ in figures(client).values()} == {""}
    assert b"/admin/accounts/user/" not in client.get("/admin/").content


@pytest.mark.django_db
def test_figures_lead_to_lists_that_open() -> None:
    client = client_of(is_superuser=True)
    links = {href for _, href, _ in figures(client).values() if href}
    assert {href: client.get(href).status_code for href in links} == dict.fromkeys(links, 200)


@pytest.mark.django_db
def test_dashboard_has_charts_and_the_same_numbers_as_a_table() -> None:
    response = client_of(is_superuser=True).get("/admin/")
    charts = response.context["charts"]
    assert [(chart.title, chart.kind, len(chart.days)) for chart in charts] == [
        ("Jobs per day", "bar", 14),
        ("Failure rate", "bar", 14),
        ("Storage", "line", 14),
        ("New visitors", "bar", 14),
    ]
    table = response.context["chart_table"]
    assert {len(row) for row in table["rows"]} == {len(table["headers"])}
    assert [row[0] for row in table["rows"]] == list(reversed(charts[0].days))
    assert response.content.count(b'class="chart"') == 4


@pytest.mark.django_db
def test_dashboard_costs_the_same_however_much_there_is(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(is_superuser=True)
    owner = Visitor.objects.create(key_hash="a")
    for _ in range(20):
        Generation.objects.create(owner=owner, mode=Mode.TEXT, prompt="a")
        Review.objects.create(rating=5, text="Fine.")
    with django_assert_max_num_queries(22):
        client.get("/admin/")


@pytest.mark.django_db
def test_dashboard_is_for_staff(client: Client) -> None:
    assert client.get("/admin/").status_code == 302
    client.force_login(get_user_model().objects.create_user("a@example.com", "x"))
    assert client.get("/admin/").status_code == 302
