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
from typing import Any

import httpx2
from django.conf import settings

from generation.providers.base import ProviderError
from generation.providers.calls import faults
from generation.providers.calls.line import Line

SECONDS = 15.0
MOST_PAGES = 20
PAGE = 1000
LOCAL_PACKAGES = ("torch", "diffusers", "transformers")


@dataclass(frozen=True)
class Finding:
    """What a vendor said."""

    offered: dict[str, date | None] | None = None
    """Its models and when they end; None where it has no list."""
    notes: tuple[str, ...] = ()
    faults: tuple[str, ...] = field(default=())


def check(name: str) -> Finding:
    """Ask one provider; those that need nothing are always ready. Raises ProviderError."""
    return CHECKS[name]() if name in CHECKS else Finding(notes=("ready: it needs nothing",))


def _check_openai() -> Finding:
    url = f"{settings.OPENAI_BASE_URL.rstrip('/')}/models"
    body = _get("OpenAI", url, {"Authorization": f"Bearer {settings.OPENAI_API_KEY}"})
    listed = _objects(body, "data")
    return Finding({str(each.get("id")): _day(each.get("shutdown_date")) for each in listed})


def _check_gemini() -> Finding:
    url = f"{settings.GEMINI_BASE_URL.rstrip('/')}/models"
    offered: dict[str, date | None] = {}
    token = ""
    for _ in range(MOST_PAGES):
        query = f"?pageSize={PAGE}" + (f"&pageToken={token}" if token else "")
        body = _get("Gemini", url + query, {"x-goog-api-key": settings.GEMINI_API_KEY})
        for each in _objects(body, "models"):
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
    left = body.get("credits")
    told = f"{left:.1f} credits left" if isinstance(left, int | float) else "credit unknown"
    empty = isinstance(left, int | float) and left <= 0
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
    with Line() as line:
        try:
            response = line.get(settings.HTTP_PROVIDER_URL, timeout=SECONDS)
        except httpx2.HTTPError:
            raise faults.unavailable(settings.HTTP_PROVIDER_LABEL) from None
    return Finding(notes=(f"it answers (status {response.status_code})",))


def _get(label: str, url: str, headers: dict[str, str]) -> dict[str, Any]:
    try:
        with Line() as line:
            response = line.get(url, headers=headers, timeout=SECONDS)
            if response.status_code != HTTPStatus.OK:
                raise _refusal(label, response)
            body = response.json()
    except httpx2.TimeoutException:
        raise faults.timed_out(label) from None
    except httpx2.HTTPError:
        raise faults.unavailable(label) from None
    except ValueError:
        raise faults.bad_answer(label) from None
    if not isinstance(body, dict):
        raise faults.bad_answer(label)
    return body


def _refusal(label: str, response: httpx2.Response) -> ProviderError:
    # Google says 400 to a bad key; nothing else in a list's address could be wrong.
    if response.status_code == HTTPStatus.BAD_REQUEST:
        return faults.key_refused(label)
    return faults.of_status(label, response.status_code)


def _objects(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    listed = body.get(name)
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _day(text: object) -> date | None:
    """The day of an ISO 8601 date or time; None for anything else."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


CHECKS: dict[str, Callable[[], Finding]] = {
    "openai": _check_openai,
    "gemini": _check_gemini,
    "stability": _check_stability,
    "diffusers": _check_diffusers,
    "http": _check_http,
}
