"""DRF's browsable API under our Content-Security-Policy."""

from rest_framework.renderers import BrowsableAPIRenderer


class ApiPageRenderer(BrowsableAPIRenderer):
    """The browsable API, without the HTML forms: they cannot send our free-form JSON."""

    template = "rest_framework/api.html"

    def show_form_for_method(self, view, method, request, obj) -> bool:  # type: ignore[no-untyped-def]
        # A probing form would run permission checks and queries for methods nobody called.
        return False
