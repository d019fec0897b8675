"""Keeps what a provider made. It may have been paid for: what is good of it is kept, and a storage
that is away for a moment is waited for."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from django.db import IntegrityError

from accounts.models import Visitor
from files.claims import release_unused
from files.decoder import decoder
from files.decoding import CleanPicture, encode, kind_of
from files.errors import InvalidImage, UnsupportedImage
from files.models import StoredFile
from files.provenance.marks import mark_picture, note_provenance
from files.storing import release_file, store_picture
from generation.heartbeat import JobStopped
from generation.models import Generation, GenerationImage, Status
from generation.origins import provenance_of
from generation.providers.base import Original, Progress, ProviderError, ProviderResult
from generation.unmet import missized
from nanobanana.http.problems import Problem

T = TypeVar("T")
TRIES = 4
UNREADABLE = "What came back is no picture that can be opened."


def store_outputs(
    generation: Generation, result: ProviderResult, progress: Progress
) -> ProviderResult:
    """Keep the pictures under this attempt's claim; returns the result, with a note where some are
    no good. Raises ProviderError where none is, JobStopped, and Problem: one that passes only where
    making them again costs nothing."""
    provenance = provenance_of(generation, result)
    source = generation.input
    lossy = source is not None and source.content_type == "image/jpeg"
    made = [encode(image, lossy=lossy) for image in result.images]
    try:
        sent = _opened(result.originals, progress)
        pictures = [mark_picture(each, provenance) for each in made]
        pictures += [note_provenance(each, provenance) for each in sent]
        _keep(generation, pictures, progress)
    except Problem as problem:
        if not result.originals:
            raise
        raise ProviderError(problem.code, problem.detail) from problem
    if sent:
        other = missized(generation.settings, sent[0].width, sent[0].height)
        result = replace(result, notes=tuple(dict.fromkeys((*result.notes, *other))))
    if len(sent) == len(result.originals):
        return result
    if sent[0].data != result.originals[0].data:
        # It was about a picture that is lost: its signature does not fit any other.
        result = replace(result, state={})
    lost = f"{len(sent)} of {len(result.originals)} pictures are good. {UNREADABLE}"
    return replace(result, notes=(*result.notes, lost))


def _keep(generation: Generation, pictures: list[CleanPicture], progress: Progress) -> None:
    owner, source = _owner_now(generation), generation.input
    name = _edited(source.name) if source else f"{generation.prompt[:60]}.png"
    for position, picture in enumerate(pictures):
        file = _patiently(progress, partial(_stored, owner, picture, name))
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


def _stored(owner: Visitor, picture: CleanPicture, name: str) -> StoredFile:
    return store_picture(owner, picture, name=name, kind=StoredFile.Kind.OUTPUT)


def _patiently(progress: Progress, work: Callable[[], T]) -> T:
    """What `work` returns, tried again where that may help: asking the provider anew would be paid
    for once more."""
    for _ in range(TRIES - 1):
        try:
            return work()
        except Problem as problem:
            if problem.retry_after is None:
                raise
            progress.wait(problem.retry_after)
    return work()


def _opened(originals: tuple[Original, ...], progress: Progress) -> list[CleanPicture]:
    """Those that are good; the others are paid for just as well. Raises ProviderError where none
    is."""
    good: list[CleanPicture] = []
    for original in originals:
        try:
            good.append(_patiently(progress, partial(_checked, original)))
        except (InvalidImage, UnsupportedImage) as error:
            fault = error
    if originals and not good:
        raise ProviderError("provider_bad_answer", f"{UNREADABLE} Try again.") from fault
    return good


def _checked(original: Original) -> CleanPicture:
    """A vendor's picture, opened as safely as a stranger's, its bytes as they came. One that
    says of itself to be another kind than it is, is kept as we encode it."""
    clean = decoder.clean(io.BytesIO(original.data))
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
