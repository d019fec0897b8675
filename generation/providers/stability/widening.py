"""How far a picture shall go on beyond its edges, read from words like “200 px to the left”."""

import re

from generation.providers.stability.wording import FLAGS, WHOLE

SIDES = ("left", "right", "up", "down")
MOST = 2000
"""Pixels that may be added at one side."""

SIDE_WORDS = {
    "left": ("left",),
    "right": ("right",),
    "up": ("up", "upwards?", "top", "above"),
    "down": ("down", "downwards?", "bottom", "below"),
}
PAIRS = (
    (r"\b(?:sideways|horizontal(?:ly)?|both\s+sides|wider|widen)\b", ("left", "right")),
    (r"\b(?:vertical(?:ly)?|taller)\b", ("up", "down")),
)
SIDE = rf"(?:{'|'.join(word for words in SIDE_WORDS.values() for word in words)})"
EDGES = r"(?:view|background|sides?|edges?|borders?)"
WANTED = (
    r"\bout-?paint\w*\b|\bun-?crop\b|\bzoom(?:ed)?\s+(?:it\s+)?out\b",
    rf"^(?:extend|expand|widen)\s+(?:{WHOLE}|(?:the\s+|its\s+)?{EDGES})\b",
    r"^(?:extend|expand|widen)(?:\s+(?:to|by|towards?)\b|$)",
    # "Extend the sky upwards", and not "extend the left arm".
    rf"^(?:extend|expand)\b.*?\b(?:to|on|at|towards?)\s+the\s+{SIDE}\b",
    rf"^(?:extend|expand)\b.*?\b{SIDE}(?:\s+{EDGES})?(?:\s*$|,|\s+(?:by|with|and)\b|\s+\d)",
)
NUMBER = re.compile(
    r"\b(\d{1,4})\s*(?:px|pixels?)\b|\b(\d{1,3})\s*(?:%|percent\b)|\bby\s+(\d{2,4})\b(?!\s*(?:[:x×%]|percent))",
    FLAGS,
)
RATIO = re.compile(r"\b(\d{1,2})\s?:\s?(\d{1,2})\b")
FILLED = re.compile(r"\bwith\s+(?!\d)(?P<what>.+)$|\bto\s+show\s+(?P<shown>.+)$", FLAGS)


def wants_widening(asked: str) -> bool:
    return any(re.search(rule, asked, FLAGS) for rule in WANTED)


def filling(asked: str) -> str:
    """What shall be seen there; empty where that is not said."""
    found = FILLED.search(asked)
    return (found["what"] or found["shown"]).strip() if found else ""


def widening(asked: str, size: tuple[int, int], shape: float = 0.0) -> dict[str, int]:
    """Pixels to add at each side that gets any. `shape` is the width by the height that is wanted,
    or 0; without any measure it is a quarter of the picture."""
    said = FILLED.sub("", asked)
    sides = _sides(said)
    if ratio := RATIO.search(said):
        shape = int(ratio[1]) / max(1, int(ratio[2]))
    amounts = [_amount(found, size) for found in NUMBER.finditer(said)]
    if not amounts and shape and (added := _to_shape(size, shape, sides)):
        return added
    sides = sides or list(SIDES)
    if len(amounts) != len(sides):
        quarter = (size[0] // 4, size[1] // 4)
        amounts = [amounts[0] if amounts else quarter] * len(sides)
    chosen = zip(sides, amounts, strict=True)
    return {side: _bounded(both[side in {"up", "down"}]) for side, both in chosen}


def _sides(said: str) -> list[str]:
    """In the order in which they are said; none means all."""
    places = {}
    for side, words in SIDE_WORDS.items():
        if found := re.search(rf"\b(?:{'|'.join(words)})\b", said, FLAGS):
            places[side] = found.start()
    if places:
        return sorted(places, key=lambda side: places[side])
    return next((list(pair) for rule, pair in PAIRS if re.search(rule, said, FLAGS)), [])


def _amount(found: re.Match[str], size: tuple[int, int]) -> tuple[int, int]:
    """Pixels across and down; only a percentage makes a difference between them."""
    if found[2]:
        return size[0] * int(found[2]) // 100, size[1] * int(found[2]) // 100
    pixels = int(found[1] or found[3])
    return pixels, pixels


def _to_shape(size: tuple[int, int], shape: float, sides: list[str]) -> dict[str, int]:
    """Evenly at both sides, or at the one that is said; empty where nothing is to be added."""
    width, height = size
    pair = ("left", "right") if shape > width / height else ("up", "down")
    missing = shape * height - width if pair[0] == "left" else width / shape - height
    chosen = [side for side in pair if side in sides] or list(pair)
    each = round(missing / len(chosen))
    return {side: _bounded(each) for side in chosen} if each >= 1 else {}


def _bounded(pixels: int) -> int:
    return min(MOST, max(1, pixels))
