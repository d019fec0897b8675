"""Peak memory of each operation on 12 megapixels, against the decoded picture."""

import json
import subprocess
import sys
from pathlib import Path

from bench.results import Result

MOST = 6.0
"""Times the decoded picture that an operation may take at its peak, the input included."""

ROOT = Path(__file__).resolve().parent.parent
MEASURED = """
import json, sys
from pathlib import Path
from PIL import Image
from generation.studio import Plan, execute
from generation.studio.operations import OPERATIONS, Reach
def kilobytes(what):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what))
name, params = sys.argv[1], json.loads(sys.argv[2])
small = Image.effect_noise((400, 300), 60).convert("RGB")
plan = Plan((OPERATIONS[name](**params),))
mask = Image.new("L", small.size, 0)
mask.paste(255, (180, 130, 220, 170))
given = {"mask": mask} if OPERATIONS[name].reach is Reach.OBJECT else {}
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
DECODED = 4000 * 3000 * 3


def measure() -> list[Result]:
    """Each operation alone in a process of its own; the five hungriest, and any that failed."""
    from generation.studio.operations import OPERATIONS  # noqa: PLC0415 - only here

    found = []
    for name in OPERATIONS:
        if name in {"enlarge", "extend"}:
            # Their result alone is several times the input.
            continue
        found.append((_peak(name), name))
    hungry = sorted(found, reverse=True)[:5]
    return [
        Result(f"peak memory of {name}, 12 MP", peak / 1e6, "the decoded picture", 36, "MB", MOST)
        for peak, name in hungry
    ]


def _peak(name: str) -> float:
    command = [sys.executable, "-c", MEASURED, name, json.dumps(NEEDED.get(name, {}))]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    answer = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}
    if "bytes" not in answer:
        print(f"peak memory of {name}: not measured: {answer.get('error') or done.stderr[-200:]}")
        return 0.0
    return float(answer["bytes"])
