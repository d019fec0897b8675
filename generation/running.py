"""Runs one generation in a worker, from claim to completion."""

import enum
import io
import logging
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.files.storage import default_storage
from django.db import IntegrityError
from PIL import Image

from accounts.models import Visitor
from files.claims import release_unused
from files.decoder import decoder
from files.decoding import CleanPicture, encode, kind_of
from files.errors import FilesError
from files.models import StoredFile
from files.provenance.marks import mark_picture, note_provenance
from files.storing import release_file, store_picture
from generation import leases
from generation.asking import ask_provider
from generation.enhancing import enhance
from generation.glimpses import drop_glimpse
from generation.heartbeat import Heartbeat, JobStopped
from generation.models import Generation, GenerationImage, Status
from generation.origins import provenance_of
from generation.progress import JobProgress
from generation.providers.base import Original, ProviderError, ProviderRequest, ProviderResult
from generation.providers.registry import provider_named
from generation.settlement import settle
from generation.turns import turns_before
from nanobanana.http.problems import Problem

logger = logging.getLogger(__name__)

INPUT_GONE = "The picture this starts from is gone. Upload it again."
STORE_AGAIN = (1.0, 4.0, 10.0)
"""Seconds between the tries to store what was made."""

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
    _keep(generation, result, progress)
    if leases.complete(generation, **_described(result)):
        settle(generation.pk)
    return Outcome.DONE


def _keep(generation: Generation, result: ProviderResult, progress: JobProgress) -> None:
    """Store the pictures; a storage that is away for a moment is waited for, since making them
    again takes longer and may cost money. Raises what `store_outputs` does."""
    for seconds in STORE_AGAIN:
        try:
            return store_outputs(generation, result)
        except Problem as problem:
            if problem.retry_after is None:
                raise
            logger.warning("The pictures of %s are not stored yet: %s", generation.pk, problem)
            discard_lost_outputs(generation)
            progress.wait(seconds)
    return store_outputs(generation, result)


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
    )


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
        with default_storage.open(file.blob.original) as stored, Image.open(stored) as image:
            image.load()
    except FileNotFoundError as error:
        raise ProviderError("input_missing", INPUT_GONE) from error
    return image.convert(mode) if mode else image.copy()


def store_outputs(generation: Generation, result: ProviderResult) -> None:
    """Keep the pictures under this attempt's claim. Raises StorageFull, SigningFailed and
    JobStopped."""
    owner = _owner_now(generation)
    source = generation.input
    lossy = source is not None and source.content_type == "image/jpeg"
    name = _edited(source.name) if source else f"{generation.prompt[:60]}.png"
    provenance = provenance_of(generation, result)
    pictures = [mark_picture(encode(image, lossy=lossy), provenance) for image in result.images]
    pictures += [note_provenance(_checked(each), provenance) for each in result.originals]
    for position, picture in enumerate(pictures):
        file = store_picture(owner, picture, name=name, kind=StoredFile.Kind.OUTPUT)
        try:
            GenerationImage.objects.create(
                generation=generation,
                file=file,
                role=GenerationImage.Role.OUTPUT,
                position=position,
                claim=generation.claim,
            )
        except IntegrityError as error:
            # The generation was deleted in this very moment.
            release_file(file)
            raise JobStopped from error


def _checked(original: Original) -> CleanPicture:
    """A vendor's picture, opened as safely as a stranger's, its bytes as they came. One that
    says of itself to be another kind than it is, is kept as we encode it. Raises ProviderError."""
    try:
        clean = decoder.clean(io.BytesIO(original.data))
    except FilesError as error:
        raise ProviderError(
            "provider_bad_answer", "What came back is no picture that can be opened. Try again."
        ) from error
    if kind_of(original.data) != original.content_type:
        return clean
    return replace(clean, data=original.data, content_type=original.content_type)


def _edited(name: str) -> str:
    """The edit of `holiday.jpg` is `holiday-edited.jpg`, and so is the edit of that."""
    stem, dot, ending = name.rpartition(".")
    stem = (stem if dot else ending).removesuffix("-edited")
    return f"{stem}-edited{dot}{ending if dot else ''}"


def _owner_now(generation: Generation) -> Visitor:
    """Whose the pictures are: the person may have signed in since the work began."""
    row = Generation.objects.select_related("owner").filter(pk=generation.pk).first()
    if row is None:
        raise JobStopped
    return row.owner


def discard_lost_outputs(generation: Generation) -> None:
    """Remove pictures of attempts that did not finish."""
    row = Generation.objects.filter(pk=generation.pk).first()
    if row is None:
        return
    links = GenerationImage.objects.filter(generation=row, role=GenerationImage.Role.OUTPUT)
    if row.status == Status.COMPLETED:
        links = links.exclude(claim=row.claim)
    elif row.is_active:
        # Another worker may be at it already; only what this attempt made is ours to remove.
        links = links.filter(claim=generation.claim)
    files = [link.file for link in links.select_related("file")]
    links.delete()
    release_unused(files)


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
