"""What people write about a picture or a recipe, checked: the same rules for pages and the API."""

import unicodedata
from typing import Any

from rest_framework import serializers

from generation.requests import check_prompt

VISIBLE = frozenset("LNPS")
"""Unicode's letters, numbers, punctuation and symbols (emoji are symbols)."""


def one_line(text: str) -> str:
    """The text with every run of white space made one space."""
    return " ".join(text.split())


def is_visible(text: str) -> bool:
    """Whether there is anything to see: zero-width characters alone are no title."""
    return any(unicodedata.category(char)[0] in VISIBLE for char in text)


class TextField(serializers.CharField):
    """Several lines. Refuses control and direction-changing characters."""

    def to_internal_value(self, data: Any) -> str:
        text = check_prompt(super().to_internal_value(data))
        if not text.isspace() and text and not is_visible(text):
            self.fail("blank")
        return text


class LineField(TextField):
    """One line; longer white space is drawn together before it is measured."""

    def to_internal_value(self, data: Any) -> str:
        return one_line(super().to_internal_value(data))
