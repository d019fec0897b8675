"""The operator's view: alive, ready, and in figures."""

import logging
from typing import Any

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from files.statistics import stored_files
from files.storage_check import StorageUnusable, check_storage
from gallery.statistics import items_published, open_reports
from generation.statistics import job_counts, workers_alive

logger = logging.getLogger(__name__)


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, storage and a worker are there, else 503; each with its own verdict."""
    checks = {"database": _database(), "storage": _storage()}
    checks["worker"] = checks["database"] and workers_alive() > 0
    ready = all(checks.values())
    body = {"ready": ready, "checks": checks}
    return JsonResponse(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        logger.exception("The database does not answer")
        return False


def _storage() -> bool:
    try:
        check_storage()
    except StorageUnusable:
        logger.exception("The storage cannot be used")
        return False
    return True


class StatsView(APIView):
    permission_classes = (IsAdminUser,)

    @extend_schema(responses={200: {"type": "object", "additionalProperties": True}})
    def get(self, request: Request) -> Response:
        """Figures for the operator: jobs, workers, storage, gallery. Staff only."""
        figures: dict[str, Any] = {
            "jobs": job_counts(),
            "workers": workers_alive(),
            "storage": stored_files(),
            "gallery": {"items": items_published(), "openReports": open_reports()},
        }
        return Response(figures)
