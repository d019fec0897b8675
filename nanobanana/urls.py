"""Every address of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from nanobanana import operators, pages
from nanobanana.http.docs import RedocView, SchemaView, SwaggerView
from nanobanana.http.errors import api_not_found, needs_asgi

api: list[URLPattern | URLResolver] = [
    path("", include("accounts.api_urls")),
    path("", include("files.api_urls")),
    path("", include("generation.api_urls")),
    path("", include("gallery.api_urls")),
    path("", include("content.api_urls")),
    path("stats", operators.StatsView.as_view(), name="stats"),
    path("schema", SchemaView.as_view(), name="schema"),
    path("docs", SwaggerView.as_view(), name="docs"),
    path("redoc", RedocView.as_view(), name="redoc"),
    path("<path:rest>", api_not_found),
]

site: list[URLPattern | URLResolver] = [
    path("", pages.landing, name="landing"),
    path("review", pages.review, name="review"),
]

urlpatterns = [
    path("", include((site, "pages"))),
    path("api", pages.api_root),
    path("mcp", needs_asgi),
    path("v1/", include("generation.v1.urls")),
    path("v1/<path:rest>", api_not_found),
    path("api/", include(api)),
    path("", include("generation.urls")),
    path("", include("gallery.urls")),
    path("", include("accounts.urls")),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", operators.healthz),
    path("readyz", operators.readyz),
    path("favicon.ico", pages.favicon),
]

handler400 = "nanobanana.http.errors.bad_request"
handler403 = "nanobanana.http.errors.permission_denied"
handler404 = "nanobanana.http.errors.page_not_found"
handler500 = "nanobanana.http.errors.server_error"
