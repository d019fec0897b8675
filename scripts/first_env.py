"""Writes a `.env` with fresh secrets, readable by its owner only; never over an existing one."""

import os
import secrets
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / ".env"


def text(host: str, port: str) -> str:
    shown = "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104
    return "\n".join(
        (
            "# Made by `make run`. The README documents every setting.",
            f"SESSION_SECRET={secrets.token_urlsafe(48)}",
            f"JWT_SECRET={secrets.token_urlsafe(48)}",
            f"SITE_URL=http://{shown}:{port}",
            "",
        )
    )


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
