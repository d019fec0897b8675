"""The language: time per instruction, and exact plans on sentences seen and never seen."""

import statistics
import time
import tomllib
from pathlib import Path
from typing import Any

from bench.results import Result
from generation.studio import understand
from generation.tests.studio.notation import noted

CORPORA = Path(__file__).resolve().parent.parent / "generation" / "tests" / "studio"
GOAL, REFUSALS = 0.90, 0.95
LIMIT_MS = 1.0


def measure() -> list[Result]:
    results = []
    for name, label in (("dev", "worked from"), ("test", "never seen")):
        sentences = _read(CORPORA / f"corpus_{name}.toml")
        inside = [each for each in sentences if each["operations"]]
        outside = [each for each in sentences if not each["operations"]]
        exact = sum(map(_is_exact, inside)) / len(inside)
        refused = sum(not understand(each["say"]).operations for each in outside) / len(outside)
        results += [
            _score(f"exact plans, {len(inside)} sentences {label}", exact, GOAL),
            _score(f"refused, {len(outside)} out of scope {label}", refused, REFUSALS),
        ]
    return [*results, _time([each["say"] for each in sentences])]


def _read(path: Path) -> list[dict[str, Any]]:
    return list(tomllib.loads(path.read_text("utf-8"))["sentence"])


def _is_exact(case: dict[str, Any]) -> bool:
    plan = understand(case["say"])
    return [noted(each) for each in plan.operations] == case["operations"] and bool(
        plan.unmatched
    ) == bool(case.get("unmatched"))


def _score(name: str, share: float, goal: float) -> Result:
    return Result(name, share * 100, "goal", goal * 100, "%", 1.0, is_score=True)


def _time(sentences: list[str]) -> Result:
    times = []
    for text in sentences:
        start = time.perf_counter()
        understand(text)
        times.append((time.perf_counter() - start) * 1e3)
    median = statistics.median(times)
    return Result("instruction to plan, median", median, "limit", LIMIT_MS, "ms")
