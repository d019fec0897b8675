"""What is put right in every request before anybody reads it."""

from typing import Any
from urllib.parse import quote

QUERY_SAFE = "%/?:@!$&'()*+,;=-._~[]|{}\"<>\\^`"


def cleaned(scope: Any) -> dict[str, Any]:
    """The ASGI scope with its query's raw bytes quoted, which Django cannot read else, and without
    headers whose name has an underscore: WSGI would take `X_Forwarded_For` for the proxy's own
    `X-Forwarded-For`."""
    return {
        **scope,
        "query_string": quote(scope["query_string"], safe=QUERY_SAFE).encode(),
        "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name],
    }
