"""What people write about a picture, checked: the same rules for pages and the API."""

import unicodedata
from typing import Any

from rest_framework import serializers

from gallery.models import DESCRIPTION_LENGTH, REASON_LENGTH, TITLE_LENGTH
from generation.requests import check_prompt

SEARCH_LENGTH = 200
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


class TitleField(TextField):
    """One line; longer white space is drawn together before it is measured."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=TITLE_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return one_line(super().to_internal_value(data))


class DescriptionField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=DESCRIPTION_LENGTH, **kwargs)


class ReasonField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=REASON_LENGTH, **kwargs)


class SearchField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=SEARCH_LENGTH, **kwargs)
