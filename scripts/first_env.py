"""Writes a `.env` with fresh secrets, readable by its owner only; never over an existing one."""

import os
import secrets
import socket
import subprocess
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / ".env"


EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - what HOST may say, not what we bind


def text(host: str, port: str) -> str:
    shown = "127.0.0.1" if host in {*EVERY_ADDRESS, ""} else host
    lines = [
        "# Made by `make run`. The README documents every setting.",
        f"SESSION_SECRET={secrets.token_urlsafe(48)}",
        f"JWT_SECRET={secrets.token_urlsafe(48)}",
        f"SITE_URL=http://{shown}:{port}",
    ]
    if host in EVERY_ADDRESS:
        lines.append(f"ALLOWED_HOSTS={','.join(own_names())}")
    return "\n".join([*lines, ""])


def own_names() -> list[str]:
    """What others on the network may call this machine by, and what it calls itself."""
    name = socket.gethostname()
    found = ["localhost", "127.0.0.1", "[::1]", name, f"{name}.local"]
    for command in (["hostname", "-I"], ["ipconfig", "getifaddr", "en0"]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=5, check=True)
        except (OSError, subprocess.SubprocessError):
            continue
        found += [word for word in done.stdout.split() if ":" not in word]
    return list(dict.fromkeys(found))


def main() -> int:
    try:
        handle = os.open(TARGET, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return 0
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.write(text(os.environ.get("HOST", ""), os.environ.get("PORT", "8000")))
    print(f"Wrote {TARGET.name} with fresh secrets.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
