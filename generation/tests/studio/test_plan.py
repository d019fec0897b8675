import json
from typing import Any

import pytest

from generation.studio import InstructionNotUnderstood, Plan, PlanInvalid, require_understood
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


def step(**fields: Any) -> dict[str, Any]:
    return {"operations": [fields]}


def test_every_operation_of_the_table_is_tried_here() -> None:
    assert {type(operation) for operation in ONE_OF_EACH} == set(OPERATIONS.values())
    assert all(name == kind.name for name, kind in OPERATIONS.items())


def test_from_json_gives_the_same_plan_back() -> None:
    plan = Plan(ONE_OF_EACH, unmatched=("add a hat",), suggestions=("sepia",))

    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))) == plan


def test_from_json_fills_defaults() -> None:
    assert Plan.from_json(step(op="crop", width=1, height=1)).operations == (
        Crop(width=1, height=1, keep=1.0, anchor="center"),
    )


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "plan",
        {},
        {"operations": {}},
        {"operations": [], "extra": 1},
        {"operations": [None]},
        {"operations": [{}]},
        {"operations": [], "unmatched": [1]},
        {"operations": [], "unmatched": "words"},
        {"operations": [], "unmatched": ["x" * 401]},
        {"operations": [], "suggestions": ["x"] * 25},
        {"operations": [{"op": "grayscale"}] * 25},
        step(op="rm -rf"),
        step(op=1),
        step(op="__init__"),
        step(op="grayscale", amount=1),
        step(op="brightness", amount=2),
        step(op="brightness", amount="0.5"),
        step(op="brightness", amount=True),
        step(op="brightness", amount=float("nan")),
        step(op="brightness", amount=float("inf")),
        step(op="brightness", amount=None),
        step(op="brightness", __class__="x"),
        step(op="brightness", where="x" * 81),
        step(op="brightness", where=None),
        step(op="crop", width=16),
        step(op="crop", width=0, height=1),
        step(op="crop", keep=0),
        step(op="crop", anchor="nowhere"),
        step(op="crop", anchor=["top"]),
        step(op="resize"),
        step(op="resize", width=8001),
        step(op="resize", width=10**30),
        step(op="resize", width=1.5),
        step(op="resize", percent=5, longest=5),
        step(op="resize", width=10, height=10, fit="melt"),
        step(op="rotate", degrees=1e9),
        step(op="flip", axis="diagonal"),
        step(op="text"),
        step(op="text", text=""),
        step(op="text", text="  "),
        step(op="text", text="x" * 301),
        step(op="text", text="a\x00b"),
        step(op="text", text="a\u202eb"),
        step(op="text", text="a", color="red"),
        step(op="text", text="a", color="#FF0000\n"),
        step(op="text", text="a", size=9),
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
