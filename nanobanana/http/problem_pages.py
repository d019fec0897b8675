"""A room's error on its way to a person: a page, where the API answers JSON."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from nanobanana.http.errors import as_problem, error_response, is_api

WRONG_METHOD = "This address only takes what a form sends. Go back and use the page's buttons."


class ProblemPagesMiddleware:
    """Turns a `Problem` that a page's view raised into the page for its status, and Django's
    blank 405 into a page, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or is_api(request.path_info):
            return response
        page = error_response(request, 405, "method_not_allowed", WRONG_METHOD)
        page["Allow"] = response["Allow"]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        problem = as_problem(exception)
        if problem is None:
            return None
        response = error_response(request, problem.status, problem.code, problem.detail)
        if problem.retry_after is not None:
            response["Retry-After"] = str(problem.retry_after)
        return response
