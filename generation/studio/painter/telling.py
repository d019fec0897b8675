"""What was painted, and what was not, in sentences for a person."""

from .sketch import Sketch
from .vocabulary import vocabulary


def explain(sketch: Sketch, lights: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence about the scene, then one about the colours, the mood and the style each, where
    there were any. `lights` are those of the variations, in their order."""
    title = vocabulary().entry("scene", sketch.scene).title
    about = [_title("weather", sketch.weather), _title("season", sketch.season)]
    kind = _title("kind", sketch.kind)
    shown = [title + (f": {kind}" if kind else "")]
    if lights and any(lights):
        shown.append(_joined([_title("light", light) for light in dict.fromkeys(lights)]))
    sentences = [f"Painted {', '.join(part for part in (*shown, *about) if part)}."]
    if sketch.palette:
        names = [_title("palette", name) or name for name in sketch.palette]
        sentences.append(f"Palette: {_joined(names)}.")
    if sketch.feelings:
        titles = [_title("feeling", name) for name in sketch.feelings]
        sentences.append(f"Mood: {_joined(titles)}.")
    if sketch.style:
        sentences.append(f"Finished {_title('style', sketch.style)}.")
    return tuple(sentences)


def remark(sketch: Sketch) -> tuple[str, ...]:
    """A sentence about each thing that is not as the words had it."""
    notes = [*sketch.mended]
    if sketch.is_guess:
        notes.append("No place was named, so one that suits the words was chosen.")
    if sketch.unmatched:
        was, needs = ("was", "that needs") if len(sketch.unmatched) == 1 else ("were", "they need")
        words = _joined([f"“{words}”" for words in sketch.unmatched])
        notes.append(f"{words} {was} left out: {needs} an AI provider.")
    if sketch.left_out:
        words = _joined([f"“{words}”" for words in sketch.left_out])
        notes.append(f"{words} could not be shown in this scene.")
    if sketch.places:
        notes.append(f"It is no likeness of {_joined([*sketch.places])}: the place is invented.")
    return tuple(notes)


def _title(role: str, name: str) -> str:
    return vocabulary().entry(role, name).title


def _joined(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
