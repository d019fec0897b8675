"""What the browser may load: the Content-Security-Policies of the site's parts."""

from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

Directives = dict[str, list[Any]]

SITE: Directives = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}

# Alpine and Unfold's own markup want the two unsafe ones in the admin, and nowhere else.
ADMIN: Directives = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
}

# Redoc makes style elements of its own, which carry the nonce, and searches in a worker.
REDOC: Directives = {"style-src": [SELF, NONCE], "worker-src": ["blob:"]}


def showing(policy: Directives, origins: list[str]) -> Directives:
    """The policy, with pictures from these origins, too. Our scripts fetch none from there."""
    return {**policy, "img-src": [*policy["img-src"], *origins]}
