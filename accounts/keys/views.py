"""The page of personal API keys."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.keys.errors import KeyMadeBefore, KeyNotFound, TooManyKeys
from accounts.keys.forms import KeyForm
from accounts.keys.services import create_key, keys_of, revoke_key
from accounts.models import User
from accounts.pace import paced


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@paced("write")
def keys(request: HttpRequest) -> HttpResponse:
    """The keys there are, and a form that makes one; its secret is in the answer to that alone."""
    if request.method != "POST":
        return _show(request, KeyForm())
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _show(request, form, status=422)
    try:
        key, secret = create_key(cast(User, request.user), **form.cleaned_data)
    except KeyMadeBefore as problem:
        messages.warning(request, problem.detail)
        return redirect("accounts:keys")
    except TooManyKeys as problem:
        form.add_error(None, problem.detail)
        return _show(request, form, status=problem.status)
    return _show(request, KeyForm(), made=key.name, secret=secret, status=201)


@never_cache
@login_required
@require_POST
@paced("write")
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Refuse a key from now on."""
    try:
        revoke_key(cast(User, request.user), key_id)
    except KeyNotFound as problem:
        messages.error(request, problem.detail)
    else:
        messages.success(request, "The key is revoked.")
    return redirect("accounts:keys")


def _show(
    request: HttpRequest, form: KeyForm, *, made: str = "", secret: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "keys": keys_of(cast(User, request.user)),
        "made": made,
        "secret": secret,
    }
    return render(request, "accounts/keys.html", context, status=status)
