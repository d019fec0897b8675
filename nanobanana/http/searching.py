"""How what people wrote is found again: whatever its case, and with or without its accents."""

import unicodedata


def searchable(*texts: str) -> str:
    """The texts as one, folded for `contains`: SQLite folds no letters beyond ASCII."""
    apart = unicodedata.normalize("NFKD", "\n".join(texts))
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()
