"""Forms of the gallery's pages: the same checks as the API's."""

from typing import Any, cast

from django import forms
from rest_framework.exceptions import ValidationError

from gallery.models import DESCRIPTION_LENGTH, REASON_LENGTH, TITLE_LENGTH
from gallery.texts import DescriptionField, ReasonField, TitleField
from generation.texts import TextField


def _checked(form: forms.Form, name: str, rules: TextField) -> str:
    """The field's text as the API would take it. Raises forms.ValidationError."""
    try:
        return cast("str", rules.run_validation(form.cleaned_data[name]))
    except ValidationError as error:
        details = cast("list[Any]", error.detail)
        raise forms.ValidationError([str(detail) for detail in details]) from error


class ItemForm(forms.Form):
    """What the owner says about a picture. `cleaned_data` fits `update_item`."""

    title = forms.CharField(max_length=TITLE_LENGTH)
    description = forms.CharField(
        max_length=DESCRIPTION_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    is_public = forms.BooleanField(
        required=False, initial=True, label="Show it to everybody in the gallery"
    )
    show_before = forms.BooleanField(
        required=False,
        initial=True,
        label="Show the picture before the edit, too",
        help_text="Then everybody who sees the result also sees the picture it was made from.",
    )

    def clean_title(self) -> str:
        return _checked(self, "title", TitleField())

    def clean_description(self) -> str:
        return _checked(self, "description", DescriptionField(allow_blank=True))


class PublishForm(ItemForm):
    """Publishing a picture. `cleaned_data` fits `publish_item`."""

    generation_id = forms.UUIDField(widget=forms.HiddenInput)
    output_id = forms.UUIDField(required=False, widget=forms.HiddenInput)


class ReportForm(forms.Form):
    """Why an item should not be shown. `cleaned_data` fits `report_item`."""

    reason = forms.CharField(max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))

    def clean_reason(self) -> str:
        return _checked(self, "reason", ReasonField())
