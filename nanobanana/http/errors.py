"""One error shape for every answer under `/api`, and the one place that maps errors to HTTP."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import Error
from rest_framework.exceptions import APIException

from nanobanana.http.problems import Problem


class ProblemResponse(APIException):
    """A `Problem` on its way through DRF."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail, problem.code)
        self.status_code = problem.status
        self.attr = problem.attr
        self.wait = problem.retry_after
        if problem.status == 401:
            self.auth_header = 'Bearer realm="api"'


class ProblemExceptionHandler(ExceptionHandler):
    """DRF's exception handler, taught our rooms' errors."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Problem):
            return ProblemResponse(exc)
        converted: Exception = super().convert_known_exceptions(exc)
        return converted


class ProblemFormatter(ExceptionFormatter):
    """The contract's body, with the field's name where a `Problem` names one."""

    def get_errors(self) -> list[Error]:
        if isinstance(self.exc, ProblemResponse):
            detail = self.exc.detail
            return [Error(str(self.exc.get_codes()), str(detail), self.exc.attr)]
        errors: list[Error] = super().get_errors()
        return errors


def error_body(status: int, code: str, detail: str, attr: str | None = None) -> dict[str, Any]:
    """The contract's error body for one error."""
    kind = "client_error" if status < 500 else "server_error"
    return {"type": kind, "errors": [{"code": code, "detail": detail, "attr": attr}]}


def error_response(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """An error outside any view: JSON under `/api`, a page elsewhere."""
    if request.path_info.startswith("/api"):
        return JsonResponse(error_body(status, code, detail), status=status)
    context = {"detail": detail, "status": status}
    return render(request, [f"{status}.html", "error.html"], context, status=status)


def api_not_found(request: HttpRequest, rest: str) -> HttpResponse:
    """Any address below `/api` that is none of ours, whatever the client accepts."""
    return page_not_found(request, Exception())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 400, "bad_request", "The request could not be understood.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403, "permission_denied", "You may not do that.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    detail = "Something broke on our side. It has been logged."
    return error_response(request, 500, "error", detail)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)
