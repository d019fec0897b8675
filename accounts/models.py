"""People and visitors: who owns what is made here."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from uuid_utils.compat import uuid7

from accounts.avatars import avatar_url
from accounts.keys.models import ApiKey

__all__ = ("ANONYMOUS", "ApiKey", "IdempotentAnswer", "RevokedToken", "User", "Visitor")

ANONYMOUS = "anonymous"
"""The plan of whoever has no account."""


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    use_in_migrations = False

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account. Signs in by e-mail address."""

    class Plan(models.TextChoices):
        FREE = "free", "Free"
        PRO = "pro", "Pro"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80, blank=True)
    # A stored file's id: the room of files lies above this one, so it is no foreign key.
    avatar_id = models.UUIDField(null=True, blank=True)
    plan = models.CharField(max_length=8, choices=Plan, default=Plan.FREE)
    plan_expires_at = models.DateTimeField(null=True, blank=True)
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def avatar_url(self) -> str | None:
        """Root-relative address of the picture."""
        return avatar_url(self)

    def plan_at(self, moment: datetime) -> str:
        """The plan in force: an expired one counts as free."""
        expired = self.plan_expires_at is not None and self.plan_expires_at <= moment
        return self.Plan.FREE if expired else self.plan


class Visitor(models.Model):
    """The owner of pictures: one per user, and one per anonymous browser or script.

    An anonymous visitor is known by a secret key, of which only the hash is kept; one whose
    owner signed in to an account is merged into that account's (accounts/merging.py). The month's
    allowance is counted on this row, so that one conditional update can reserve it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE
    )
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="+"
    )
    allowance_month = models.CharField(max_length=7, default="", blank=True)
    allowance_taken = models.PositiveIntegerField(default=0)
    allowance_used = models.PositiveIntegerField(default=0)
    allowance_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return str(self.user) if self.user else f"Anonymous {str(self.id)[-6:]}"

    @property
    def plan(self) -> str:
        """Which monthly limit holds: anonymous, free or pro."""
        return self.user.plan_at(timezone.now()) if self.user else ANONYMOUS

    @property
    def monthly_limit(self) -> int:
        return int(settings.MONTHLY_LIMITS[self.plan])


class RevokedToken(models.Model):
    """A refresh token that is refused, kept until it would have expired anyway."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    jti = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.jti


class IdempotentAnswer(models.Model):
    """The first answer to a request that carried an `Idempotency-Key`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    visitor = models.ForeignKey(Visitor, on_delete=models.CASCADE)
    scope = models.CharField(max_length=32)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visitor", "scope", "key"], name="one_answer_per_key"),
        )

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"
