"""Which of Stability's operations a request asks for, by its settings, its inputs and its words.

`settings.operation` names one; else a few plain rules decide, and what none of them knows is an
edit of the whole picture.
"""

import re
from dataclasses import dataclass, field

from generation.providers.base import ProviderRequest

SIDES = ("left", "right", "up", "down")
MOST_OUTPAINT = 2000
"""Pixels that may be added at one side."""

COLOURS = (
    "black|white|gr[ae]y|silver|gold(?:en)?|red|crimson|pink|orange|yellow|green|teal|turquoise|"
    "blue|navy|purple|violet|brown|beige"
)
CUT_OUT = re.compile(
    r"\b(remove|erase|delete|cut out)\b.*\bbackground\b|\btransparent background\b", re.IGNORECASE
)
NEW_BACKGROUND = re.compile(
    r"\b(?:replace|change|swap)\s+(?:the\s+)?background\s+(?:with|to|by|for)\s+(?P<what>.+)",
    re.IGNORECASE,
)
REPLACE = re.compile(
    r"\b(?:replace|swap|exchange)\s+(?:the\s+|my\s+|this\s+|that\s+)?(?P<old>.+?)\s+"
    r"(?:with|by|for)\s+(?P<new>.+)"
    r"|\bturn\s+(?:the|my|this|that)\s+(?P<was>.+?)\s+into\s+(?P<becomes>.+)",
    re.IGNORECASE,
)
RECOLOUR = re.compile(
    r"\b(?:re-?colou?r|colou?r|paint|dye|make|turn)\s+(?:the|my|his|her|their)\s+(?P<what>.+?)\s+"
    rf"(?:to\s+|in\s+)?(?P<shade>(?:(?:dark|light|bright|deep|pale)\s+)?(?:{COLOURS}))\s*[.!]?$",
    re.IGNORECASE,
)
EXTEND = re.compile(r"\b(extend|expand|outpaint|uncrop|widen|zoom out)\b", re.IGNORECASE)
TOWARDS = {
    "left": re.compile(r"\bleft\b", re.IGNORECASE),
    "right": re.compile(r"\bright\b", re.IGNORECASE),
    "up": re.compile(r"\b(up|upwards?|top|above)\b", re.IGNORECASE),
    "down": re.compile(r"\b(down|downwards?|bottom|below)\b", re.IGNORECASE),
}
PIXELS = re.compile(r"\b(\d{2,4})\s*(?:px|pixels?)?\b", re.IGNORECASE)
FILLED = re.compile(r"\bwith\s+(?!\d)(.+)", re.IGNORECASE)
UPSCALE = re.compile(
    r"\b(upscale|super.?resolution|(?:higher|increase the|more) resolution|enlarge)\b",
    re.IGNORECASE,
)
ONLY_REMOVES = re.compile(
    r"^\W*(?:please\s+)?(?:remove|erase|delete|take out|take away|get rid of)\b(?!.*\b(and|add|put"
    r"|replace|instead)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Operation:
    """One of the operations: its address below `stable-image/`, and its own fields."""

    name: str
    path: str
    fields: dict[str, str] = field(default_factory=dict)
    most_pixels: int = 9_437_184
    """Of the picture that is sent; a larger one is made smaller."""
    least_side: int = 64
    longest_side: int = 16_384
    takes_prompt: bool = True
    takes_seed: bool = True
    picture: str = "image"
    """The name of the field with the picture; empty where none is sent."""
    takes_mask: bool = False


def operation_of(request: ProviderRequest, models: tuple[str, ...]) -> Operation:
    """What to do. `models` are those that the operator lists."""
    if request.image is None:
        return _generation(request)
    named = request.settings.get("operation")
    if isinstance(named, str) and named in BY_NAME:
        return BY_NAME[named](request)
    words = request.prompt
    if request.mask is not None:
        return _erase(request) if ONLY_REMOVES.search(words) else _inpaint(request)
    for rule, make in RULES:
        if rule.search(words):
            return make(request)
    return _whole(request, models)


def _generation(request: ProviderRequest) -> Operation:
    if request.model in {"core", "ultra"}:
        return Operation(request.model, f"generate/{request.model}", picture="")
    fields = {"mode": "text-to-image", **_variant(request.model)}
    return Operation("sd3", "generate/sd3", fields, picture="")


def _variant(model: str) -> dict[str, str]:
    """`sd3` is the endpoint; `sd3.5-large` and its like are models of it."""
    return {} if model == "sd3" else {"model": model}


def _whole(request: ProviderRequest, models: tuple[str, ...]) -> Operation:
    strength = 0.7 if request.strength is None else request.strength
    if request.model == "ultra":
        return Operation("ultra", "generate/ultra", {"strength": f"{strength:g}"})
    sd3 = next((each for each in (request.model, *models) if each.startswith("sd3")), "sd3")
    fields = {"mode": "image-to-image", "strength": f"{strength:g}", **_variant(sd3)}
    return Operation("image-to-image", "generate/sd3", fields)


def _inpaint(request: ProviderRequest) -> Operation:
    return Operation("inpaint", "edit/inpaint", takes_mask=True)


def _erase(request: ProviderRequest) -> Operation:
    return Operation("erase", "edit/erase", takes_prompt=False, takes_mask=True)


def _cut_out(request: ProviderRequest) -> Operation:
    return Operation(
        "remove-background",
        "edit/remove-background",
        most_pixels=4_194_304,
        takes_prompt=False,
        takes_seed=False,
    )


def _new_background(request: ProviderRequest) -> Operation:
    found = NEW_BACKGROUND.search(request.prompt)
    what = found["what"] if found else request.prompt
    return Operation(
        "replace-background-and-relight",
        "edit/replace-background-and-relight",
        {"background_prompt": what.strip(" .!")},
        takes_prompt=False,
        picture="subject_image",
    )


def _replace(request: ProviderRequest) -> Operation:
    found = REPLACE.search(request.prompt)
    old, new = (
        (found["old"] or found["was"], found["new"] or found["becomes"])
        if found
        else (request.prompt, request.prompt)
    )
    fields = {"search_prompt": old.strip(" .!"), "prompt": new.strip(" .!")}
    return Operation("search-and-replace", "edit/search-and-replace", fields, takes_prompt=False)


def _recolour(request: ProviderRequest) -> Operation:
    found = RECOLOUR.search(request.prompt)
    what = found["what"] if found else request.prompt
    fields = {"select_prompt": what.strip(" .!")}
    return Operation("search-and-recolor", "edit/search-and-recolor", fields)


def _outpaint(request: ProviderRequest) -> Operation:
    assert request.image is not None
    words = request.prompt
    towards = [side for side in SIDES if TOWARDS[side].search(words)] or list(SIDES)
    number = PIXELS.search(words)
    width, height = request.image.size
    fields = {}
    for side in towards:
        quarter = (width if side in {"left", "right"} else height) // 4
        fields[side] = str(min(MOST_OUTPAINT, int(number[1]) if number else max(1, quarter)))
    if filled := FILLED.search(words):
        fields["prompt"] = filled[1].strip(" .!")
    return Operation("outpaint", "edit/outpaint", fields, takes_prompt=False)


def _upscale(request: ProviderRequest) -> Operation:
    return Operation(
        "fast",
        "upscale/fast",
        most_pixels=1_048_576,
        least_side=32,
        longest_side=1536,
        takes_prompt=False,
        takes_seed=False,
    )


def _conservative(request: ProviderRequest) -> Operation:
    return Operation("conservative", "upscale/conservative")


def _creative(request: ProviderRequest) -> Operation:
    return Operation("creative", "upscale/creative", most_pixels=1_048_576)


RULES = (
    (NEW_BACKGROUND, _new_background),
    (CUT_OUT, _cut_out),
    (UPSCALE, _upscale),
    (EXTEND, _outpaint),
    (RECOLOUR, _recolour),
    (REPLACE, _replace),
)
BY_NAME = {
    "inpaint": _inpaint,
    "erase": _erase,
    "outpaint": _outpaint,
    "search-and-replace": _replace,
    "search-and-recolor": _recolour,
    "remove-background": _cut_out,
    "replace-background-and-relight": _new_background,
    "upscale": _upscale,
    "fast": _upscale,
    "conservative": _conservative,
    "creative": _creative,
}
"""What `settings.operation` may name."""
