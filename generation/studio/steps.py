"""One step of a plan as JSON, and back: the operation's name, its version, and its parameters."""

import dataclasses
from typing import Any

from generation.studio.errors import PlanInvalid, PlanOutdated
from generation.studio.operations import OPERATIONS, Operation

PARTS = frozenset({"op", "version", "params", "confidence"})


def step_to_json(operation: Operation, confidence: float) -> dict[str, Any]:
    """Every parameter that says something is written out: defaults may change, plans not."""
    params = {
        field.name: getattr(operation, field.name)
        for field in dataclasses.fields(operation)
        if getattr(operation, field.name) not in (None, "")
    }
    return {
        "op": operation.name,
        "version": operation.version,
        "params": params,
        "confidence": round(confidence, 2),
    }


def step_from_json(step: Any) -> tuple[Operation, float]:
    """The operation and how surely it was meant. Raises PlanInvalid, PlanOutdated."""
    if not isinstance(step, dict) or not isinstance(step.get("op"), str):
        raise PlanInvalid("An operation is an object with its name under “op”.")
    kind = OPERATIONS.get(step["op"])
    if kind is None:
        raise PlanInvalid(f"There is no operation “{step['op'][:40]}”.")
    if not step.keys() <= PARTS:
        raise PlanInvalid(f"{kind.name}: an operation has op, version, params and confidence.")
    _check_version(kind, step.get("version", kind.version))
    return _made(kind, step.get("params", {})), _confidence(step.get("confidence", 1))


def upgraded(steps: Any) -> Any:
    """Steps as they were stored first: the parameters beside the name, "colour" for "color"."""
    if not isinstance(steps, list):
        return steps
    return [_upgraded(step) if isinstance(step, dict) else step for step in steps]


def _upgraded(step: dict[str, Any]) -> dict[str, Any]:
    params = {name: value for name, value in step.items() if name != "op"}
    if "colour" in params:
        params["color"] = params.pop("colour")
    return {"op": step.get("op"), "version": 1, "params": params}


def _check_version(kind: type[Operation], version: Any) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise PlanInvalid(f"{kind.name}: the version is a whole number from 1 on.")
    if version != kind.version:
        raise PlanOutdated(
            f"This plan was made with version {version} of “{kind.name}”; here it is version "
            f"{kind.version}, which makes another picture. Ask for it anew in words."
        )


def _made(kind: type[Operation], params: Any) -> Operation:
    if not isinstance(params, dict):
        raise PlanInvalid(f"{kind.name}: the parameters are an object.")
    known = {field.name: field for field in dataclasses.fields(kind)}
    missing = [
        name
        for name, field in known.items()
        if field.default is dataclasses.MISSING and name not in params
    ]
    if missing or not params.keys() <= known.keys():
        raise PlanInvalid(f"{kind.name}: a field is missing or unknown.")
    return kind(**params)


def _confidence(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise PlanInvalid("A confidence is between 0 and 1.")
    return float(value)
