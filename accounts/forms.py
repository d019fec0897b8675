"""Forms of the account pages."""

from typing import Any

from django import forms
from django.http import HttpRequest

from accounts.models import User
from accounts.names import NameFormField


class NameSignupForm(forms.Form):
    """What allauth's sign-up form asks beside e-mail and password."""

    name = NameFormField()

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.Form):
    """Name and picture. The picture is decoded where it is stored, not here."""

    name = NameFormField()
    avatar = forms.FileField(
        required=False,
        allow_empty_file=True,
        label="Picture",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    remove_avatar = forms.BooleanField(required=False, label="Remove the picture")


class DeleteAccountForm(forms.Form):
    """Deleting everything asks for the address again."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip().lower()
        if email != self.user.email:
            raise forms.ValidationError("That is not this account's e-mail address.")
        return email
