"""The form that makes a key."""

from django import forms

from accounts.keys.models import Scope
from accounts.names import NameFormField


class KeyForm(forms.Form):
    name = NameFormField(error_messages={"required": "Say what the key is for, such as “laptop”."})
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        initial=[Scope.GENERATE, Scope.READ],
        error_messages={"required": "Choose at least one thing that the key may do."},
    )
