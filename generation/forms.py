"""The editor's form: the same wish as the API's, in a browser's words."""

import re
from typing import Any
from uuid import UUID

from django import forms

from files.errors import FilesError
from files.heic import IS_READ
from files.kinds import MEDIA_TYPES
from generation.inputs import Source
from generation.models import Generation, Mode
from generation.requests import MAX_REFERENCES, PROMPT_MAX_LENGTH
from generation.services import SEED_LIMIT, Wish
from generation.studio import understand
from generation.studio.painter import PromptNotUnderstood, read_prompt
from generation.wording import unfit_characters
from nanobanana.http.problems import Problem

EDITS = (
    "warmer, with a soft vignette",
    "make it black and white and crop it square",
    "write “Hello” at the bottom",
)
SCENES = ("a beach at sunset", "a city at night")
"""Examples for who has a picture, and for who has none."""

RATIOS = (
    ("", "As it is"),
    ("1:1", "Square 1:1"),
    ("4:3", "Landscape 4:3"),
    ("3:4", "Portrait 3:4"),
    ("16:9", "Wide 16:9"),
    ("9:16", "Story 9:16"),
)
MODES = (("", "Work it out"), (Mode.IMAGE, "Edit my picture"), (Mode.TEXT, "Make a new picture"))
PICTURE_NEEDED = (
    "That changes a picture, and there is none yet: add one. To have a new picture made from "
    "these words, choose “Make a new picture” in the settings."
)
POINTING = re.compile(r"\b(it|this|that|my|photo|picture|image|pic)\b", re.IGNORECASE)
"""Words that mean a picture which is there."""

MODEL_MARK = "::"
"""Between a provider's name and its model's in the field “Who does it”."""

FIELD_OF = {
    "inputImage": "image",
    "mask": "mask",
    "references": "references",
    "parentId": "parent",
    "settings.provider": "provider",
    "settings.model": "provider",
}
"""The form's field for an error's wire name."""


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of uploaded files, as a tuple."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> tuple[Any, ...]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MAX_REFERENCES:
            raise forms.ValidationError(f"Up to {MAX_REFERENCES} further pictures can go along.")
        return tuple(super(FilesField, self).clean(each, initial) for each in given)


class EditorForm(forms.Form):
    """What the editor asks. `wish()` turns it into a request once it is valid."""

    prompt = forms.CharField(
        max_length=PROMPT_MAX_LENGTH,
        error_messages={
            "required": "Say in a few words what you want.",
            "max_length": "That is too long: up to %(limit_value)d characters can be read.",
        },
    )
    image = forms.FileField(required=False, allow_empty_file=True)
    input_image = forms.UUIDField(required=False)
    mask = forms.FileField(required=False, allow_empty_file=True)
    references = FilesField(required=False, allow_empty_file=True, label="More pictures")
    parent = forms.UUIDField(required=False)
    mode = forms.ChoiceField(choices=MODES, required=False)
    count = forms.IntegerField(min_value=1, max_value=4, required=False)
    aspect_ratio = forms.ChoiceField(choices=RATIOS, required=False)
    seed = forms.IntegerField(min_value=0, max_value=SEED_LIMIT - 1, required=False)
    provider = forms.CharField(
        max_length=100, required=False, help_text="a name, or a name and a model: name::model"
    )
    strength = forms.FloatField(min_value=0, max_value=1, required=False)
    local_only = forms.BooleanField(required=False)
    enhance = forms.BooleanField(required=False)

    accept = ",".join(MEDIA_TYPES)
    is_heic_read = IS_READ
    edit_examples = EDITS
    scene_examples = SCENES

    @classmethod
    def on(cls, generation: Generation, *, prompt: str = "") -> "EditorForm":
        """The same request once more, to be changed a little."""
        settings = generation.settings
        known = {name: settings.get(name) for name in ("count", "seed", "provider", "strength")}
        known |= {"aspect_ratio": settings.get("aspectRatio", "")}
        if settings.get("model"):
            known["provider"] = f"{settings.get('provider') or ''}{MODEL_MARK}{settings['model']}"
        known |= {"local_only": settings.get("localOnly"), "enhance": settings.get("enhance")}
        # Beside a recipe the words are only a name.
        words = "" if generation.is_replay else generation.prompt
        return cls(initial={"prompt": prompt or words, **known})

    def clean_prompt(self) -> str:
        prompt = str(self.cleaned_data["prompt"])
        if unfit_characters(prompt):
            raise forms.ValidationError(
                "This contains control or direction-changing characters. Remove them and try again."
            )
        return prompt

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        prompt = given.get("prompt", "")
        if not given.get("mode") and not self._has_picture() and is_only_an_edit(prompt):
            self.add_error("image", forms.ValidationError(PICTURE_NEEDED, code="picture_needed"))
        return given

    def add_problem(self, problem: Problem) -> None:
        """Show what a service refused beside the field it is about."""
        about_picture = "image" if isinstance(problem, FilesError) else None
        self.add_error(FIELD_OF.get(problem.attr or "", about_picture), problem.detail)

    def _has_picture(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("image", "input_image", "parent"))

    def wish(self) -> Wish:
        """The request. A picture that came along outranks the one the page started from."""
        given = self.cleaned_data
        image: Source | None = given["image"] or given["input_image"]
        parent: UUID | None = None if given["image"] else given["parent"]
        return Wish(
            prompt=given["prompt"],
            mode=given["mode"],
            image=image,
            mask=given["mask"],
            references=given["references"],
            parent_id=parent,
            settings=self._settings(),
        )

    def _settings(self) -> dict[str, Any]:
        given = self.cleaned_data
        provider, _, model = given["provider"].partition(MODEL_MARK)
        named = {
            "count": given["count"],
            "aspectRatio": given["aspect_ratio"],
            "seed": given["seed"],
            "provider": provider,
            "model": model,
            "strength": given["strength"],
            "localOnly": given["local_only"] or None,
            "enhance": given["enhance"] or None,
        }
        return {key: value for key, value in named.items() if value not in (None, "")}


def is_only_an_edit(prompt: str) -> bool:
    """Whether the words say nothing but how to change a picture: "a sunset over the ocean" could
    be one to paint."""
    plan = understand(prompt)
    return bool(plan.operations) and not plan.unmatched and not _is_paintable(prompt)


def _is_paintable(prompt: str) -> bool:
    if POINTING.search(prompt):
        return False
    try:
        read_prompt(prompt)
    except PromptNotUnderstood:
        return False
    return True
