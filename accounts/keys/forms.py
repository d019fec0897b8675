"""The form that makes a key."""

from django import forms
from uuid_utils.compat import uuid7

from accounts.keys.models import Scope
from accounts.names import NameFormField


class KeyForm(forms.Form):
    """`key_id` comes with the page, so that the same page sent again makes no second key."""

    key_id = forms.UUIDField(
        widget=forms.HiddenInput,
        required=False,
        initial=uuid7,
        error_messages={"invalid": "This page does not fit any more: load it again."},
    )
    name = NameFormField(error_messages={"required": "Say what the key is for, such as “laptop”."})
    scopes = forms.MultipleChoiceField(
        choices=Scope.choices,
        initial=[Scope.GENERATE, Scope.READ],
        error_messages={"required": "Choose at least one thing that the key may do."},
    )
