"""DRF's browsable API under our Content-Security-Policy."""

from typing import Any

from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import BrowsableAPIRenderer


class ApiPageRenderer(BrowsableAPIRenderer):
    """The browsable API with its forms for raw JSON; DRF's field-by-field forms cannot send our
    free-form objects."""

    template = "docs/browsable.html"

    def get_rendered_html_form(self, data: Any, view: Any, method: str, request: Any) -> Any:
        """Whether to show the DELETE and OPTIONS buttons; a form of fields only where no JSON is
        taken, which is where files are."""
        takes_files_only = view.parser_classes == (MultiPartParser,)
        if method in {"DELETE", "OPTIONS"} or takes_files_only:
            return super().get_rendered_html_form(data, view, method, request)
        return None

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Without the style that DRF writes into the page where Pygments happens to be installed:
        the Content-Security-Policy takes none."""
        context: dict[str, Any] = super().get_context(*args, **kwargs)
        return {**context, "code_style": None}
