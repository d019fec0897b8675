"""Forms of the account pages."""

from django import forms
from django.http import HttpRequest

from accounts.models import User


class NameSignupForm(forms.Form):
    """What allauth's sign-up form asks beside e-mail and password."""

    name = forms.CharField(
        max_length=80,
        label="Name",
        widget=forms.TextInput(
            attrs={"autocomplete": "name", "placeholder": "What should we call you?"}
        ),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProfileForm(forms.Form):
    """The account page's form; the picture is stored by the view."""

    name = forms.CharField(max_length=80)


class DeleteAccountForm(forms.Form):
    """Deleting everything asks for the address again."""

    email = forms.EmailField()

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.user = user

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if email != self.user.email:
            raise forms.ValidationError("That is not this account's e-mail address.")
        return email
