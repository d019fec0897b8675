"""What is put right in every request before anybody reads it."""

from typing import Any


def cleaned(scope: Any) -> dict[str, Any]:
    """The ASGI scope without headers whose name has an underscore: WSGI would take
    `X_Forwarded_For` for the proxy's own `X-Forwarded-For`."""
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    return {**scope, "headers": headers}
