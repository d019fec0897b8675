"""Runs a command with a PostgreSQL server of its own, whose address is in TEST_DATABASE_URL.

The server listens on a socket in a folder that goes with it, so no port and no other database of
this machine is touched. Exits as the command does; with 69 (EX_UNAVAILABLE) where there is no
PostgreSQL.
"""

import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
OWNER = "nanobanana"
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
"""Nothing has to survive here."""

SECONDS = 60.0
UNAVAILABLE = 69


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(
        (path for place in PLACES for path in map(Path, glob.glob(place))),  # noqa: PTH207
        key=lambda path: [int(part) for part in path.parts if part.isdigit()],
    )
    return next((each for each in reversed(folders) if (each / "initdb").exists()), None)


def servant() -> str | None:
    """PostgreSQL refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


@contextmanager
def running(programs: Path) -> Iterator[str]:
    """A server's address, for as long as it runs."""
    # Not below the project: the path of a socket has at most some 100 characters.
    folder = Path(tempfile.mkdtemp(prefix="nb_pg_", dir="/tmp"))
    try:
        if user := servant():
            shutil.chown(folder, user)
        data = str(folder / "data")
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            stdout=subprocess.DEVNULL,
            timeout=SECONDS,
            user=user,
        )
        settings = [word for each in FAST for word in ("-c", each)]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-h", "", *settings],
                cwd=folder,
                stdout=log,
                stderr=log,
                user=user,
            )
        try:
            _wait(programs, folder, server)
            yield f"postgres://{OWNER}@{quote(str(folder), safe='')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(programs: Path, folder: Path, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + SECONDS
    ready: list[str | Path] = [programs / "pg_isready", "-q", "-h", folder, "-d", "postgres"]
    while subprocess.run(ready, check=False, timeout=SECONDS).returncode:
        if server.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"PostgreSQL does not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.05)


def main(command: list[str]) -> int:
    found = programs()
    if found is None:
        print("There is no PostgreSQL server here (initdb).", file=sys.stderr)
        return UNAVAILABLE
    with running(found) as url:
        told = {**os.environ, "TEST_DATABASE_URL": url}
        return subprocess.run(command, check=False, env=told).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
