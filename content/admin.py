"""The texts for curators: write, order, show; approve reviews."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from content.models import FAQ, Feature, Review, ReviewQuerySet
from content.services import approve_reviews


@admin.register(Feature)
class FeatureAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("title", "icon", "order", "is_shown")
    list_editable = ("order", "is_shown")
    search_fields = ("title", "description")
    ordering = ("order", "id")
    fields = ("title", "description", "icon", "order", "is_shown")


@admin.register(FAQ)
class FAQAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ("question", "category", "order", "is_shown")
    list_editable = ("order", "is_shown")
    list_filter = ("category", "is_shown")
    search_fields = ("question", "answer", "category")
    ordering = ("order", "id")
    fields = ("question", "answer", "category", "order", "is_shown")


@admin.register(Review)
class ReviewAdmin(ModelAdmin):  # type: ignore[misc]
    """The reviews that wait for approval stand first, the latest on top."""

    list_display = ("name", "rating", "text", "order", "is_approved", "is_sample", "created_at")
    list_editable = ("order", "is_approved")
    list_filter = ("is_approved", "is_sample", "rating", "created_at")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("name", "role", "text")
    ordering = ("is_approved", "order", "-id")
    fields = (
        "name",
        "role",
        "rating",
        "text",
        "is_approved",
        "order",
        "author",
        "is_sample",
        "created_at",
    )
    readonly_fields = ("author", "is_sample", "created_at")
    actions: ClassVar[list[Any]] = ["approve", "withdraw"]

    @admin.action(description="Approve: show to everybody", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: ReviewQuerySet) -> None:
        done = approve_reviews(queryset, is_approved=True)
        self.message_user(request, f"{done} approved.", messages.SUCCESS)

    @admin.action(description="Show no longer", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: ReviewQuerySet) -> None:
        done = approve_reviews(queryset, is_approved=False)
        self.message_user(request, f"{done} shown no longer.", messages.SUCCESS)
