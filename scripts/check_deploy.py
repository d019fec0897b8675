"""Django's deployment checks under production settings, on https and on plain local http."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent


def check(site_url: str) -> int:
    production = {
        "ENV_FILE": os.devnull,
        "DEBUG": "false",
        "SESSION_SECRET": secrets.token_urlsafe(48),
        "JWT_SECRET": secrets.token_urlsafe(48),
        "SITE_URL": site_url,
        "DJANGO_SETTINGS_MODULE": "nanobanana.settings",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    print(f"check --deploy for {site_url}", flush=True)
    done = subprocess.run(command, cwd=BASE_DIR, env={**os.environ, **production}, check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(check("https://pictures.example") or check("http://127.0.0.1:8000"))
