"""What the words around a trigger say about it: how much, which way, or rather not."""

from dataclasses import dataclass, field, replace

from generation.studio.language.amounts import Measure
from generation.studio.language.clauses import Clause
from generation.studio.language.words import Word

TELLING = frozenset({"quality", "fault", "cast", "filler", "amount", "state"})
"""Kinds of words in a clause that only tells one more thing about the picture."""


@dataclass(frozen=True)
class Modifiers:
    """What the words around a trigger say about it."""

    direction: str = ""
    amount: str = ""
    measure: Measure | None = None
    is_negated: bool = False
    is_never: bool = False
    is_state: bool = False
    is_too: bool = False
    is_so: bool = False
    is_enough: bool = False
    is_unwanted: bool = False
    """Whether it was said afterwards: "grayscale not needed"."""

    is_complaint: bool = False
    """Whether the sentence says how the picture is, not how it should be."""

    def noting(self, word: Word) -> "Modifiers":
        """With what this word adds. "Less" outweighs a "more" that is only a "with" or "give"."""
        changes: dict[str, str | bool] = {}
        if "direction" in word and self.direction != "less":
            changes["direction"] = word.get("direction")
        if "amount" in word and self.amount != "slight":
            changes["amount"] = word.get("amount")
        if "state" in word:
            changes["is_state"] = True
        if "never_after" in word:
            changes["is_unwanted"] = True
        if word.get("polarity") == "not":
            changes["is_negated"] = True
        elif word.get("polarity") in {"never", "keep"}:
            changes["is_never"] = True
        elif "polarity" in word:
            changes[f"is_{word.get('polarity')}"] = True
        return replace(self, **changes)  # type: ignore[arg-type]

    @property
    def is_declined(self) -> bool:
        """Whether it was asked for not to be done: "don't blur it"."""
        is_hedge = self.is_so or self.is_too or self.is_enough or self.is_state
        return self.is_never or self.is_unwanted or (self.is_negated and not is_hedge)

    @property
    def is_reversed(self) -> bool:
        """ "Less bright", "too bright" and "not so bright" ask for the opposite of "bright"."""
        if self.is_enough:
            return False
        if self.is_too or (self.is_negated and self.is_so):
            return True
        if self.is_complaint and not self.is_negated:
            return True
        return self.direction == "less"

    @property
    def adverb(self) -> str:
        """The amount; "not so bright" asks for little."""
        is_hedged = self.is_negated and self.is_so
        return "slight" if is_hedged and not self.amount else self.amount

    def joined(self, after: "Modifiers") -> "Modifiers":
        """With what stands after the trigger; what stands before it weighs more."""
        is_less = self.direction == "less"
        return replace(
            self,
            direction=self.direction if is_less else after.direction or self.direction,
            amount=self.amount or after.amount,
            measure=self.measure or after.measure,
            is_enough=self.is_enough or after.is_enough,
            is_unwanted=after.is_unwanted,
        )


@dataclass
class Found:
    """A trigger, and what is said about it."""

    at: int
    word: Word
    modifiers: Modifiers = field(default_factory=Modifiers)


@dataclass
class Memory:
    """What the clause before leaves for one that only goes on: "more contrast and saturation"."""

    modifiers: Modifiers = field(default_factory=Modifiers)
    is_order: bool = False
    was_negated: bool = False
    is_shared: bool = False
    """Whether the number just read is for the clause before too: "... and contrast by 20%"."""
    is_complaint: bool = False
    """Whether something wrong with the picture has been told."""
    declined: bool = False
    """Whether the clause just read only said what not to do."""
    topic: str = ""
    """A part of which something was said that asks for nothing yet: "the sky is boring"."""
    topic_used: bool = False
    is_telling: bool = False
    """Whether the clause before told how the picture is, so that this one may go on telling."""
    told_of: str = ""
    """The part it told of."""
    kept: str = ""
    """A part that is to stay as it is."""

    def goes_on_telling(self, clause: Clause) -> bool:
        """ "... and blurry" after "it is dark": a second fault, no wish."""
        return (
            self.is_telling
            and clause.joint in {"and", ",", "&"}
            and all(word.meanings.keys() & TELLING for word in clause.words)
            and any(word.meanings.keys() & {"quality", "fault", "cast"} for word in clause.words)
            and not any("direction" in word for word in clause.words)
        )

    def spoken_of(self, clause: Clause) -> str:
        """What "it" is after "the sky is boring": the sky."""
        if not self.topic or not any(word.text in {"it", "that", "them"} for word in clause.words):
            return ""
        self.topic_used = True
        return self.topic

    def spared_part(self, clause: Clause) -> str:
        """ "All but X" where the clause speaks of the rest of what is kept."""
        at = clause.find("rest")
        if at is None or not self.kept:
            return ""
        clause.used.add(at)
        return f"all but {self.kept}"
