"""The admin of stored pictures: to look at, and to see what takes up the room."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from files.accounting.usage import storage_limit
from files.models import Blob, StoredFile, Usage


class LookOnly(ModelAdmin):  # type: ignore[misc]
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(StoredFile)
class StoredFileAdmin(LookOnly):
    list_display = (
        "thumbnail",
        "name",
        "kind",
        "owner",
        "pixels",
        "bytes",
        "created_at",
        "trashed_at",
    )
    list_filter = (("trashed_at", admin.EmptyFieldListFilter), "kind", "created_at")
    search_fields = ("name", "owner__user__email", "blob__sha256")
    list_select_related = ("blob", "owner__user")
    ordering = ("-id",)
    fields = (
        "thumbnail",
        "name",
        "kind",
        "owner",
        "pixels",
        "bytes",
        "address",
        "created_at",
        "trashed_at",
    )

    @admin.display(description="picture")
    def thumbnail(self, file: StoredFile) -> SafeString:
        return format_html(
            '<a href="{}"><img src="{}" alt="" width="96" loading="lazy"></a>',
            file.url,
            file.thumbnail_url,
        )

    @admin.display(description="pixels")
    def pixels(self, file: StoredFile) -> str:
        return f"{file.width} × {file.height}"

    @admin.display(description="size", ordering="blob__size")
    def bytes(self, file: StoredFile) -> str:
        return filesizeformat(file.size)

    @admin.display(description="address")
    def address(self, file: StoredFile) -> str:
        return file.url


@admin.register(Blob)
class BlobAdmin(LookOnly):
    list_display = (
        "sha256",
        "content_type",
        "width",
        "height",
        "bytes",
        "refs",
        "created_at",
        "damaged_at",
    )
    list_filter = (("damaged_at", admin.EmptyFieldListFilter), "content_type", "created_at")
    search_fields = ("sha256", "folder")
    ordering = ("-id",)
    fields = (
        "sha256",
        "folder",
        "content_type",
        "width",
        "height",
        "bytes",
        "refs",
        "created_at",
        "damaged_at",
    )

    @admin.display(description="size", ordering="size")
    def bytes(self, blob: Blob) -> str:
        return filesizeformat(blob.size)


@admin.register(Usage)
class UsageAdmin(LookOnly):
    """Who takes up how much, the largest first."""

    list_display = ("owner", "taken", "limit", "changed_at")
    search_fields = ("owner__user__email",)
    list_select_related = ("owner__user",)
    ordering = ("-bytes",)
    fields = ("owner", "taken", "limit", "changed_at")

    @admin.display(description="taken up", ordering="bytes")
    def taken(self, usage: Usage) -> str:
        return filesizeformat(usage.bytes)

    @admin.display(description="limit")
    def limit(self, usage: Usage) -> str:
        limit = storage_limit(usage.owner)
        return filesizeformat(limit) if limit else "none"
