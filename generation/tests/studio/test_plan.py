import json
from typing import Any

import pytest

from generation.studio import InstructionNotUnderstood, Plan, PlanInvalid, require_understood
from generation.studio.errors import PlanOutdated
from generation.studio.operations import (
    OPERATIONS,
    Blur,
    Brightness,
    Contrast,
    Crop,
    Flip,
    Grayscale,
    Invert,
    Resize,
    Rotate,
    Saturation,
    Sepia,
    Sharpen,
    Text,
    Vignette,
    Warmth,
)

ONE_OF_EACH = (
    Grayscale(),
    Sepia(amount=0.4),
    Invert(),
    Brightness(amount=-0.25, where="the sky"),
    Contrast(amount=1),
    Saturation(amount=-1),
    Warmth(amount=0.1),
    Blur(amount=0.5),
    Sharpen(amount=0.5),
    Vignette(amount=0.7),
    Crop(width=16, height=9, anchor="top left", keep=0.5),
    Rotate(degrees=-12.5),
    Flip(axis="vertical"),
    Resize(width=800, height=600, fit="inside"),
    Text(text="Hi\nthere", position="top", color="#ff0000", size=0.2, look="boxed", opacity=0.5),
)


NEEDED: dict[str, dict[str, Any]] = {
    "crop": {"width": 1, "height": 1},
    "resize": {"percent": 50},
    "text": {"text": "Hello"},
}
"""What an operation cannot be made without, or would be nothing without."""


def step(op: Any, **params: Any) -> dict[str, Any]:
    return {"plan": [{"op": op, "params": params}]}


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_comes_back_from_json(name: str) -> None:
    operation = OPERATIONS[name](**NEEDED.get(name, {}), where="the sky")
    plan = Plan((operation,), confidences=(0.8,))

    assert operation.name == name
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_from_json_gives_the_same_plan_back() -> None:
    plan = Plan(ONE_OF_EACH, unmatched=("add a hat",), suggestions=("sepia",))

    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_from_json_reads_a_plan_as_it_was_stored_first() -> None:
    old = {"operations": [{"op": "text", "text": "Hi", "colour": "#ff0000"}], "unmatched": ["x"]}

    assert Plan.from_json(old) == Plan((Text(text="Hi", color="#ff0000"),), unmatched=("x",))


def test_from_json_refuses_another_version_with_a_clear_message() -> None:
    with pytest.raises(PlanOutdated, match="version 7 of “sepia”") as caught:
        Plan.from_json({"plan": [{"op": "sepia", "version": 7, "params": {}}]})

    assert caught.value.code == "plan_outdated"


def test_from_json_fills_defaults() -> None:
    assert Plan.from_json(step("crop", width=1, height=1)).operations == (
        Crop(width=1, height=1, keep=1.0, anchor="center"),
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "plan",
        {},
        {"plan": {}},
        {"plan": [], "extra": 1},
        {"plan": [None]},
        {"plan": [{}]},
        {"plan": [], "unmatched": [1]},
        {"plan": [], "unmatched": "words"},
        {"plan": [], "unmatched": ["x" * 401]},
        {"plan": [], "suggestions": ["x"] * 25},
        {"plan": [{"op": "grayscale"}] * 25},
        {"plan": [{"op": "grayscale", "amount": 1}]},
        {"plan": [{"op": "grayscale", "params": []}]},
        {"plan": [{"op": "grayscale", "confidence": 2}]},
        {"plan": [{"op": "grayscale", "confidence": True}]},
        {"plan": [{"op": "grayscale", "version": 0}]},
        {"plan": [{"op": "grayscale", "version": "1"}]},
        {"operations": {}},
        {"operations": [None]},
        {"operations": [{"op": "grayscale", "amount": 1}]},
        {"operations": [], "plan": []},
        step("rm -rf"),
        step(1),
        step("__init__"),
        step("grayscale", amount=1),
        step("brightness", amount=2),
        step("brightness", amount="0.5"),
        step("brightness", amount=True),
        step("brightness", amount=float("nan")),
        step("brightness", amount=float("inf")),
        step("brightness", amount=None),
        step("brightness", __class__="x"),
        step("brightness", where="x" * 81),
        step("brightness", where=None),
        step("crop", width=16),
        step("crop", width=0, height=1),
        step("crop", keep=0),
        step("crop", anchor="nowhere"),
        step("crop", anchor=["top"]),
        step("resize"),
        step("resize", width=8001),
        step("resize", width=10**30),
        step("resize", width=1.5),
        step("resize", percent=5, longest=5),
        step("resize", width=10, height=10, fit="melt"),
        step("rotate", degrees=1e9),
        step("flip", axis="diagonal"),
        step("text"),
        step("text", text=""),
        step("text", text="  "),
        step("text", text="x" * 301),
        step("text", text="a\x00b"),
        step("text", text="a\u202eb"),
        step("text", text="a", color="red"),
        step("text", text="a", color="#FF0000\n"),
        step("text", text="a", size=9),
    ],
)
def test_from_json_refuses_a_hostile_plan(value: Any) -> None:
    with pytest.raises(PlanInvalid) as caught:
        Plan.from_json(value)

    assert caught.value.code == "plan_invalid"


def test_require_understood_raises_with_suggestions() -> None:
    plan = Plan(unmatched=("dance",), suggestions=("make it brighter",))

    with pytest.raises(InstructionNotUnderstood) as caught:
        require_understood(plan)

    assert caught.value.code == "instruction_not_understood"
    assert caught.value.suggestions == ("make it brighter",)
    assert caught.value.message == "The studio did not understand “dance”."


def test_require_understood_is_content_with_an_operation() -> None:
    require_understood(Plan((Grayscale(),)))
