"""Swagger UI and Redoc from this host, under a strict Content-Security-Policy."""

from csp.decorators import csp_replace
from django.conf import settings
from django.utils.decorators import method_decorator
from drf_spectacular.views import (
    SpectacularAPIView,
    SpectacularRedocView,
    SpectacularSwaggerSplitView,
)
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView


class JsonErrors(APIView):
    """What goes wrong is told in the contract's shape, whatever the view makes else."""

    def handle_exception(self, exc: Exception) -> Response:
        response = super().handle_exception(exc)
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return response


class SchemaView(JsonErrors, SpectacularAPIView):
    """The OpenAPI document."""


class SwaggerView(JsonErrors, SpectacularSwaggerSplitView):
    """Swagger UI; its start-up script is a second request, so that no inline script is needed."""

    template_name = "docs/swagger.html"


@method_decorator(csp_replace(settings.REDOC_CSP), name="dispatch")
class RedocView(JsonErrors, SpectacularRedocView):
    """Redoc, without the fonts it would fetch elsewhere."""

    template_name = "docs/redoc.html"
