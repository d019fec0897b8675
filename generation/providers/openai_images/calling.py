"""One call of the Images API: streamed where it can be, plain where not, stopped when unwanted."""

import io
import json
import logging
import queue
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2
import openai
from django.conf import settings
from openai.types import ImagesResponse

from files.decoder import decoder
from files.errors import FilesError
from generation.providers.base import Original, Progress, ProviderError
from generation.providers.calls import faults
from generation.providers.calls.answers import picture_in, picture_in_base64
from generation.providers.calls.line import Line
from generation.providers.calls.places import is_same_place
from generation.providers.calls.stopping import call
from generation.providers.openai_images.answering import (
    fault_of,
    knows_no_streams,
    response_of,
    text_of,
    told_of,
    usage_of,
)
from generation.providers.openai_images.asking import Question, label

MOST_BYTES = 256 * 1024 * 1024
MOST_PARTIALS = 3
MOST_ANSWERS = 10
EVENTS = "text/event-stream"
OK = 200

logger = logging.getLogger(__name__)

Partials = queue.SimpleQueue[object]


@dataclass(frozen=True)
class Answer:
    pictures: tuple[Original, ...]
    revised: str = ""
    """The words as the model read them."""
    usage: dict[str, Any] = field(default_factory=dict)
    explanation: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What another Nano Banana says of it."""

    @classmethod
    def of(cls, pictures: Sequence[Original], told: object, revised: str) -> "Answer":
        """`pictures`, and what the body or the event beside them tells."""
        return cls(
            pictures=tuple(pictures),
            revised=revised,
            usage=usage_of(getattr(told, "usage", None)),
            explanation=told_of(told, "explanation"),
            notes=told_of(told, "notes"),
        )


def ask(question: Question, key: str, progress: Progress) -> Answer:
    """Raises ProviderError, and TryAgain where it surely did nothing."""
    partials: Partials = queue.SimpleQueue()
    with Line(most_bytes=MOST_BYTES) as line:
        client = openai.OpenAI(
            api_key=settings.OPENAI_API_KEY,
            base_url=settings.OPENAI_BASE_URL,
            http_client=line,
            max_retries=0,
        )
        try:
            return call(
                progress,
                lambda: _answer(client, line, question, key, partials),
                close=line.hang_up,
                on_tick=lambda: _show(partials, progress),
            )
        except openai.OpenAIError as error:
            raise fault_of(error) from None


def _answer(
    client: openai.OpenAI, line: Line, question: Question, key: str, partials: Partials
) -> Answer:
    images: Any = client.images
    send = images.edit if question.is_edit else images.generate
    given = {**question.fields, **(question.files if question.is_edit else {})}
    wanted = min(MOST_PARTIALS, settings.OPENAI_PARTIAL_IMAGES)
    try:
        if wanted and question.fields["n"] == 1:
            more = {"stream": True, "partial_images": wanted, **_known_by(key)}
            try:
                return _streamed(send(**given, **more), line, partials)
            except openai.APIStatusError as error:
                if not knows_no_streams(error):
                    raise
                # Another request under the same key would be refused where keys are known.
                key = key and f"{key}-plain"
        return _plain(response_of(send(**given, **_known_by(key))), line)
    except httpx2.TimeoutException:
        raise faults.timed_out(label()) from None
    except httpx2.HTTPError:
        raise faults.unavailable(label()) from None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        # What claims to be JSON and is not, or too deep; or the SDK, which builds its models of
        # whatever came, stumbled over it. Its message may quote the answer.
        logger.warning("An answer of %s cannot be read: %s", label(), type(error).__name__)
        raise faults.bad_answer(label()) from None


def _known_by(key: str) -> dict[str, Any]:
    """OpenAI documents no such header, so nothing is repeated for it; gateways know it."""
    return {"extra_headers": {"Idempotency-Key": key}} if key else {}


def _streamed(stream: Any, line: Line, partials: Partials) -> Answer:
    if not stream.response.headers.get("content-type", "").startswith(EVENTS):
        # A server that does not know streams answers as if it had not been asked for one.
        body = json.loads(stream.response.read())
        made = ImagesResponse.construct(**body) if isinstance(body, dict) else None
        return _plain(response_of(made), line)
    for event in stream:
        kind = str(getattr(event, "type", ""))
        if kind.endswith(".partial_image"):
            partials.put(getattr(event, "b64_json", None))
        elif kind.endswith(".completed"):
            picture = picture_in_base64(getattr(event, "b64_json", None), label())
            return Answer.of([picture], event, text_of(event, "revised_prompt"))
    raise faults.bad_answer(label())


def _plain(body: ImagesResponse, line: Line) -> Answer:
    """Whatever is good of it. Raises ProviderError where nothing is."""
    pictures: list[Original] = []
    faulty = faults.bad_answer(label())
    for each in (body.data or [])[:MOST_ANSWERS]:
        try:
            pictures.append(_picture(each, line))
        except ProviderError as error:
            # The others are paid for.
            faulty = error
    if not pictures:
        raise faulty
    revised = (text_of(each, "revised_prompt") for each in body.data or [])
    return Answer.of(pictures, body, next(filter(None, revised), ""))


def _picture(told: object, line: Line) -> Original:
    encoded = getattr(told, "b64_json", None)
    return (
        picture_in_base64(encoded, label())
        if encoded
        else _fetched(line, getattr(told, "url", None))
    )


def _fetched(line: Line, url: object) -> Original:
    """A picture that is named by its address; only the server that was asked is asked for it."""
    if not isinstance(url, str) or not is_same_place(url, settings.OPENAI_BASE_URL):
        raise faults.bad_answer(label())
    try:
        response = line.get(url)
    except httpx2.HTTPError:
        raise faults.unavailable(label()) from None
    if response.status_code != OK:
        raise faults.bad_answer(label())
    return picture_in(response.content, label())


def _show(partials: Partials, progress: Progress) -> None:
    """The newest unfinished picture that came since the last look."""
    newest = None
    while not partials.empty():
        newest = partials.get()
    if newest is None:
        return
    try:
        clean = decoder.clean(io.BytesIO(picture_in_base64(newest, label()).data))
    except (FilesError, ProviderError):
        # One that cannot be shown is no reason to lose the one that was paid for.
        return
    progress.show(clean.open())
