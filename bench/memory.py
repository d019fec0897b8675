"""Peak memory of each operation on 12 megapixels, against the decoded picture."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.results import Result

MOST = 6.0
"""Times the decoded picture that an operation may take at its peak, the input included."""

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import json, sys
from pathlib import Path
from PIL import Image, ImageDraw
from generation.studio import Plan, execute
from generation.studio.operations import OPERATIONS
def kilobytes(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))
from generation.studio.painter import paint
name, params, marks = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
# A sky, a subject and a red: every operation has what it looks for.
small = paint("hills", seed=3, width=400, height=300)
ImageDraw.Draw(small).ellipse((150, 90, 250, 220), fill=(206, 40, 40))
plan = Plan((OPERATIONS[name](**params),))
mask = Image.new("L", small.size, marks)
mask.paste(255, (180, 130, 220, 170))
given = {} if marks < 0 else {"mask": mask}
others = [small] * OPERATIONS[name].needs_pictures
def attempt(image, **more):
    try:
        execute(plan, image, **more)
    except Exception as error:
        print(json.dumps({"error": str(error)}))
        sys.exit()
attempt(small, pictures=others, **given)  # libraries warm up
image = small.resize((4000, 3000))
given = {key: value.resize(image.size) for key, value in given.items()}
# The peak is counted anew from here (proc(5), clear_refs); getrusage's begins with the parent's.
Path("/proc/self/clear_refs").write_text("5")
base = kilobytes("VmRSS")
attempt(image, pictures=others, **given)
peak = kilobytes("VmHWM")
print(json.dumps({"bytes": (peak - base) * 1024 + 36_000_000}))
"""
NEEDED = {"text": {"text": "Hello"}, "resize": {"percent": 50}, "crop": {"width": 1, "height": 1}}
SKIPPED = frozenset({"enlarge", "extend"})
"""Their result alone is several times the input."""

NO_MASK, KEEP, UNDECIDED = -1, 0, 128
"""Levels of the mask around what it marks; without one, parts are found."""

GIVEN = {NO_MASK: "", KEEP: " with a mask", UNDECIDED: " with hints"}


def measure() -> list[Result]:
    """Each operation alone in a process of its own; the five hungriest, and any that failed."""
    hungry = sorted(((_peak(*way), *way) for way in _ways()), reverse=True)[:5]
    return [
        Result(
            f"peak memory of {name}{GIVEN[marks]}, 12 MP",
            peak / 1e6,
            "the decoded picture",
            36,
            "MB",
            MOST,
        )
        for peak, name, marks in hungry
    ]


def _ways() -> Iterator[tuple[str, int]]:
    """Every operation, and how its mask is; those on objects find them, and are told them."""
    from generation.studio.operations import OPERATIONS, Reach  # noqa: PLC0415 - only here

    for name, kind in OPERATIONS.items():
        if name in SKIPPED:
            continue
        if not kind.needs_mask:
            yield name, NO_MASK
        if kind.reach is Reach.OBJECT:
            yield name, KEEP
        if kind.reads_hints:
            yield name, UNDECIDED


def _peak(name: str, marks: int) -> float:
    command = [sys.executable, "-c", MEASURED, name, json.dumps(NEEDED.get(name, {})), str(marks)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    answer = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}
    if "bytes" not in answer:
        print(f"peak memory of {name}: not measured: {answer.get('error') or done.stderr[-200:]}")
        return 0.0
    return float(answer["bytes"])
