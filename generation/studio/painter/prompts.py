"""From plain words to a sketch."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .errors import PromptNotUnderstood
from .scenes import TABLE, Scene
from .sketch import Sketch
from .vocabulary import Entry, Meaning, vocabulary
from .wording import Match, read_words

SUGGESTIONS = (
    "a lake below snowy peaks at sunset",
    "a misty pine forest at dawn in autumn, oil painting",
    "a city at night in the rain",
    "tropical islands on a clear day",
    "an abstract gradient in pastel pink and blue",
)
UNSEEN = frozenset({"spring", "summer"})
"""Seasons that need no word where a scene has none."""
TONELESS = frozenset({"white", "black", "grey", "silver"})
"""Colours that things have; a whole landscape is not tinted with them."""


@dataclass
class _Heard:
    """The meanings of a prompt by role, in its order, each with the words that said it."""

    said: dict[str, dict[str, str]] = field(default_factory=dict)
    unmatched: list[str] = field(default_factory=list)
    mended: list[str] = field(default_factory=list)

    def names(self, role: str) -> list[str]:
        return list(self.said.get(role, ()))

    def text(self, role: str, name: str) -> str:
        return self.said.get(role, {}).get(name, name)

    def note(self, meaning: Meaning, text: str) -> None:
        self.said.setdefault(meaning.role, {}).setdefault(meaning.name, text)


def read_prompt(prompt: str) -> Sketch:
    """The sketch a prompt describes. Raises PromptNotUnderstood where nothing of it, or only its
    light and colours but not its subject, can be painted."""
    heard = _hear(read_words(prompt))
    name, is_guess = _choose_scene(heard)
    scene = TABLE[name]
    left_out: list[str] = []
    slots = {
        "light": _light(heard, scene, left_out),
        "weather": _one(heard, "weather", scene.is_outdoors, left_out),
        "season": _season(heard, scene, left_out),
    }
    for meaning in _aside(heard, name, left_out):
        slots[meaning.role] = slots[meaning.role] or meaning.name
    if slots["weather"] == "storm" and name == "storm":
        slots["weather"] = ""
    style = _one(heard, "style", True, left_out) or _style_aside(heard, name)
    kind = next((kind for kind in heard.names("kind") if kind in scene.kinds), "")
    return Sketch(
        scene=name,
        **slots,
        palette=_palette(heard, name, kind),
        feelings=tuple(heard.names("feeling")),
        style=style,
        kind=kind,
        unmatched=tuple(heard.unmatched),
        left_out=tuple(dict.fromkeys(left_out)),
        is_guess=is_guess,
        places=tuple(heard.said.get("place", {}).values()),
        mended=tuple(heard.mended),
    )


def _hear(matches: list[Match]) -> _Heard:
    heard = _Heard()
    for match in matches:
        if not match.meanings:
            heard.unmatched.append(match.text)
        if match.read_as:
            heard.mended.append(f"“{match.text}” was read as “{match.read_as}”.")
        for meaning in match.meanings:
            heard.note(meaning, match.text)
    heard.unmatched = list(dict.fromkeys(heard.unmatched))
    return heard


def _choose_scene(heard: _Heard) -> tuple[str, bool]:
    """The scene, and whether it is only a guess. Raises PromptNotUnderstood."""
    mentioned = _mentioned(heard)
    if mentioned:
        order = {name: place for place, name in enumerate(mentioned)}
        return max(mentioned, key=lambda name: (_share(name, mentioned), -order[name])), False
    if not heard.unmatched:
        for role in ("part", "season", "weather", "light", "style", "palette", "feeling"):
            for name in heard.names(role):
                if scene := vocabulary().entry(role, name).scene:
                    return scene, role != "part"
        if heard.names("colour") or heard.names("palette"):
            return "abstract", True
    raise PromptNotUnderstood(tuple(heard.unmatched), SUGGESTIONS)


def _mentioned(heard: _Heard) -> list[str]:
    """Scenes by name or by a kind that only they have. Ornaments have names of many other things,
    so they count only where no other scene is named."""
    scenes = heard.names("scene")
    kinds = [vocabulary().entry("kind", kind).scene for kind in heard.names("kind")]
    strong = [*scenes, *(scene for scene in kinds if scene != "pattern")]
    return list(dict.fromkeys(strong or kinds))


def _share(name: str, mentioned: Iterable[str]) -> float:
    """How much of what was mentioned a scene shows."""
    entry = vocabulary().entry("scene", name)
    others = [other for other in mentioned if other != name]
    shown = sum(other in entry.covers for other in others)
    asides = sum(bool(vocabulary().entry("scene", other).aside) for other in others)
    return shown + 0.9 * asides * (shown == 0)


def _aside(heard: _Heard, chosen: str, left_out: list[str]) -> list[Meaning]:
    """What scenes and things that were named beside the chosen scene mean for it."""
    scene, entry = TABLE[chosen], vocabulary().entry("scene", chosen)
    meant: list[Meaning] = []
    for name in heard.names("scene"):
        other = vocabulary().entry("scene", name)
        fits = _fitting(other, scene)
        if name != chosen:
            meant += fits
            if not (fits or name in entry.covers or "style" in other.aside):
                left_out.append(heard.text("scene", name))
    for name in heard.names("part"):
        part = vocabulary().entry("part", name)
        if chosen in part.stands_in:
            meant += _fitting(part, scene)
        else:
            left_out.append(heard.text("part", name))
    return meant


def _fitting(entry: Entry, scene: Scene) -> list[Meaning]:
    takes = {"light": scene.lights, "season": scene.seasons}
    return [
        Meaning(role, name)
        for role, name in entry.aside.items()
        if name in takes.get(role, ()) or (role == "weather" and scene.is_outdoors)
    ]


def _style_aside(heard: _Heard, chosen: str) -> str:
    """A poster of a city is a city in the style of a poster."""
    for name in heard.names("scene"):
        if name != chosen and (style := vocabulary().entry("scene", name).aside.get("style")):
            return style
    return ""


def _light(heard: _Heard, scene: Scene, left_out: list[str]) -> str:
    """The light that says most: "a sunny morning" is a morning."""
    said = sorted(heard.names("light"), key=lambda name: name == "day")
    fitting = [name for name in said if name in scene.lights]
    left_out += [
        heard.text("light", name) for name in said if name not in fitting[:1] and name != "day"
    ]
    return fitting[0] if fitting else ""


def _season(heard: _Heard, scene: Scene, left_out: list[str]) -> str:
    said = heard.names("season")
    fitting = [name for name in said if name in scene.seasons]
    spare = [name for name in said if name not in fitting[:1]]
    left_out += [heard.text("season", name) for name in spare if fitting or name not in UNSEEN]
    return fitting[0] if fitting else ""


def _one(heard: _Heard, role: str, is_possible: bool, left_out: list[str]) -> str:
    """The first that was said of a role; the others are left out."""
    said = heard.names(role)
    taken = said[:1] if is_possible else []
    left_out += [heard.text(role, name) for name in said if name not in taken]
    return taken[0] if taken else ""


def _palette(heard: _Heard, scene: str, kind: str) -> tuple[str, ...]:
    """Palettes and colours, without those the scene has by nature."""
    natural = vocabulary().entry("scene", scene).natural | vocabulary().entry("kind", kind).natural
    if not TABLE[scene].own_colours:
        natural |= TONELESS
    palettes = heard.names("palette")
    if "monochrome" in palettes:
        natural = frozenset()
    return (*palettes, *(name for name in heard.names("colour") if name not in natural))
