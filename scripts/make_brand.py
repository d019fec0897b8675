"""Draw the icons and the default preview picture from static/brand/mark.svg, in Chromium.

python scripts/make_brand.py    needs the development requirements and the painted samples
"""

import base64
import sys
from pathlib import Path

from find_browser import installed
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
BRAND = ROOT / "static" / "brand"
SAMPLES = ROOT / "generation" / "samples"
ICON_SIZES = (180, 192, 512)
PREVIEW_SIZE = (1200, 630)
PREVIEW_SAMPLES = ("lake-at-sunset.webp", "bananas.webp", "ringed-planet.webp")

ICON_PAGE = """
<style>
  body {{ margin: 0; background: linear-gradient(150deg, #fff6dd, #ffe4a8); }}
  img {{ position: absolute; inset: 13%; width: 74%; height: 74%; }}
</style>
<img src="{mark}">
"""

PREVIEW_PAGE = """
<style>
  body {{ margin: 0; overflow: hidden; color: #2b1c0a;
    background: linear-gradient(120deg, #fff8e6 35%, #ffe2a0);
    font: 34px/1.35 "Liberation Sans", Arial, sans-serif; }}
  main {{ position: absolute; left: 76px; top: 132px; width: 560px; }}
  main img {{ width: 132px; height: 132px; margin-left: -8px; }}
  h1 {{ margin: 14px 0 12px; font-size: 82px; line-height: 1; letter-spacing: -3px; }}
  p {{ margin: 0; color: #6a4c20; }}
  .card {{ position: absolute; border: 9px solid #fff; border-radius: 26px; object-fit: cover;
    box-shadow: 0 18px 44px rgb(80 50 0 / 28%); }}
  .card:nth-of-type(1) {{ left: 660px; top: 62px; width: 400px; height: 270px; rotate: -4deg; }}
  .card:nth-of-type(2) {{ left: 676px; top: 306px; width: 262px; height: 262px; rotate: 5deg; }}
  .card:nth-of-type(3) {{ left: 920px; top: 262px; width: 330px; height: 240px; rotate: 3deg; }}
</style>
<main><img src="{mark}"><h1>Nano&nbsp;Banana</h1>
<p>Say what to change.<br>Watch your own picture change.</p></main>
{cards}
"""


def data_url(path: Path) -> str:
    kind = {".svg": "svg+xml", ".webp": "webp"}[path.suffix]
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def shoot(page: Page, content: str, size: tuple[int, int], target: Path) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.set_content(content, wait_until="load")
    page.screenshot(path=target)
    print(target.relative_to(ROOT))


def main() -> int:
    browser_path = installed()
    if not browser_path:
        print("There is no Chromium here: install one, or name it in NB_BROWSER.", file=sys.stderr)
        return 1
    mark = data_url(BRAND / "mark.svg")
    cards = "".join(
        f'<img class="card" src="{data_url(SAMPLES / name)}">' for name in PREVIEW_SAMPLES
    )
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page()
        for side in ICON_SIZES:
            target = BRAND / f"icon-{side}.png"
            shoot(page, ICON_PAGE.format(mark=mark), (side, side), target)
        preview = PREVIEW_PAGE.format(mark=mark, cards=cards)
        shoot(page, preview, PREVIEW_SIZE, BRAND / "og-default.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
