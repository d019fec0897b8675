"""Rules for the background: away with it, out of focus, another one."""

from generation.studio.language.clauses import Clause
from generation.studio.language.objects import EXCHANGING, LINKS, Found, claimed
from generation.studio.language.parts import said
from generation.studio.language.shades import hex_of
from generation.studio.operations import BackgroundBlur, BackgroundRemove, BackgroundReplace

TAKING = frozenset({"replace", "swap", "switch", "substitute", "exchange", "change"})
LAYING = frozenset({"put", "place", "add", "set", "insert", "use", "have", "give", "make"})
LONGEST_SCENE = 120


def read_background(clause: Clause, source: str) -> Found:
    """The clause's operation on the background."""
    at = next((at for at, word in clause.free() if word.get("where") == "background"), None)
    if at is None:
        return _behind(clause, source)
    if _is_gone(clause, at):
        return claimed(clause, at, BackgroundRemove())
    if any("further" in word for word in clause.words) and clause.words[0].text in LAYING:
        return claimed(clause, at, BackgroundReplace(picture=1))
    scene = _scene_before(clause, at, source)
    if scene:
        return claimed(clause, at, BackgroundReplace(scene=scene))
    return _changed(clause, at, source)


def _changed(clause: Clause, at: int, source: str) -> Found:
    """What a verb makes of the background, or the colour that is asked for before it."""
    verb = next((each for each in range(at) if clause.words[each].text in EXCHANGING), None)
    link = next(
        (each for each in range(at + 1, len(clause.words)) if clause.words[each].text in LINKS),
        None,
    )
    taking = verb is not None and clause.words[verb].text in TAKING
    if link is not None and (taking or clause.words[link].text in {"to", "into"}):
        return _replaced(clause, at, link + 1, source)
    if verb is not None and (found := _coloured(clause, at + 1)):
        return claimed(clause, at, BackgroundReplace(color=found))
    is_named = at == 0 and len(clause.words) > 1 and "colour" in clause.words[-1]
    start = 2 if clause.text_after(0) == ":" else 1
    if is_named and (found := _coloured(clause, start)):
        return claimed(clause, at, BackgroundReplace(color=found))
    if verb is not None and clause.text_after(at) in {"a", "an"}:
        return _replaced(clause, at, at + 1, source)
    before = _coloured_before(clause, at)
    if before and not _asks(clause):
        return claimed(clause, at, BackgroundReplace(color=before))
    return []


def _scene_before(clause: Clause, at: int, source: str) -> str:
    """ "Put an ocean sunset in the background": a thing put there is none, a scene is."""
    start = next((e for e in range(at) if clause.words[e].text in {"a", "an"}), None)
    end = next((e for e in range(at) if clause.words[e].text in {"in", "as", "for", "into"}), None)
    if start is None or end is None or start > end or clause.words[0].text not in LAYING:
        return ""
    is_scene = any("scene" in word for word in clause.words[start:end])
    return said(clause, start, end - 1, source)[:LONGEST_SCENE] if is_scene else ""


def _asks(clause: Clause) -> bool:
    return any(word.meanings.keys() & {"change", "effect"} for _, word in clause.free())


def _is_gone(clause: Clause, at: int) -> bool:
    """Whether a verb takes the whole background, not something in it, away."""
    verb = next((each for each in range(at) if "erase" in clause.words[each]), None)
    if verb is None or clause.has("polarity", "never", "keep"):
        return False
    between = clause.words[verb + 1 : at]
    after = clause.words[at + 1 :]
    if any(word.text in {"with", "to", "by"} for word in after) or _asks(clause):
        return False
    if any(each.get("dial") and "amount" not in each for each in after):
        return False
    return all(
        "determiner" in word or "filler" in word or "amount" in word for word in between
    ) and not any(word.text in {"in", "from", "of", "on"} for word in between)


def _coloured(clause: Clause, start: int) -> str:
    """The one colour that is said from here on, if nothing else is."""
    found = ""
    for word in clause.words[start:]:
        if hex_of(word) and not found:
            found = hex_of(word)
        elif (
            "change" in word
            or "effect" in word
            or not (word.meanings.keys() & {"filler", "amount", "make", "picture", "state"})
            or word.get("direction") == "less"
            or "polarity" in word
        ):
            return ""
    return found


def _coloured_before(clause: Clause, at: int) -> str:
    """ "A white background": the colour that stands before it, if it is asked for."""
    if at == 0 or not hex_of(clause.words[at - 1]):
        return ""
    before = clause.words[: at - 1]
    if any("determiner" in word and word.text != "your" for word in before[-1:]):
        return ""
    if any(word.get("direction") == "less" or "polarity" in word for word in before):
        return ""
    return hex_of(clause.words[at - 1])


def _replaced(clause: Clause, at: int, start: int, source: str) -> Found:
    """Another background in the words from `start` on."""
    words = clause.words[start:]
    if not words:
        return []
    if any("further" in word for word in words):
        return claimed(clause, at, BackgroundReplace(picture=1))
    if colour := _coloured(clause, start):
        return claimed(clause, at, BackgroundReplace(color=colour))
    if any(
        word.get("frame") == "background_remove" or word.text == "transparent" for word in words
    ):
        return claimed(clause, at, BackgroundRemove())
    if any(word.get("change") == "focus-" for word in words):
        return claimed(clause, at, BackgroundBlur())
    if any(word.meanings.keys() & {"change", "quality", "effect"} for word in words) and not any(
        word.is_unknown or word.meanings.keys() & {"region", "scene"} for word in words
    ):
        return []
    scene = said(clause, start, len(clause.words) - 1, source)[:LONGEST_SCENE]
    return claimed(clause, at, BackgroundReplace(scene=scene))


def _behind(clause: Clause, source: str) -> Found:
    """ "Put a beach behind me"."""
    if isolated := _isolated(clause):
        return claimed(clause, 0, BackgroundReplace(color=isolated))
    at = next((at for at, word in clause.free() if word.text == "behind"), None)
    if at is None or clause.words[0].text not in LAYING:
        return []
    if any("further" in word for word in clause.words):
        return claimed(clause, at, BackgroundReplace(picture=1))
    if at < 2 or not any("scene" in word for word in clause.words[1:at]):
        return []
    return claimed(clause, at, BackgroundReplace(scene=said(clause, 1, at - 1, source)))


def _isolated(clause: Clause) -> str:
    """ "Isolate the shoe on white": the colour it is to stand on."""
    words = clause.words
    if words[0].text.split()[0] not in {"isolate", "isolated"} or clause.has("splash"):
        return ""
    before = {word.text for word in words[-4:-1]}
    return hex_of(words[-1]) if before & {"on", "onto", "against"} else ""
