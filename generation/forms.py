"""The editor's form: the same wish as the API's, in a browser's words."""

from typing import Any
from uuid import UUID

from django import forms

from generation.inputs import Source
from generation.models import Mode
from generation.requests import PROMPT_MAX_LENGTH
from generation.services import SEED_LIMIT, Wish
from generation.wording import unfit_characters

RATIOS = (
    ("", "As it is"),
    ("1:1", "Square 1:1"),
    ("4:3", "Landscape 4:3"),
    ("3:4", "Portrait 3:4"),
    ("16:9", "Wide 16:9"),
    ("9:16", "Story 9:16"),
)


class EditorForm(forms.Form):
    """What the editor asks. `wish()` turns it into a request once it is valid."""

    prompt = forms.CharField(
        max_length=PROMPT_MAX_LENGTH,
        error_messages={"required": "Say in a few words what you want."},
    )
    image = forms.FileField(required=False, allow_empty_file=True)
    input_image = forms.UUIDField(required=False)
    mask = forms.FileField(required=False, allow_empty_file=True)
    parent = forms.UUIDField(required=False)
    mode = forms.ChoiceField(choices=[("", "Automatic"), *Mode.choices], required=False)
    count = forms.IntegerField(min_value=1, max_value=4, required=False)
    aspect_ratio = forms.ChoiceField(choices=RATIOS, required=False)
    seed = forms.IntegerField(min_value=0, max_value=SEED_LIMIT - 1, required=False)
    provider = forms.CharField(max_length=32, required=False)
    strength = forms.FloatField(min_value=0, max_value=1, required=False)

    def clean_prompt(self) -> str:
        prompt = str(self.cleaned_data["prompt"])
        if unfit_characters(prompt):
            raise forms.ValidationError(
                "This contains control or direction-changing characters. Remove them and try again."
            )
        return prompt

    def wish(self) -> Wish:
        given = self.cleaned_data
        image: Source | None = given["image"] or given["input_image"]
        parent: UUID | None = given["parent"]
        return Wish(
            prompt=given["prompt"],
            mode=given["mode"],
            image=image,
            mask=given["mask"],
            parent_id=parent,
            settings=self._settings(),
        )

    def _settings(self) -> dict[str, Any]:
        given = self.cleaned_data
        named = {
            "count": given["count"],
            "aspectRatio": given["aspect_ratio"],
            "seed": given["seed"],
            "provider": given["provider"],
            "strength": given["strength"],
        }
        return {key: value for key, value in named.items() if value not in (None, "")}
