"""Hints that the database changed. A hint only means "look again"; missing one costs a poll."""

import sqlite3
import time
from typing import Protocol

from django.db import connection

SQLITE_POLL_SECONDS = 0.01
"""`PRAGMA data_version` reads one page that is cached: about 1 % of a core at this rate."""

PLAIN_POLL_SECONDS = 0.25


class ChangeHint(Protocol):
    def wait(self, seconds: float) -> bool:
        """Return True as soon as the database may have changed, False after `seconds`."""
        ...

    def close(self) -> None: ...


class SqliteHint:
    """Watches SQLite's own change counter on a connection of its own."""

    def __init__(self, database: str, *, uri: bool = False) -> None:
        self._connection = sqlite3.connect(
            database, uri=uri, check_same_thread=False, isolation_level=None, timeout=5
        )
        self._seen = -1

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while True:
            version = self._version()
            if version != self._seen:
                self._seen = version
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(SQLITE_POLL_SECONDS, left))

    def close(self) -> None:
        self._connection.close()


class PollingHint:
    """For databases without a hint of their own: says "look again" four times a second."""

    def wait(self, seconds: float) -> bool:
        time.sleep(min(seconds, PLAIN_POLL_SECONDS))
        return True

    def close(self) -> None:
        """Nothing to close."""


def change_hint() -> ChangeHint:
    """The best hint the configured database offers."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite":
        return PollingHint()
    return SqliteHint(name, uri=name.startswith("file:"))
