"""A name for each request of the OpenAI API, which its clients show beside an error."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from nanobanana.http.openai_errors import is_openai

HEADER = "x-request-id"


def new_request_id() -> str:
    return f"req_{secrets.token_hex(16)}"


class RequestIdMiddleware:
    """Puts `x-request-id` on every answer below `/v1`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_openai(request.path_info):
            response[HEADER] = new_request_id()
        return response
