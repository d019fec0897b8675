"""Asks each vendor whether it takes our key, and which models it offers. Costs nothing.

OpenAI's list tells `shutdown_date`, Google's may tell `modelStatus`; Stability has no list of its
v2beta models, but says what credit is left. A list is asked for page by page.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import httpx2
from django.conf import settings

from generation.providers.base import ProviderError
from generation.providers.calls import faults
from generation.providers.calls.answers import object_in
from generation.providers.calls.beside import Beside
from generation.providers.calls.line import Line, TooMuch
from generation.providers.calls.values import number_of, objects_in

T = TypeVar("T")
SECONDS = 15.0
"""That a whole answer may take."""

MOST_BYTES = 16 * 1024 * 1024
MOST_PAGES = 20
PAGE = 1000
UNREAD = date.max
"""Stands for an end that is told in a way we do not know."""

LOCAL_PACKAGES = ("torch", "diffusers", "transformers")


@dataclass(frozen=True)
class Finding:
    """What a vendor said."""

    offered: dict[str, date | None] | None = None
    """Its models and when they end, maybe UNREAD; None where it has no list."""
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = field(default=())


def check(name: str) -> Finding:
    """Ask one provider; those that need nothing are always ready. Raises ProviderError."""
    return CHECKS[name]() if name in CHECKS else Finding(notes=("ready: it needs nothing",))


def _check_openai() -> Finding:
    url = f"{settings.OPENAI_BASE_URL.rstrip('/')}/models"
    body = _get(settings.OPENAI_LABEL, url, {"Authorization": f"Bearer {settings.OPENAI_API_KEY}"})
    listed = objects_in(body.get("data"))
    return Finding({str(each.get("id")): _day(each.get("shutdown_date")) for each in listed})


def _check_gemini() -> Finding:
    url = f"{settings.GEMINI_BASE_URL.rstrip('/')}/models"
    offered: dict[str, date | None] = {}
    token = ""
    for _ in range(MOST_PAGES):
        query = {"pageSize": str(PAGE), **({"pageToken": token} if token else {})}
        body = _get("Gemini", url, {"x-goog-api-key": settings.GEMINI_API_KEY}, query)
        for each in objects_in(body.get("models")):
            status = each.get("modelStatus")
            ends = status.get("retirementTime") if isinstance(status, dict) else None
            offered[str(each.get("name")).removeprefix("models/")] = _day(ends)
        token = str(body.get("nextPageToken") or "")
        if not token:
            break
    return Finding(offered)


def _check_stability() -> Finding:
    url = f"{settings.STABILITY_BASE_URL.rstrip('/')}/v1/user/balance"
    body = _get("Stability", url, {"Authorization": f"Bearer {settings.STABILITY_API_KEY}"})
    left = number_of(body.get("credits"))
    told = "credit unknown" if left is None else f"{left:.1f} credits left"
    empty = left is not None and left <= 0
    return Finding(
        notes=(told, "its models are not listed by Stability, so they are not checked"),
        faults=("no credit is left",) if empty else (),
    )


def _check_diffusers() -> Finding:
    missing = [name for name in LOCAL_PACKAGES if find_spec(name) is None]
    if missing:
        fault = f"{', '.join(missing)} not installed: pip install -r requirements-local-ai.txt"
        return Finding(faults=(fault,))
    model = settings.LOCAL_MODEL
    if Path(model).expanduser().is_dir():
        return Finding(notes=("its folder is there",))
    if model.startswith(("/", ".", "~")):
        return Finding(faults=(f"there is no folder {model}",))
    return Finding(notes=("a model of the hub: it is fetched when it is first used",))


def _check_http() -> Finding:
    """Any answer at all shows that somebody listens: the contract has no question without work."""

    def status(line: Line) -> int:
        with line.stream("GET", settings.HTTP_PROVIDER_URL, timeout=SECONDS) as response:
            return response.status_code

    try:
        told = _answer(settings.HTTP_PROVIDER_LABEL, status)
    except httpx2.HTTPError as error:
        raise _unreached(settings.HTTP_PROVIDER_LABEL, settings.HTTP_PROVIDER_URL, error) from None
    return Finding(notes=(f"it answers (status {told})",))


def _get(
    label: str, url: str, headers: dict[str, str], query: dict[str, str] | None = None
) -> dict[str, Any]:
    try:
        asked = httpx2.URL(url, params=query)
        response = _answer(
            label, lambda line: line.get(asked, headers=headers, timeout=SECONDS), MOST_BYTES
        )
    except httpx2.TimeoutException:
        raise faults.timed_out(label) from None
    except (TooMuch, httpx2.InvalidURL):
        raise _unreadable(label) from None
    except httpx2.HTTPError as error:
        raise _unreached(label, url, error) from None
    if response.status_code != HTTPStatus.OK:
        raise _refusal(label, response.status_code)
    try:
        return object_in(response.content, label)
    except ProviderError:
        raise _unreadable(label) from None


def _answer(label: str, ask: Callable[[Line], T], most_bytes: int = 0) -> T:
    """What `ask` gets, which may not take longer however slowly it comes: an operator waits."""
    with Line(most_bytes=most_bytes) as line:
        asking = Beside(lambda: ask(line), name="check")
        if not asking.is_over(SECONDS):
            line.hang_up()
            raise faults.timed_out(label)
        return asking.result()


def _unreached(label: str, url: str, error: httpx2.HTTPError) -> ProviderError:
    """Names the host and why. Not the path, which may hold a token, nor what the other side said,
    which other errors may quote."""
    why = str(error) if isinstance(error, httpx2.ConnectError) else type(error).__name__
    place = httpx2.URL(url).netloc.decode("ascii", "replace").rpartition("@")[2]
    fault = faults.unavailable(label)
    return ProviderError(fault.code, f"{label} cannot be reached at {place}: {why}.")


def _unreadable(label: str) -> ProviderError:
    return ProviderError("provider_bad_answer", f"{label} sent something that cannot be read.")


def _refusal(label: str, status: int) -> ProviderError:
    # Google says 400 to a bad key; nothing else in a list's address could be wrong.
    if status == HTTPStatus.BAD_REQUEST:
        return faults.key_refused(label)
    fault = faults.of_status(label, status)
    if fault.is_outage:
        return fault
    detail = f"{label} answers with status {status}: is its address right?"
    return ProviderError(fault.code, detail)


def _day(told: object) -> date | None:
    """The day of an ISO 8601 date or time; None for nothing, UNREAD for anything else."""
    if told is None or told == "":
        return None
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError:
        return UNREAD


CHECKS: dict[str, Callable[[], Finding]] = {
    "openai": _check_openai,
    "gemini": _check_gemini,
    "stability": _check_stability,
    "diffusers": _check_diffusers,
    "http": _check_http,
}
