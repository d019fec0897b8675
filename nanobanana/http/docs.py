"""Swagger UI and Redoc from this host, under a strict Content-Security-Policy."""

from csp.decorators import csp_replace
from django.conf import settings
from django.utils.decorators import method_decorator
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView


class SwaggerView(SpectacularSwaggerSplitView):
    """Swagger UI; its start-up script is a second request, so that no inline script is needed."""

    template_name = "docs/swagger.html"


@method_decorator(csp_replace(settings.REDOC_CSP), name="dispatch")
class RedocView(SpectacularRedocView):
    """Redoc, without the fonts it would fetch elsewhere."""

    template_name = "docs/redoc.html"
