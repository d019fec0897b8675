"""Shapes of the account endpoints."""

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as InvalidPassword
from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import get_error_detail

from accounts.allowance import resets_at, used_this_month
from accounts.models import User
from accounts.names import NameField
from accounts.storage import storage_use_of
from accounts.visitors import visitor_for_user


class SubscriptionSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=User.Plan.choices)
    expiresAt = serializers.DateTimeField(allow_null=True)


class StorageSerializer(serializers.Serializer[Any]):
    used = serializers.IntegerField(help_text="bytes, the trash counted")
    limit = serializers.IntegerField(allow_null=True, help_text="bytes; null: none")


class UsageSerializer(serializers.Serializer[Any]):
    imagesGenerated = serializers.IntegerField()
    monthlyLimit = serializers.IntegerField()
    resetsAt = serializers.DateTimeField()
    storage = StorageSerializer()


class UserSerializer(serializers.ModelSerializer[User]):
    avatar = serializers.SerializerMethodField()
    createdAt = serializers.DateTimeField(source="created_at", read_only=True)
    subscription = serializers.SerializerMethodField()
    usage = serializers.SerializerMethodField()

    class Meta:
        model = User
        fields = ("id", "email", "name", "avatar", "createdAt", "subscription", "usage")
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "format": "uri"})
    def get_avatar(self, user: User) -> str | None:
        url = user.avatar_url
        return self.context["request"].build_absolute_uri(url) if url else None

    @extend_schema_field(SubscriptionSerializer)
    def get_subscription(self, user: User) -> dict[str, Any]:
        plan = user.plan_at(timezone.now())
        shown = {"type": plan, "expiresAt": user.plan_expires_at if plan == "pro" else None}
        return dict(SubscriptionSerializer(shown).data)

    @extend_schema_field(UsageSerializer)
    def get_usage(self, user: User) -> dict[str, Any]:
        visitor = visitor_for_user(user)
        shown = {
            "imagesGenerated": used_this_month(visitor),
            "monthlyLimit": visitor.monthly_limit,
            "resetsAt": resets_at(timezone.now()),
            "storage": storage_use_of(visitor),
        }
        return dict(UsageSerializer(shown).data)


class RegisterSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False, write_only=True)
    name = NameField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        try:
            validate_password(attrs["password"], User(email=attrs["email"], name=attrs["name"]))
        except InvalidPassword as error:
            raise serializers.ValidationError({"password": get_error_detail(error)}) from error
        return attrs


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=256, trim_whitespace=False, write_only=True)
    code = serializers.CharField(
        max_length=32,
        required=False,
        default="",
        help_text=(
            "The current code of an authenticator app, or a recovery code, where the account has "
            "two-factor sign-in."
        ),
    )


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = serializers.CharField(max_length=4096)


class ProfileSerializer(serializers.Serializer[Any]):
    name = NameField(required=False)
    avatar = serializers.UUIDField(required=False, allow_null=True, source="avatar_id")


class TokenPairSerializer(serializers.Serializer[Any]):
    access = serializers.CharField()
    refresh = serializers.CharField()


class SignedInSerializer(TokenPairSerializer):
    user = UserSerializer()
