"""How the admin looks: colours, icon and sidebar."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy

DASHBOARD = "nanobanana.dashboard"

# White on 600, which Unfold's buttons use, has a contrast of 5.0.
BANANA = {
    "50": "#fffbeb",
    "100": "#fef3c7",
    "200": "#fde68a",
    "300": "#fcd34d",
    "400": "#fbbf24",
    "500": "#d97706",
    "600": "#b45309",
    "700": "#92400e",
    "800": "#783510",
    "900": "#633112",
    "950": "#381a05",
}


def mark(request: HttpRequest) -> str:
    """Where our mark is served."""
    return static("brand/favicon.svg")


def viewing(permission: str) -> Callable[[HttpRequest], bool]:
    """Whether somebody may see the rows that a link of the sidebar leads to."""

    def allowed(request: HttpRequest) -> bool:
        return request.user.has_perm(permission)

    return allowed


def link(title: str, icon: str, model: str, badge: str = "") -> dict[str, Any]:
    """A link of the sidebar to a model's list; `badge` names a function of the dashboard."""
    room, name = model.split(".")
    item: dict[str, Any] = {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{room}_{name}_changelist"),
        "permission": viewing(f"{room}.view_{name}"),
    }
    if badge:
        # Unfold draws an empty one, too: a calm colour suits a nought.
        item |= {"badge": f"{DASHBOARD}.{badge}", "badge_variant": "primary"}
    return item


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": "At a glance",
        "items": [
            {"title": "Dashboard", "icon": "monitoring", "link": reverse_lazy("admin:index")},
            link("Generations", "auto_awesome", "generation.generation"),
            link("Recipes", "menu_book", "generation.recipe"),
        ],
    },
    {
        "title": "Gallery",
        "separator": True,
        "items": [
            link("Items", "photo_library", "gallery.galleryitem"),
            link("Reports", "flag", "gallery.report", "open_reports_badge"),
        ],
    },
    {
        "title": "Texts",
        "separator": True,
        "items": [
            link("Features", "wand_stars", "content.feature"),
            link("Reviews", "reviews", "content.review", "pending_reviews_badge"),
            link("FAQs", "help", "content.faq"),
        ],
    },
    {
        "title": "People and files",
        "separator": True,
        "items": [
            link("Users", "person", "accounts.user"),
            link("Visitors", "group", "accounts.visitor"),
            link("API keys", "key", "accounts.apikey"),
            link("Files", "image", "files.storedfile"),
            link("Storage", "hard_drive", "files.usage"),
        ],
    },
]

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Nano Banana",
    "SITE_HEADER": "Nano Banana",
    "SITE_URL": "/",
    "SITE_ICON": mark,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": mark}],
    "COLORS": {"primary": BANANA},
    "SIDEBAR": {"show_search": True, "navigation": NAVIGATION},
    "DASHBOARD_CALLBACK": f"{DASHBOARD}.dashboard",
}
