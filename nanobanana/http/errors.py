"""One error shape for every answer under `/api`, and the one place that maps errors to HTTP."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import Error
from rest_framework.exceptions import APIException, ParseError
from rest_framework.response import Response

from nanobanana.http.disk import is_no_room
from nanobanana.http.openai_errors import is_openai, openai_error
from nanobanana.http.problems import NoRoomProblem, Problem

BROKEN = "Something broke on our side. It has been logged."


class BodyTooLarge(Problem):
    status = 413
    code = "request_too_large"
    message = "The request is too large."


class ProblemResponse(APIException):
    """A `Problem` on its way through DRF."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail, problem.code)
        self.status_code = problem.status
        self.attr = problem.attr
        self.wait = problem.retry_after
        if problem.status == HTTPStatus.UNAUTHORIZED:
            self.auth_header = 'Bearer realm="api"'


class ProblemExceptionHandler(ExceptionHandler):
    """DRF's exception handler, taught our rooms' errors and what Django says of bad requests."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        problem = as_problem(exc)
        if problem is not None:
            return ProblemResponse(problem)
        if isinstance(exc, TooManyFieldsSent | TooManyFilesSent):
            return ParseError("The request has too many fields or files.")
        if isinstance(exc, SuspiciousOperation):
            return ParseError("The request could not be understood.")
        if isinstance(exc, UnreadablePostError):
            return ParseError("The request was cut short.")
        converted: Exception = super().convert_known_exceptions(exc)
        return converted

    def report_exception(self, exc: APIException, response: Response) -> None:
        """Only what broke is worth an operator's alarm; a full disk or a crowd says so itself."""
        if not isinstance(exc, ProblemResponse):
            super().report_exception(exc, response)

    def convert_unhandled_exceptions(self, exc: Exception) -> APIException:
        return exc if isinstance(exc, APIException) else APIException(BROKEN)


def as_problem(error: Exception) -> Problem | None:
    """The `Problem` that an exception is or stands for, if any."""
    if isinstance(error, Problem):
        return error
    if is_no_room(error):
        return NoRoomProblem()
    if isinstance(error, RequestDataTooBig):
        return BodyTooLarge()
    return None


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
    kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "client_error"
    return {"type": kind, "errors": [{"code": code, "detail": detail, "attr": attr}]}


def is_api(path: str) -> bool:
    """Whether a program asks, and wants JSON whatever it accepts."""
    return path == "/api" or path.startswith("/api/") or is_openai(path)


def body_for(path: str, status: int, code: str, detail: str) -> dict[str, Any]:
    """An error outside any view, in the shape of the API that `path` belongs to."""
    shape = openai_error if is_openai(path) else error_body
    return shape(status, code, detail)


def error_response(request: HttpRequest, status: int, code: str, detail: str) -> HttpResponse:
    """An error outside any view: JSON under `/api`, a page elsewhere."""
    if is_api(request.path_info):
        body = body_for(request.path_info, status, code, detail)
        return JsonResponse(body, status=status)
    context = {"detail": detail, "status": status}
    return render(request, [f"{status}.html", "error.html"], context, status=status)


@csrf_exempt
def api_not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any address below `/api` that is none of ours, whatever the client accepts."""
    return page_not_found(request, Exception())


@csrf_exempt
def needs_asgi(request: HttpRequest) -> HttpResponse:
    """What only `manage.py serve`, or another ASGI server, can answer."""
    detail = "This needs the product's own server: manage.py serve."
    return JsonResponse(error_body(501, "not_implemented", detail), status=501)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 400, "bad_request", "The request could not be understood.")


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 403, "permission_denied", "You may not do that.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_response(request, 404, "not_found", "There is nothing at this address.")


def server_error(request: HttpRequest) -> HttpResponse:
    return error_response(request, 500, "error", BROKEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or stale."""
    detail = "This page was open for too long or came from elsewhere. Go back, reload, try again."
    if is_api(request.path_info):
        return error_response(request, 403, "permission_denied", detail)
    return render(
        request, ["403_csrf.html", "403.html", "error.html"], {"detail": detail}, status=403
    )
