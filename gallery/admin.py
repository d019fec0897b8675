"""The gallery for curators: feature, hide, and the queue of reports."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from files.models import StoredFile
from gallery.models import GalleryItem, GalleryItemQuerySet, Report
from gallery.services import delete_item, feature_items, hide_items, resolve_reports

PREVIEW_WIDTH = 200
"""Pixels, in a form; a list shows pictures at a third of it."""


@admin.register(GalleryItem)
class GalleryItemAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = (
        "thumbnail",
        "title",
        "author_name",
        "likes",
        "is_public",
        "is_featured",
        "is_hidden",
        "created_at",
    )
    list_display_links = ("thumbnail", "title")
    list_filter = ("is_featured", "is_hidden", "is_public", "created_at")
    search_fields = ("title", "description", "prompt", "owner__user__email", "id")
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "shown_image",
        "shown_before",
        "title",
        "description",
        "is_featured",
        "is_hidden",
        "is_public",
        "prompt",
        "author_name",
        "likes",
        "created_at",
        "page",
    )
    readonly_fields = (
        "shown_image",
        "shown_before",
        "is_public",
        "prompt",
        "author_name",
        "likes",
        "created_at",
        "page",
    )
    actions: ClassVar[list[Any]] = ["feature", "unfeature", "hide", "unhide"]

    def get_queryset(self, request: HttpRequest) -> GalleryItemQuerySet:
        return GalleryItem.objects.with_files()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: GalleryItem, form: ModelForm[GalleryItem], change: bool
    ) -> None:
        # Only what was edited: a full save would put back the likes of when the form was opened.
        obj.words = obj.folded_words()
        obj.save(update_fields=[*form.changed_data, "words"])
        if "is_hidden" in form.changed_data:
            hide_items(GalleryItem.objects.filter(pk=obj.pk), is_hidden=obj.is_hidden)

    def delete_model(self, request: HttpRequest, obj: GalleryItem) -> None:
        transaction.on_commit(partial(delete_item, obj))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[GalleryItem]) -> None:
        for item in queryset:
            transaction.on_commit(partial(delete_item, item))

    @admin.display(description="Picture")
    def thumbnail(self, item: GalleryItem) -> SafeString:
        return preview(item.image, PREVIEW_WIDTH // 3)

    @admin.display(description="Picture")
    def shown_image(self, item: GalleryItem) -> SafeString:
        return preview(item.image, PREVIEW_WIDTH)

    @admin.display(description="Before")
    def shown_before(self, item: GalleryItem) -> SafeString | str:
        return preview(item.before, PREVIEW_WIDTH) if item.before else "None"

    @admin.display(description="Page")
    def page(self, item: GalleryItem) -> SafeString:
        return format_html('<a href="{}">{}</a>', item.url, item.share_url)

    @admin.action(description="Feature", permissions=["change"])
    def feature(self, request: HttpRequest, queryset: GalleryItemQuerySet) -> None:
        done = feature_items(queryset, is_featured=True)
        self.message_user(request, f"{done} featured.", messages.SUCCESS)

    @admin.action(description="Feature no longer", permissions=["change"])
    def unfeature(self, request: HttpRequest, queryset: GalleryItemQuerySet) -> None:
        done = feature_items(queryset, is_featured=False)
        self.message_user(request, f"{done} featured no longer.", messages.SUCCESS)

    @admin.action(description="Hide from everybody but the owner", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: GalleryItemQuerySet) -> None:
        done = hide_items(queryset, is_hidden=True)
        self.message_user(request, f"{done} hidden, their reports resolved.", messages.SUCCESS)

    @admin.action(description="Show again", permissions=["change"])
    def unhide(self, request: HttpRequest, queryset: GalleryItemQuerySet) -> None:
        done = hide_items(queryset, is_hidden=False)
        self.message_user(request, f"{done} shown again.", messages.SUCCESS)


@admin.register(Report)
class ReportAdmin(ModelAdmin):  # type: ignore[misc]
    """The moderation queue: open reports first, the latest on top."""

    list_display = ("thumbnail", "reason", "shown_item", "visitor", "is_resolved", "created_at")
    list_display_links = ("thumbnail", "reason")
    list_filter = ("is_resolved", "item__is_hidden", "created_at")
    list_select_related = ("item__image__blob", "visitor__user")
    search_fields = ("reason", "item__title", "item__id")
    ordering = ("is_resolved", "-id")
    list_per_page = 50
    show_full_result_count = False
    fields = ("shown_image", "shown_item", "reason", "visitor", "is_resolved", "created_at")
    readonly_fields = ("shown_image", "shown_item", "reason", "visitor", "created_at")
    actions: ClassVar[list[Any]] = ["resolve", "hide_item"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Picture")
    def thumbnail(self, report: Report) -> SafeString:
        return preview(report.item.image, PREVIEW_WIDTH // 3)

    @admin.display(description="Picture")
    def shown_image(self, report: Report) -> SafeString:
        return preview(report.item.image, PREVIEW_WIDTH)

    @admin.display(description="Item")
    def shown_item(self, report: Report) -> SafeString:
        url = reverse("admin:gallery_galleryitem_change", args=[report.item_id])
        return format_html('<a href="{}">{}</a>', url, report.item.title)

    @admin.action(description="Resolve: leave the item as it is", permissions=["change"])
    def resolve(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        done = resolve_reports(queryset)
        self.message_user(request, f"{done} resolved.", messages.SUCCESS)

    @admin.action(description="Hide the reported item", permissions=["change"])
    def hide_item(self, request: HttpRequest, queryset: QuerySet[Report]) -> None:
        named = list(queryset.values_list("item", flat=True))
        done = hide_items(GalleryItem.objects.filter(pk__in=named), is_hidden=True)
        self.message_user(request, f"{done} hidden, their reports resolved.", messages.SUCCESS)


def preview(file: StoredFile, width: int) -> SafeString:
    """The picture, `width` pixels wide."""
    return format_html(
        '<img src="{}?w=240&amp;format=webp" alt="{}" width="{}">', file.url, file.name, width
    )
