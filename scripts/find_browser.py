"""Prints the path of a Chromium for the browser tests; installs one where there is none.

An installed one first, then Playwright's own download, then the system's package manager. If
none can be had it says why and fails: the browser tests are never skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
SECONDS = 600


def say(text: str) -> None:
    print(text, file=sys.stderr)


def installed() -> str:
    named = os.environ.get("NB_BROWSER", "")
    found = [named if named and Path(named).is_file() else "", *map(shutil.which, NAMES)]
    found += [path for path in MAC if Path(path).is_file()]
    return next((path for path in found if path), "")


def run(*command: str) -> bool:
    say(f"$ {' '.join(command)}")
    try:
        done = subprocess.run(command, stdout=sys.stderr, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        say(str(error))
        return False
    return done.returncode == 0


def playwrights_own() -> str:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a start costs a second

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else ""


def as_root(*command: str) -> tuple[str, ...]:
    if os.geteuid() == 0:
        return command
    return ("sudo", "-n", *command)


def from_system() -> str:
    if shutil.which("apt-get"):
        run(*as_root("apt-get", "update", "-qq"))
        run(*as_root("apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-color-emoji"))
    elif shutil.which("dnf"):
        run(*as_root("dnf", "install", "-y", "-q", "chromium"))
    elif shutil.which("brew"):
        run("brew", "install", "--cask", "chromium")
    else:
        say("There is no apt-get, dnf or brew to install a browser with.")
    return installed()


def main() -> int:
    path = installed() or playwrights_own()
    if not path and run(sys.executable, "-m", "playwright", "install", "chromium"):
        path = playwrights_own()
    path = path or from_system()
    if not path:
        say("No Chromium could be found or installed, so the browser tests cannot run.")
        say("Install Chromium or Google Chrome, or set NB_BROWSER to its path.")
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
