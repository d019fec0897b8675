"""The admin of people: users with plan and allowance, and the visitors behind them."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.forms import CharField
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from accounts.allowance import allowance_of
from accounts.models import ApiKey, User, Visitor
from accounts.services import delete_account
from accounts.storage import storage_use_of

# The admin's own form would let a password in where a second factor is set up.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.unregister(Group)


class UserAdditionForm(UserCreationForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class UserEditingForm(UserChangeForm):  # type: ignore[misc]
    class Meta:
        model = User
        fields = "__all__"  # the admin's fieldsets choose
        field_classes: ClassVar[dict[str, type[CharField]]] = {}

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(DjangoUserAdmin, ModelAdmin):  # type: ignore[misc,type-arg]
    add_form = UserAdditionForm
    form = UserEditingForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "email",
        "name",
        "plan",
        "plan_expires_at",
        "allowance",
        "is_staff",
        "is_active",
    )
    list_filter = ("plan", "is_staff", "is_active")
    search_fields = ("email", "name")
    ordering = ("-id",)
    readonly_fields = ("allowance", "created_at", "last_login")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Plan", {"fields": ("plan", "plan_expires_at", "allowance")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "user_permissions")}),
        ("Dates", {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        found: QuerySet[User] = super().get_queryset(request).select_related("visitor")
        return found

    @admin.display(description="this month")
    def allowance(self, user: User) -> str:
        return _of_limit(getattr(user, "visitor", None) or Visitor(user=user))

    def get_deleted_objects(
        self, objs: Sequence[Any] | QuerySet[User], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Names the accounts only: that nobody may delete their pictures one by one in the
        admin is no reason to keep them."""
        named = [str(user) for user in objs]
        return named, {"users": len(named)}, set(), []

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Its pictures' bytes go, too; a plain cascade would leave them. After the admin's
        transaction, for bytes do not come back with a rollback."""
        transaction.on_commit(partial(delete_account, obj))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            transaction.on_commit(partial(delete_account, user))


@admin.register(Visitor)
class VisitorAdmin(ModelAdmin):  # type: ignore[misc]
    """To look at only. The key is a secret; not even its hash is shown."""

    list_display = ("__str__", "is_anonymous", "allowance", "created_at", "seen_at")
    list_filter = (("user", admin.EmptyFieldListFilter),)
    search_fields = ("user__email",)
    list_select_related = ("user",)
    ordering = ("-seen_at",)
    fields = ("user", "allowance", "storage", "created_at", "seen_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Visitor]:
        found: QuerySet[Visitor] = super().get_queryset(request).filter(merged_into=None)
        return found

    @admin.display(boolean=True, description="anonymous")
    def is_anonymous(self, visitor: Visitor) -> bool:
        return visitor.user_id is None

    @admin.display(description="this month")
    def allowance(self, visitor: Visitor) -> str:
        return _of_limit(visitor)

    @admin.display(description="storage")
    def storage(self, visitor: Visitor) -> str:
        use = storage_use_of(visitor)
        limit = "no limit" if use.limit is None else filesizeformat(use.limit)
        return f"{filesizeformat(use.used)} of {limit}"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):  # type: ignore[misc]
    """To look at and to revoke. Of the secret not even the hash is shown."""

    list_display = ("name", "user", "prefix", "may", "created_at", "last_used_at")
    search_fields = ("name", "prefix", "user__email")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = ("name", "user", "prefix", "may", "created_at", "last_used_at")

    @admin.display(description="may")
    def may(self, key: ApiKey) -> str:
        return ", ".join(key.scope_labels)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _of_limit(visitor: Visitor) -> str:
    allowance = allowance_of(visitor)
    return f"{allowance.used} of {allowance.limit}"
