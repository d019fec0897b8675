"""A real Chromium, and a page that fails the test on any console error or foreign request."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Request,
    ViewportSize,
)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}


def launch(playwright: Playwright) -> Browser:
    path = os.environ.get("NB_BROWSER") or shutil.which("chromium")
    return playwright.chromium.launch(executable_path=path, args=ARGUMENTS)


@dataclass
class Visitor:
    """One person at one browser: a context of its own, watched."""

    context: BrowserContext
    base: str
    troubles: list[str] = field(default_factory=list)

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", self._check_host)
        return page

    def open(self, path: str) -> Page:
        page = self.page()
        page.goto(f"{self.base}{path}")
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.troubles.append(f"console {kind}: {text}")

    def _check_host(self, request: Request) -> None:
        if not request.url.startswith((self.base, "blob:", "data:")):
            self.troubles.append(f"asked another host: {request.url}")


@contextmanager
def visiting(
    browser: Browser, base: str, viewport: ViewportSize, **options: object
) -> Iterator[Visitor]:
    """A fresh person; at the end nothing may have gone wrong in any of the pages."""
    context = browser.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
    visitor = Visitor(context, base)
    try:
        yield visitor
    finally:
        context.close()
    assert not visitor.troubles, "\n".join(visitor.troubles)
