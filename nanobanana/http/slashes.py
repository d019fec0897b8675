"""The same path with and without a trailing slash answers alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import is_valid_path

# These hold other people's URL configurations, which want their slashes.
ACCOUNT, ADMIN = "/account/", "/admin"


class TrailingSlashMiddleware:
    """Matches the path in whichever spelling exists; no redirect, so POSTs keep their body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path == ADMIN or (path.startswith(f"{ADMIN}/") and not path.endswith("/")):
            # The admin's pages link relatively, so there the browser must know the slash.
            return HttpResponsePermanentRedirect(_with_slash(request.get_full_path()))
        if not path.startswith(f"{ADMIN}/"):
            request.path_info = _known_spelling(path)
        return self.get_response(request)


def _with_slash(address: str) -> str:
    path, mark, query = address.partition("?")
    return f"{path}/{mark}{query}"


def _known_spelling(path: str) -> str:
    bare = path[:-1] if len(path) > 1 and path.endswith("/") else path
    if bare.startswith(ACCOUNT) and not is_valid_path(bare):
        return f"{bare}/"
    return bare
