"""Generations for curators: find, look at, requeue."""

import json
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from generation.errors import GenerationNotFound, NotCancellable
from generation.models import Generation, Status
from generation.recipes.models import Recipe
from generation.services import cancel_generation, requeue_generation
from generation.trash import discard_generation

SHOWN_PROMPT = 70


@admin.register(Recipe)
class RecipeAdmin(ModelAdmin):  # type: ignore[misc]
    """What people keep; a shared one can be taken back."""

    list_display = ("name", "owner", "is_shared", "uses", "created_at")
    list_filter = ("is_shared", "created_at")
    search_fields = ("name", "description", "id", "owner__user__email")
    list_select_related = ("owner__user",)
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    fields = ("name", "description", "is_shared", "shown_plan", "owner", "uses", "created_at")
    readonly_fields = ("name", "description", "shown_plan", "owner", "uses", "created_at")
    actions: ClassVar[list[Any]] = ["unshare"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @display(description="Plan")
    def shown_plan(self, recipe: Recipe) -> SafeString:
        return format_html("<code>{}</code>", json.dumps(recipe.steps, ensure_ascii=False))

    @action(description="Share no longer", permissions=["change"])
    def unshare(self, request: HttpRequest, queryset: QuerySet[Recipe]) -> None:
        done = queryset.filter(is_shared=True).update(is_shared=False)
        self.message_user(request, f"{done} shared no longer.", messages.SUCCESS)


@admin.register(Generation)
class GenerationAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = (
        "shown_prompt",
        "shown_status",
        "mode",
        "provider",
        "owner",
        "error_code",
        "attempts",
        "created_at",
        "processing_time",
        "trashed_at",
    )
    list_filter = (
        ("trashed_at", admin.EmptyFieldListFilter),
        "status",
        "mode",
        "provider",
        "is_sample",
        "error_code",
        "created_at",
    )
    search_fields = ("prompt", "id", "owner__user__email", "error_code")
    list_select_related = ("owner__user",)
    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False
    actions: ClassVar[list[Any]] = ["requeue", "stop"]
    readonly_fields = ("shown_input", "shown_outputs")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Generation]:
        return Generation.objects.with_images().select_related("owner__user")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [field.name for field in Generation._meta.fields if field.name != "claim"]
        return [*self.readonly_fields, *fields]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_readonly_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """For the list's actions only: saving a form here would undo what a worker just did."""
        return obj is None and bool(super().has_change_permission(request))

    def delete_model(self, request: HttpRequest, obj: Generation) -> None:
        """For good: its outputs' bytes go, too, and its allowance comes back if it is under
        way."""
        transaction.on_commit(partial(_discard, obj))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        for generation in queryset:
            transaction.on_commit(partial(_discard, generation))

    @display(description="Prompt")
    def shown_prompt(self, generation: Generation) -> str:
        cut = generation.prompt[:SHOWN_PROMPT]
        return cut if cut == generation.prompt else f"{cut}…"

    @display(
        description="Status",
        label={
            Status.PENDING: "info",
            Status.PROCESSING: "warning",
            Status.COMPLETED: "success",
            Status.FAILED: "danger",
        },
    )
    def shown_status(self, generation: Generation) -> str:
        return generation.status

    @display(description="Input")
    def shown_input(self, generation: Generation) -> SafeString | str:
        return _pictures([generation.input]) if generation.input else "None"

    @display(description="Outputs")
    def shown_outputs(self, generation: Generation) -> SafeString | str:
        return _pictures(generation.outputs) if generation.outputs else "None"

    @action(description="Requeue failed ones (at no charge)", permissions=["change"])
    def requeue(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        done = sum(requeue_generation(generation) for generation in queryset)
        self.message_user(request, f"{done} requeued.", messages.SUCCESS)

    @action(description="Stop those under way", permissions=["change"])
    def stop(self, request: HttpRequest, queryset: QuerySet[Generation]) -> None:
        done = 0
        for generation in queryset:
            try:
                cancel_generation(generation)
            except (NotCancellable, GenerationNotFound):
                continue
            done += 1
        self.message_user(request, f"{done} stopped.", messages.SUCCESS)


def _discard(generation: Generation) -> None:
    # Its owner may have been quicker.
    with suppress(GenerationNotFound):
        discard_generation(generation)


def _pictures(files: list[Any]) -> SafeString:
    links = format_html_join(
        " ",
        '<a href="{}" target="_blank" rel="noopener"><img src="{}" alt="{}" width="200"></a>',
        ((file.url, f"{file.url}?w=240&format=webp", file.name) for file in files),
    )
    return format_html("<div>{}</div>", links)
