"""The account pages that are ours; allauth has the rest."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import DeleteAccountForm, ProfileForm
from accounts.models import User
from accounts.pace import paced
from accounts.services import change_profile, delete_account, upload_avatar
from accounts.storage import storage_use_of
from accounts.visitors import VisitorRequest
from nanobanana.http.problems import Problem


@never_cache
@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Allowance, plan, profile, and the ways to everything else about the account."""
    return _show(request, ProfileForm(initial={"name": _user(request).name}))


@never_cache
@login_required
@require_POST
@paced("upload")
def update(request: HttpRequest) -> HttpResponse:
    """Change the name and the picture; on trouble the form comes back."""
    form = ProfileForm(request.POST, request.FILES)
    if form.is_valid() and _save(_user(request), form):
        messages.success(request, "Saved.")
        return redirect("accounts:account")
    return _show(request, form, status=422)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Remove the account and all it owns, once its address is typed again."""
    user = _user(request)
    form = DeleteAccountForm(request.POST if request.method == "POST" else None, user=user)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "accounts/delete.html", {"form": form}, status=status)
    logout(request)
    delete_account(user)
    messages.success(request, "Your account and everything in it is gone.")
    return redirect("/")


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _show(request: HttpRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    plan = _user(request).plan_at(timezone.now())
    storage = storage_use_of(cast(VisitorRequest, request).visitor.row)
    context = {"profile_form": form, "plan": plan, "storage": storage}
    return render(request, "accounts/account.html", context, status=status)


def _save(user: User, form: ProfileForm) -> bool:
    upload = form.cleaned_data["avatar"]
    try:
        if upload:
            upload_avatar(user, upload)
    except Problem as problem:
        form.add_error("avatar", problem.detail)
        return False
    changes = {"name": form.cleaned_data["name"]}
    if form.cleaned_data["remove_avatar"] and not upload:
        changes["avatar_id"] = None
    change_profile(user, changes)
    return True
