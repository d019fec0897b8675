"""Generations: what was asked, how far it is, what came of it. The row is the truth."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from files.models import StoredFile
from generation.plans import doubt_in, is_refinable, keeps_centre
from generation.recipes.models import Recipe

if TYPE_CHECKING:
    from accounts.models import Visitor


class Status(models.TextChoices):
    PENDING = "pending", "Waiting"
    PROCESSING = "processing", "Working"
    COMPLETED = "completed", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Stopped"


class Mode(models.TextChoices):
    TEXT = "text-to-image", "Make a picture"
    IMAGE = "image-to-image", "Edit a picture"


ACTIVE = (Status.PENDING, Status.PROCESSING)

GOING = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in `trashed_at` of what is just being removed for good and cannot be had back."""


class GenerationQuerySet(models.QuerySet["Generation"]):
    def owned_by(self, visitor: "Visitor | None") -> "GenerationQuerySet":
        """The visitor's own that are not in the trash."""
        return self.filter(owner=visitor).kept() if visitor else self.none()

    def kept(self) -> "GenerationQuerySet":
        return self.filter(trashed_at=None)

    def trashed_by(self, visitor: "Visitor | None") -> "GenerationQuerySet":
        """What of the visitor's own is in the trash and can be had back."""
        return self.filter(owner=visitor).trashed() if visitor else self.none()

    def trashed(self) -> "GenerationQuerySet":
        return self.filter(trashed_at__gt=GOING)

    def active(self) -> "GenerationQuerySet":
        return self.filter(status__in=ACTIVE)

    def waiting(self) -> "GenerationQuerySet":
        """In the order in which workers take them."""
        return self.filter(status=Status.PENDING).order_by("turn", "id")

    def held_by(self, claim: str) -> "GenerationQuerySet":
        """Being worked on under this claim: the condition of every update a worker makes."""
        return self.filter(status=Status.PROCESSING, claim=claim)

    def with_images(self) -> "GenerationQuerySet":
        """All that is shown of them. What only their provider wants to see again, megabytes for
        some models, is left where it is."""
        links = GenerationImage.objects.select_related("file__blob").order_by("role", "position")
        rows = self.select_related("owner").defer("provider_state")
        return rows.prefetch_related(Prefetch("images", links))


class Generation(models.Model):
    """One request for pictures, from one visitor."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        "accounts.Visitor", on_delete=models.CASCADE, related_name="generations"
    )
    prompt = models.TextField()
    words = models.TextField(editable=False, blank=True, help_text="the prompt, folded")
    mode = models.CharField(max_length=16, choices=Mode)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    recipe = models.ForeignKey(
        Recipe, null=True, blank=True, on_delete=models.SET_NULL, related_name="generations"
    )
    provider = models.CharField(max_length=32, db_index=True)
    model = models.CharField(max_length=64, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    count = models.PositiveSmallIntegerField(default=1)
    seed = models.BigIntegerField(null=True, blank=True)

    plan = models.JSONField(null=True, blank=True)
    is_replay = models.BooleanField(
        default=False, help_text="the plan was there first, not made from the words"
    )
    explanation = models.JSONField(default=list, blank=True, help_text="what was done")
    notes = models.JSONField(default=list, blank=True, help_text="what was not done")
    suggestions = models.JSONField(default=list, blank=True, help_text="sentences")
    revised_prompt = models.TextField(blank=True)
    is_sample = models.BooleanField(default=False)
    provider_state = models.JSONField(
        default=dict, blank=True, editable=False, help_text="for the next turn of a conversation"
    )
    usage = models.JSONField(default=dict, blank=True, help_text="what the vendor says it took")
    fallbacks = models.JSONField(
        default=list, blank=True, help_text="providers that were asked before, and why in vain"
    )
    cost = models.PositiveSmallIntegerField(default=1, help_text="of the allowance, a picture")
    glimpses = models.PositiveSmallIntegerField(default=0, help_text="unfinished pictures shown")

    status = models.CharField(max_length=12, choices=Status, default=Status.PENDING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="0 to 100")
    stage = models.CharField(max_length=80, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error_detail = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1, help_text="grows with each change shown")

    turn = models.BigIntegerField(default=0, help_text="place in the fair queue")
    claim = models.CharField(max_length=32, blank=True, help_text="the worker's secret")
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="asked of the provider")
    sent_at = models.DateTimeField(
        null=True, blank=True, help_text="to a vendor that would charge for it once more"
    )
    losses = models.PositiveSmallIntegerField(default=0, help_text="workers that went silent")

    allowance_month = models.CharField(max_length=7, blank=True)
    is_settled = models.BooleanField(default=False, help_text="allowance kept or given back")

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    processing_time = models.PositiveIntegerField(null=True, blank=True, help_text="milliseconds")
    trashed_at = models.DateTimeField(
        null=True, blank=True, db_index=True, help_text="in the trash since; never while active"
    )

    objects = GenerationQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=["owner", "-id"], name="generation_history"),
            models.Index(fields=["status", "turn", "id"], name="generation_queue"),
            models.Index(fields=["created_at"], name="generation_created"),
            models.Index(fields=["is_settled", "completed_at"], name="generation_unsettled"),
        )

    def __str__(self) -> str:
        return self.prompt[:60]

    @property
    def is_active(self) -> bool:
        return self.status in ACTIVE

    @property
    def glimpse_url(self) -> str:
        """Root-relative address of the newest unfinished picture; empty where there is none."""
        if self.status != Status.PROCESSING or not self.glimpses:
            return ""
        return f"{reverse('generation-api:glimpse', args=[self.pk])}?v={self.glimpses}"

    @property
    def days_left(self) -> int:
        """Whole days it stays in the trash, today counted."""
        moment = self.trashed_at or timezone.now()
        left = moment + timedelta(days=settings.TRASH_DAYS) - timezone.now()
        return max(0, left.days + 1)

    @property
    def is_edit(self) -> bool:
        return self.mode == Mode.IMAGE

    @property
    def lies_over_input(self) -> bool:
        """Whether a slider between the pictures before and after makes sense."""
        return self.is_edit and not self.is_sample and keeps_centre(self.plan)

    @property
    def is_refinable(self) -> bool:
        """Whether marks of a brush would help the studio to part subject and background."""
        return self.is_edit and is_refinable(self.plan)

    @property
    def doubt(self) -> str:
        """What the studio says where it is hardly sure what to keep; "" where it is sure."""
        return doubt_in(self.notes) if self.is_refinable else ""

    def files(self, role: "GenerationImage.Role") -> list[StoredFile]:
        """The files in one role, outputs only of the attempt that finished."""
        links = [link for link in self.images.all() if link.role == role]
        if role == GenerationImage.Role.OUTPUT:
            done = self.status == Status.COMPLETED
            links = [link for link in links if done and link.claim == self.claim]
        return [link.file for link in sorted(links, key=lambda link: link.position)]

    @property
    def input(self) -> StoredFile | None:
        return next(iter(self.files(GenerationImage.Role.INPUT)), None)

    @property
    def mask(self) -> StoredFile | None:
        return next(iter(self.files(GenerationImage.Role.MASK)), None)

    @property
    def references(self) -> list[StoredFile]:
        return self.files(GenerationImage.Role.REFERENCE)

    @property
    def outputs(self) -> list[StoredFile]:
        return self.files(GenerationImage.Role.OUTPUT)


class GenerationImage(models.Model):
    """A file's part in a generation.

    Outputs carry the claim of the attempt that made them, so that completing a generation is
    one conditional update: pictures of an attempt that lost its claim never count.
    """

    class Role(models.TextChoices):
        INPUT = "input"
        MASK = "mask"
        REFERENCE = "reference"
        OUTPUT = "output"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="images")
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="generation_images")
    role = models.CharField(max_length=12, choices=Role)
    position = models.PositiveSmallIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)

    def __str__(self) -> str:
        return f"{self.role} {self.position}"


class Glimpse(models.Model):
    """The newest unfinished picture of a generation under way.

    A row and no file: it lives for seconds, goes with its generation, and is seen by every process.
    """

    generation = models.OneToOneField(
        Generation, primary_key=True, on_delete=models.CASCADE, related_name="glimpse"
    )
    data = models.BinaryField(help_text="WebP")

    def __str__(self) -> str:
        return f"Glimpse of {self.generation_id}"


class ProviderCallback(models.Model):
    """A place for an answer that a provider sends later."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    generation = models.ForeignKey(
        Generation, on_delete=models.CASCADE, related_name="provider_callbacks"
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    received_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"Callback for {self.generation_id}"


class WorkerPulse(models.Model):
    """A worker process's sign of life, renewed every two seconds."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120, help_text="host and process id")
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.name


class Chore(models.Model):
    """Something that one of the workers does now and then; its key is made of its name."""

    id = models.UUIDField(primary_key=True, editable=False)
    name = models.CharField(max_length=40)
    begun_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
