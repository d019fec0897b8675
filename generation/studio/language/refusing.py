"""What the studio must not guess at: questions, new things, and talk about something else."""

from generation.studio.language.clauses import Clause

MOST_STRANGE = 2
"""Words the lexicon lacks in one clause; with more of them it is about something else."""

OURS = ("dial", "effect", "change", "frame")
PRONOUNS = frozenset({"him", "her", "them", "me", "us", "myself", "himself", "herself"})


GIVING = frozenset({"give me", "gimme", "i want", "i need", "i'd like", "get me"})
BECOMING = frozenset({"into", "as", "look", "looks", "turn into", "look like"})


def is_refused(clause: Clause) -> bool:
    """Whether the clause asks for something that no operation makes."""
    return (
        clause.words[0].get("question") == "question"
        or clause.has("refuse")
        or _tells_a_scene(clause)
        or clause.has("file")
        or _is_strange(clause)
        or _makes_a_person(clause)
    )


def is_invention(clause: Clause, where: str) -> bool:
    """Whether a new thing is wanted: "add a vintage car"."""
    at = clause.find("invent")
    if at is None and clause.words[0].text in GIVING:
        return _is_worn(clause)
    if at is None or not (clause.unknown or where or clause.has("region")):
        return False
    return not _adds_effect(clause, at)


def _is_worn(clause: Clause) -> bool:
    """ "Give me anime eyes": an effect's name before a bare part tells what that should become."""
    return any(
        "region" in word and "where" not in word and at and "effect" in clause.words[at - 1]
        for at, word in enumerate(clause.words)
    )


def _tells_a_scene(clause: Clause) -> bool:
    """ "A watercolour of a castle" describes a picture that is to be painted."""
    if clause.words[0].text not in {"a", "an"}:
        return False
    return any(
        word.is_unknown or ("region" in word and clause.text_before(at) not in {"the", "my"})
        for at, word in enumerate(clause.words)
    )


def _is_strange(clause: Clause) -> bool:
    return len(clause.unknown) > MOST_STRANGE


def _makes_a_person(clause: Clause) -> bool:
    """ "Turn him into a ..."."""
    if clause.words[0].text in {"make", "let", "have", "get"} and any(
        word.text in PRONOUNS and "action" in clause.words[at + 1]
        for at, word in enumerate(clause.words[:-1])
    ):
        return True
    pronoun = next((at for at, word in enumerate(clause.words) if word.text in PRONOUNS), None)
    if pronoun is None or clause.has("where") or clause.has("effect"):
        return False
    return any(word.text in BECOMING for word in clause.words[pronoun + 1 :])


def _adds_effect(clause: Clause, at: int) -> bool:
    """Whether what follows the verb is ours to add: "add blur to", not "add a vintage car"."""
    for place in range(at + 1, len(clause.words)):
        word = clause.words[place]
        if word.meanings.keys() & set(OURS):
            after = clause.words[place + 1] if place + 1 < len(clause.words) else None
            return after is None or not (after.is_unknown or "region" in after)
        if word.meanings.keys() & {"determiner", "direction", "amount", "number", "unit"}:
            continue
        if word.number is None and word.meanings.keys() != {"filler"}:
            return False
    return False
