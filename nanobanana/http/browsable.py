"""DRF's browsable API under our Content-Security-Policy."""

from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer


class ApiPageRenderer(BrowsableAPIRenderer):
    """The browsable API, without the HTML forms: they cannot send our free-form JSON."""

    template = "rest_framework/api.html"

    def show_form_for_method(self, view: Any, method: str, request: Any, obj: Any) -> bool:
        # A probing form would run permission checks and queries for methods nobody called.
        return False
