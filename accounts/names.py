"""What a person may be called: shown to others beside what they publish."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from rest_framework import serializers

NAME_LENGTH = 80
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's control, format (direction-changing among them), surrogate and separator characters."""

JOINERS = frozenset("\u200c\u200d")
"""Format characters that some scripts, and many emoji, are written with."""


def check_name(name: str) -> str:
    """The name on one line. Raises Django's ValidationError for characters that hide or turn."""
    name = " ".join(name.split())
    for char in name:
        if unicodedata.category(char) in HIDDEN and char not in JOINERS:
            raise ValidationError("Use visible characters only.", code="invalid")
    if not name.strip("".join(JOINERS)):
        raise ValidationError("This field may not be blank.", code="blank")
    return name


class NameField(serializers.CharField):
    """A name in a JSON body."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=NAME_LENGTH, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        name = super().run_validation(data)
        return check_name(name) if isinstance(name, str) else name


class NameFormField(forms.CharField):
    """A name in a form."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "name"})
        super().__init__(max_length=NAME_LENGTH, label="Name", widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        return check_name(super().clean(value))
