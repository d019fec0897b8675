"""Which characters do not belong in what a person writes."""

import unicodedata

BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they make text read other than it is."""

LAYOUT = frozenset("\n\r\t")


def unfit_characters(text: str) -> bool:
    """Whether `text` holds control, surrogate or direction-changing characters."""
    return any(
        char in BIDI or (char not in LAYOUT and unicodedata.category(char) in {"Cc", "Cs"})
        for char in text
    )
