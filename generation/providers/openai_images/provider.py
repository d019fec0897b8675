"""OpenAI's image models as a provider, by the official SDK."""

import io
import json
import queue
from typing import Any

import httpx2
import openai
from django.conf import settings
from openai.types import ImagesResponse

from files.decoder import decoder
from files.errors import FilesError
from generation.providers.base import (
    Capabilities,
    Original,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.providers.calls import faults
from generation.providers.calls.breaking import Breaker
from generation.providers.calls.line import Line
from generation.providers.calls.places import host_of, is_same_place
from generation.providers.calls.stopping import call
from generation.providers.calls.trying import tried
from generation.providers.openai_images.answering import (
    LABEL,
    checked,
    fault_of,
    original_of,
    response_of,
    usage_of,
)
from generation.providers.openai_images.asking import Question, question_of

MOST_BYTES = 256 * 1024 * 1024
MOST_PARTIALS = 3
EVENTS = "text/event-stream"
OK = 200

Partials = queue.SimpleQueue[str]


class OpenAIProvider:
    def __init__(self) -> None:
        self._breaker = Breaker()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="openai",
            label=LABEL,
            note="GPT Image models, or any server that speaks their API: makes and edits pictures.",
            models=tuple(settings.OPENAI_IMAGE_MODELS),
            modes=frozenset({"text-to-image", "image-to-image"}),
            host=host_of(settings.OPENAI_BASE_URL),
            masks=True,
            max_references=8,
        )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """One call, whatever the count. Raises ProviderError."""
        progress.report(0.05, "Asking OpenAI")
        question = question_of(request, LABEL)
        with self._breaker.guard(faults.unavailable(LABEL)):
            answer = tried(progress, lambda: _ask(question, request, progress))
        progress.report(0.92, "The picture is here")
        pictures, revised, usage = answer
        return ProviderResult(
            images=(),
            originals=pictures[: request.count],
            model=request.model,
            explanation=(f"{LABEL} made this from your words.",),
            revised_prompt=revised,
            usage=usage,
        )


Answer = tuple[tuple[Original, ...], str, dict[str, Any]]
"""The pictures, the words as the model read them, and what it took."""


def _ask(question: Question, request: ProviderRequest, progress: Progress) -> Answer:
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
                lambda: _answer(client, line, question, request.idempotency_key, partials),
                close=line.hang_up,
                on_tick=lambda: _show(partials, progress),
            )
        except openai.OpenAIError as error:
            raise fault_of(error) from None


def _answer(
    client: openai.OpenAI, line: Line, question: Question, key: str, partials: Partials
) -> Answer:
    ask: Any = client.images.edit if question.is_edit else client.images.generate
    given = {**question.fields, **(question.files if question.is_edit else {})}
    if key:
        # Of no use with a vendor that does not know it, and no harm.
        given["extra_headers"] = {"Idempotency-Key": key}
    wanted = min(MOST_PARTIALS, settings.OPENAI_PARTIAL_IMAGES)
    try:
        if wanted and question.fields["n"] == 1:
            streamed = ask(**given, stream=True, partial_images=wanted)
            return _streamed(streamed, line, partials)
        return _plain(response_of(ask(**given)), line)
    except httpx2.TimeoutException:
        raise faults.timed_out(LABEL) from None
    except httpx2.HTTPError:
        raise faults.unavailable(LABEL) from None
    except ValueError:
        # What claims to be JSON and is not.
        raise faults.bad_answer(LABEL) from None


def _streamed(stream: Any, line: Line, partials: Partials) -> Answer:
    if not stream.response.headers.get("content-type", "").startswith(EVENTS):
        # A server that does not know streams answers as if it had not been asked for one.
        body = json.loads(stream.response.read())
        made = ImagesResponse.construct(**body) if isinstance(body, dict) else None
        return _plain(response_of(made), line)
    for event in stream:
        kind = str(getattr(event, "type", ""))
        if kind.endswith(".partial_image"):
            partials.put(event.b64_json)
        elif kind.endswith(".completed"):
            picture = original_of(event.b64_json)
            return (picture,), "", usage_of(getattr(event, "usage", None))
    raise faults.bad_answer(LABEL)


def _plain(body: ImagesResponse, line: Line) -> Answer:
    listed = body.data or []
    pictures = tuple(
        original_of(each.b64_json) if each.b64_json else _fetched(line, each.url) for each in listed
    )
    revised = next((each.revised_prompt for each in listed if each.revised_prompt), "")
    return pictures, revised, usage_of(body.usage)


def _fetched(line: Line, url: str | None) -> Original:
    """A picture that is named by its address; only the server that was asked is asked for it."""
    if not url or not is_same_place(url, settings.OPENAI_BASE_URL):
        raise faults.bad_answer(LABEL)
    try:
        response = line.get(url)
    except httpx2.HTTPError:
        raise faults.unavailable(LABEL) from None
    if response.status_code != OK:
        raise faults.bad_answer(LABEL)
    return checked(response.content)


def _show(partials: Partials, progress: Progress) -> None:
    """The newest unfinished picture that came since the last look."""
    newest = None
    while not partials.empty():
        newest = partials.get()
    if newest is None:
        return
    try:
        clean = decoder.clean(io.BytesIO(original_of(newest).data))
    except (FilesError, ProviderError):
        # One that cannot be shown is no reason to lose the one that was paid for.
        return
    progress.show(clean.open())
