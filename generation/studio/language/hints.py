"""What to say about words that became no operation."""

from rapidfuzz import fuzz, process

from generation.studio.language.lexicon import lexicon
from generation.studio.language.tokens import clean, tokenise
from generation.studio.language.words import words_of

MOST_SUGGESTIONS = 3
LEAST_LIKENESS = 62
"""On rapidfuzz's scale of 0 to 100; below it a guess only confuses."""

USUAL = ("make it brighter", "make it black and white", "crop it square")


def suggestions_for(unmatched: tuple[str, ...]) -> tuple[str, ...]:
    """Instructions that would be understood, the likest to what was said first."""
    found: list[str] = []
    for clause in unmatched[:MOST_SUGGESTIONS]:
        likely = process.extract(
            clause.lower()[:200],
            lexicon().examples,
            scorer=fuzz.token_set_ratio,
            score_cutoff=LEAST_LIKENESS,
            limit=2,
        )
        found += [example for example, _, _ in likely]
    return tuple(dict.fromkeys([*found, *USUAL]))[:MOST_SUGGESTIONS]


def explain_unmatched(unmatched: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence for each clause that was left out."""
    return tuple(
        f"“{clause}” needs an AI provider: the studio changes the pixels that are there and "
        "invents none."
        if _is_invention(clause)
        else f"“{clause}” was not understood and left out."
        for clause in unmatched
    )


def explain_refusal(unmatched: tuple[str, ...]) -> str:
    """Why nothing at all can be done; empty where nothing was said."""
    new = [clause for clause in unmatched if _is_invention(clause)][:MOST_SUGGESTIONS]
    heard = [clause for clause in unmatched if not _is_invention(clause)][:MOST_SUGGESTIONS]
    said = [f"The studio did not understand {_quoted(heard)}."] if heard else []
    if new:
        said.append(
            f"For {_quoted(new)} an AI provider is needed: the studio changes the pixels that are "
            "there and invents none."
        )
    return " ".join(said)


def _quoted(clauses: list[str]) -> str:
    return ", ".join(f"“{clause}”" for clause in clauses)


def _is_invention(clause: str) -> bool:
    """Whether it asks for something new in the picture."""
    words = words_of(tokenise(clean(clause)))
    return any("invent" in word for word in words) and any(
        word.is_unknown or "region" in word or "colour" in word for word in words
    )
