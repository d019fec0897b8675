"""The same path with and without a trailing slash answers alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# These are other people's URL configurations, which want their slashes.
KEEP_SLASH = ("/admin/", "/account/")


class TrailingSlashMiddleware:
    """Drops one trailing slash before the path is matched; a redirect would lose a POST's body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        foreign = path.startswith(KEEP_SLASH) and path != "/account/"
        if len(path) > 1 and path.endswith("/") and not foreign:
            request.path_info = path[:-1]
        return self.get_response(request)
