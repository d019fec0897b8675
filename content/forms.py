"""The form of the page on which people say what they think: the same checks as the API's."""

from typing import cast

from django import forms
from rest_framework.exceptions import ValidationError

from content.models import REVIEW_LENGTH
from content.serializers import ReviewTextField

STARS = [(str(number), f"{number} star{'s' if number > 1 else ''}") for number in range(5, 0, -1)]


class ReviewForm(forms.Form):
    """`cleaned_data` fits `submit_review`."""

    rating = forms.TypedChoiceField(
        choices=STARS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose from one to five stars."},
    )
    text = forms.CharField(
        max_length=REVIEW_LENGTH,
        label="In your words",
        widget=forms.Textarea(attrs={"rows": 4, "class": "field"}),
    )

    def clean_text(self) -> str:
        try:
            return cast("str", ReviewTextField().run_validation(self.cleaned_data["text"]))
        except ValidationError as error:
            raise forms.ValidationError([str(detail) for detail in error.detail]) from error
