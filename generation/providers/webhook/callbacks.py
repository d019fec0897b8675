"""Answers that come later, by a call to us: the web process keeps them, the worker looks."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from generation.models import Generation, ProviderCallback
from generation.providers.webhook.answering import Answer

KEEP = timedelta(days=1)


def expect_callback(generation_id: str) -> ProviderCallback | None:
    """A place for one answer; None where nobody could sign it, or there is no such generation."""
    if not settings.HTTP_PROVIDER_SECRET or not _is_known(generation_id):
        return None
    return ProviderCallback.objects.create(generation_id=UUID(generation_id))


def _is_known(generation_id: str) -> bool:
    try:
        return Generation.objects.filter(pk=UUID(generation_id)).exists()
    except ValueError:
        return False


def url_of(callback: ProviderCallback) -> str:
    return f"{settings.SITE_URL}/api/providers/http/callbacks/{callback.pk}"


def is_expected(callback_id: UUID) -> bool:
    return ProviderCallback.objects.filter(pk=callback_id, received_at=None).exists()


def keep_answer(callback_id: UUID, answer: Answer) -> bool:
    """The first answer counts; False for another, and where none is expected."""
    open_one = ProviderCallback.objects.filter(pk=callback_id, received_at=None)
    return bool(
        open_one.update(
            received_at=timezone.now(),
            status=answer.status,
            content_type=answer.content_type[:100],
            body=answer.body,
        )
    )


def answer_to(callback: ProviderCallback) -> Answer | None:
    """None until it has come."""
    came = ProviderCallback.objects.filter(pk=callback.pk).exclude(received_at=None).first()
    if came is None:
        return None
    return Answer(came.status, came.content_type, bytes(came.body))


def drop_callback(callback: ProviderCallback) -> None:
    ProviderCallback.objects.filter(pk=callback.pk).delete()


def prune_callbacks(*, dry_run: bool = False) -> int:
    """Remove those of workers that died; returns how many."""
    old = ProviderCallback.objects.filter(created_at__lt=timezone.now() - KEEP)
    return old.count() if dry_run else old.delete()[0]
