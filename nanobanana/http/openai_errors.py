"""The error object of the OpenAI API, for whatever is answered below `/v1`.

Its clients read `message`, `type`, `param` and `code`; REST framework's own shape would lose them.
"""

from http import HTTPStatus
from typing import Any

KINDS = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.NOT_FOUND: "not_found_error",
    HTTPStatus.CONFLICT: "conflict_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
}


def is_openai(path: str) -> bool:
    return path == "/v1" or path.startswith("/v1/")


def openai_error(
    status: int, code: str | None, message: str, param: str | None = None
) -> dict[str, Any]:
    """The body of an answer with this status."""
    if status in KINDS:
        kind = KINDS[HTTPStatus(status)]
    elif status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = "server_error"
    else:
        kind = "invalid_request_error"
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}
