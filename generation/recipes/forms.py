"""Forms of the recipes' pages: the same checks as the API's."""

from typing import Any, cast
from uuid import UUID

from django import forms
from rest_framework.exceptions import ValidationError

from generation.recipes.models import DESCRIPTION_LENGTH, NAME_LENGTH
from generation.requests import PROMPT_MAX_LENGTH, PromptField
from generation.texts import LineField, TextField


def _checked(form: forms.Form, name: str, rules: Any) -> str:
    """The field's text as the API would take it. Raises forms.ValidationError."""
    try:
        return cast("str", rules.run_validation(form.cleaned_data[name]))
    except ValidationError as error:
        details = cast("list[Any]", error.detail)
        raise forms.ValidationError([str(detail) for detail in details]) from error


class RecipeForm(forms.Form):
    """What the owner says about a recipe. `cleaned_data` fits `update_recipe`."""

    name = forms.CharField(max_length=NAME_LENGTH)
    description = forms.CharField(max_length=DESCRIPTION_LENGTH, required=False)
    is_shared = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        return _checked(self, "name", LineField(max_length=NAME_LENGTH, allow_blank=True))

    def clean_description(self) -> str:
        rules = TextField(max_length=DESCRIPTION_LENGTH, allow_blank=True)
        return _checked(self, "description", rules)


class WordsForm(RecipeForm):
    """A recipe from words. `cleaned_data` fits `save_recipe`."""

    name = forms.CharField(max_length=NAME_LENGTH, required=False)
    words = forms.CharField(
        max_length=PROMPT_MAX_LENGTH,
        error_messages={"required": "Say in a few words what is to be done."},
    )

    def clean_words(self) -> str:
        return _checked(self, "words", PromptField())


class KeepForm(RecipeForm):
    """A recipe from a finished picture. `cleaned_data` fits `save_recipe`."""

    name = forms.CharField(max_length=NAME_LENGTH, required=False)
    generation_id = forms.UUIDField()


def ids_in(texts: list[str]) -> list[UUID]:
    """The ids among what a form sent; anything else never came from our page."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))
