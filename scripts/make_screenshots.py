"""Makes the README's pictures: starts the product in an empty folder and looks at it.

    python scripts/make_screenshots.py [PHOTO]

Needs the development requirements and a browser (see find_browser.py).
"""

import io
import os
import sys
import tempfile
from pathlib import Path

from find_browser import installed
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from e2e.browser import DESK, PHONE, launch  # noqa: E402
from e2e.server import Server  # noqa: E402

FOLDER = ROOT / "docs" / "images"
SAMPLE = ROOT / "generation" / "samples" / "autumn-lake.webp"
WORDS = "make it black and white and crop it square"
MILLISECONDS = 20_000


def make_edit(page: Page, base: str, photo: Path) -> None:
    """From the empty editor to the result."""
    page.goto(f"{base}/editor")
    page.locator("#id_image").set_input_files(photo)
    page.get_by_label("What should happen?").fill(WORDS)
    page.get_by_role("button", name="Make it happen").click()
    page.locator(".result").wait_for(timeout=MILLISECONDS)
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")


def main() -> None:
    photo = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    os.environ.setdefault("NB_BROWSER", installed())
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.prepare()
        server.start()
        browser = launch(playwright)
        for name, viewport in (("editor", DESK), ("editor-phone", PHONE)):
            page = browser.new_page(viewport=viewport, device_scale_factor=1.5)
            make_edit(page, server.url, photo)
            with Image.open(io.BytesIO(page.screenshot())) as seen:
                seen.convert("RGB").save(FOLDER / f"{name}.webp", quality=82, method=6)
            page.close()
        browser.close()
        server.stop()


if __name__ == "__main__":
    main()
