"""Trying again, where that can help and cannot cost twice.

A vendor is paid by the picture. So a call is repeated only when it surely did nothing (it never
arrived, or was turned away unread: 429, 503 with `Retry-After`), or when it carries a key by which
the vendor knows it again. Waits grow, with full jitter, and honour `Retry-After` (RFC 9110).
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

from generation.providers.base import Progress, ProviderError

T = TypeVar("T")
TRIES = 3
FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
"""Seconds. A vendor that asks for more is told of as rate limited instead."""


@dataclass
class TryAgain(Exception):
    """A call that may be repeated. `fault` is what is told when it does not help."""

    fault: ProviderError
    retry_after: float | None = None
    """Seconds that the vendor asked for."""


def tried(progress: Progress, work: Callable[[], T]) -> T:
    """What `work` returns, which may raise TryAgain. Raises ProviderError after the last try."""
    for attempt in range(1, TRIES + 1):
        try:
            return work()
        except TryAgain as error:
            wait = wait_before(attempt, error.retry_after)
            if attempt == TRIES or wait > LONGEST_WAIT:
                raise error.fault from error
            progress.wait(wait)
    raise AssertionError("unreachable")


def wait_before(attempt: int, retry_after: float | None) -> float:
    """Seconds before the next try."""
    jitter = random.uniform(0, FIRST_WAIT * 2**attempt)  # noqa: S311 - it only spreads load
    return max(retry_after or 0.0, min(jitter, LONGEST_WAIT))


def seconds_of(retry_after: str | None) -> float | None:
    """A `Retry-After` header: seconds, or a date. None where it says nothing."""
    if not retry_after:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    # RFC 9110 knows GMT only; a date without a zone, or with the odd "-0000", means that, too.
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
