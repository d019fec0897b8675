"""Runs one generation in a worker, from claim to completion."""

import enum
import logging
import os
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from files.decoding import read_plain
from files.models import StoredFile
from generation import leases
from generation.asking import ask_provider
from generation.enhancing import enhance
from generation.glimpses import drop_glimpse
from generation.heartbeat import Heartbeat, JobStopped
from generation.models import Generation
from generation.outputs import discard_lost_outputs, store_outputs
from generation.progress import JobProgress
from generation.providers.base import ProviderError, ProviderRequest, ProviderResult
from generation.providers.registry import provider_named
from generation.settlement import settle
from generation.turns import turns_before
from nanobanana.http.problems import Problem

logger = logging.getLogger(__name__)

INPUT_GONE = "The picture this starts from is gone. Upload it again."
STUCK_EXIT_CODE = 75
"""EX_TEMPFAIL of sysexits.h: the supervisor starts another worker."""


class Outcome(enum.Enum):
    IDLE = "nothing was waiting"
    DONE = "ended, well or not"
    AGAIN = "put back for another attempt"


def end_process() -> None:
    os._exit(STUCK_EXIT_CODE)


def run_next(end_process: Callable[[], None] = end_process) -> Outcome:
    """Claim the generation whose turn it is and see it through; nothing more once the process is
    to end."""
    if Heartbeat.shutting_down.is_set():
        return Outcome.IDLE
    generation = leases.claim_next()
    if generation is None:
        return Outcome.IDLE
    with Heartbeat(generation, end_process) as heartbeat:
        try:
            return _run(generation, heartbeat)
        except JobStopped:
            logger.info("Generation %s was stopped", generation.pk)
        except ProviderError as error:
            return _give_up(generation, error)
        except Problem as problem:
            # The storage is away for a moment, or many pictures are being worked on.
            passing = problem.retry_after is not None
            fault = ProviderError(problem.code, problem.detail, retryable=passing)
            return _give_up(generation, fault)
        except Exception:
            # The task boundary: whatever broke, the person waiting gets an answer.
            logger.exception("Generation %s failed", generation.pk)
            detail = "Something broke while working on this. It was not counted."
            return _give_up(generation, ProviderError("internal_error", detail))
        finally:
            discard_lost_outputs(generation)
            drop_glimpse(generation.pk)
    return Outcome.DONE


def _run(generation: Generation, heartbeat: Heartbeat) -> Outcome:
    progress = JobProgress(generation, heartbeat)
    progress.report(0.02, "Opening the picture" if generation.is_edit else "Getting ready")
    result = ask_provider(generation, read_request, progress)
    progress.report(0.97, "Saving")
    result = store_outputs(generation, result, progress)
    if leases.complete(generation, **_described(result)):
        settle(generation.pk)
    return Outcome.DONE


def _give_up(generation: Generation, error: ProviderError) -> Outcome:
    is_again = error.retryable and generation.attempts < leases.MAX_ATTEMPTS
    if is_again and leases.put_back(generation, counts=True):
        return Outcome.AGAIN
    suggestions = list(error.suggestions)
    if leases.fail(generation, code=error.code, detail=error.detail, suggestions=suggestions):
        settle(generation.pk)
    return Outcome.DONE


def read_request(generation: Generation) -> ProviderRequest:
    """The row as its provider sees it. Raises ProviderError where a picture is gone."""
    given = generation.settings
    if generation.is_edit and generation.input is None:
        raise ProviderError("input_missing", INPUT_GONE)
    return ProviderRequest(
        prompt=_words(generation),
        mode=generation.mode,
        model=generation.model,
        seed=generation.seed or 0,
        count=generation.count,
        image=_open(generation.input) if generation.is_edit else None,
        mask=_open(generation.mask, "L"),
        references=tuple(image for file in generation.references if (image := _open(file))),
        aspect_ratio=given.get("aspectRatio") or "",
        size=_read_size(given.get("size") or ""),
        style=given.get("style") or "",
        strength=given.get("strength"),
        settings=given,
        plan=generation.plan if generation.is_replay else None,
        idempotency_key=str(generation.pk),
        turns=turns_before(generation),
        seconds_left=_seconds_left(generation),
    )


def _seconds_left(generation: Generation) -> float:
    now = timezone.now()
    spent = now - (generation.started_at or now)
    return float(settings.GENERATION_TIMEOUT - spent.total_seconds())


def _words(generation: Generation) -> str:
    """The prompt, in more detail where that was asked for and helps: a trained model is steered by
    it, rules are not."""
    can = provider_named(generation.provider).capabilities
    if can.is_rules or not generation.settings.get("enhance"):
        return generation.prompt
    return enhance(generation.prompt, generation.mode)


def _read_size(size: str) -> tuple[int, int] | None:
    width, _, height = size.partition("x")
    return (int(width), int(height)) if height else None


def _open(file: StoredFile | None, mode: str = "") -> Image.Image | None:
    if file is None:
        return None
    try:
        with default_storage.open(file.blob.original) as stored:
            image = read_plain(stored)
    except FileNotFoundError as error:
        raise ProviderError("input_missing", INPUT_GONE) from error
    return image.convert(mode) if mode else image


def _described(result: ProviderResult) -> dict[str, Any]:
    described: dict[str, Any] = {
        "model": result.model,
        "plan": result.plan,
        "explanation": list(result.explanation),
        "notes": list(result.notes),
        "revised_prompt": result.revised_prompt,
        "is_sample": result.is_sample,
        "provider_state": dict(result.state),
        "usage": dict(result.usage),
    }
    if result.seed is not None:
        described["seed"] = result.seed
    return described
