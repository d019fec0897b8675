"""The recipes' pages."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Visitor
from accounts.pace import check_pace, paced
from files.models import StoredFile
from generation.inputs import Source
from generation.models import Generation
from generation.recipes.access import own_recipe, visible_recipe
from generation.recipes.errors import BadNumberOfPictures
from generation.recipes.forms import KeepForm, RecipeForm, WordsForm, ids_in
from generation.recipes.models import Recipe
from generation.recipes.plans import plan_of_steps
from generation.recipes.services import (
    MOST_PICTURES,
    apply_recipe,
    delete_recipe,
    save_recipe,
    update_recipe,
)
from generation.recipes.telling import unmet_need, words_of
from generation.showing import htmx_of, row_of, visitor_of_page
from generation.studio.catalogue import title_of
from nanobanana.http.pages import page_or_first
from nanobanana.http.problems import Problem

SHELF_LENGTH = 12
"""Pictures of one's own that are in sight at once."""

STORE_LENGTH = 48
"""Pictures of one's own to choose from, with the ones folded away."""

MOST_NEW = 8
"""New pictures that a form may bring along."""

RESULTS_LENGTH = 24


@require_http_methods(["GET", "HEAD", "POST"])
@paced("write")
def recipes(request: HttpRequest) -> HttpResponse:
    """One's own recipes; a POST keeps what words ask for."""
    form = WordsForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _recipes(request, form, status=422 if form.is_bound else 200)
    try:
        recipe = save_recipe(visitor_of_page(request).ensure(), **form.cleaned_data)
    except Problem as problem:
        visitor_of_page(request).take_back()
        form.add_error("words", problem.detail)
        return _recipes(request, form, status=problem.status)
    messages.success(request, "Recipe kept.")
    return redirect(recipe.url)


def _recipes(request: HttpRequest, form: WordsForm, *, status: int) -> HttpResponse:
    rows = Recipe.objects.owned_by(row_of(request))
    page = page_or_first(rows, ("-id",), cursor=request.GET.get("cursor", ""))
    shelf = [(recipe, steps_of(recipe)) for recipe in page.rows]
    context = {"page": page, "shelf": shelf, "form": form}
    return render(request, "generation/recipes.html", context, status=status)


@require_POST
@paced("write")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was done to a picture."""
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("generation:recipes")
    try:
        recipe = save_recipe(visitor_of_page(request).ensure(), **form.cleaned_data)
    except Problem as problem:
        visitor_of_page(request).take_back()
        messages.error(request, problem.detail)
        return redirect("generation:recipes")
    messages.success(request, "Recipe kept.")
    return redirect(recipe.url)


@require_safe
def recipe(request: HttpRequest, recipe_id: UUID) -> HttpResponse:
    """One recipe: what it does, pictures to do it to, what came of that."""
    return _recipe(request, visible_recipe(row_of(request), recipe_id))


@require_safe
def results(request: HttpRequest, recipe_id: UUID) -> HttpResponse:
    """The part of a recipe's page that changes while its pictures are made."""
    found = visible_recipe(row_of(request), recipe_id)
    return render(request, "generation/_recipe_results.html", _results(request, found))


@require_POST
def apply(request: HttpRequest, recipe_id: UUID) -> HttpResponse:
    """Do the same to the pictures that were chosen or came along."""
    found = visible_recipe(row_of(request), recipe_id)
    try:
        pictures = _pictures(request)
        for _ in pictures:
            check_pace(request, "generate")
        apply_recipe(visitor_of_page(request).ensure(), found, pictures)
    except Problem as problem:
        visitor_of_page(request).take_back()
        response = _recipe(request, found, trouble=problem.detail, status=problem.status)
        if problem.retry_after is not None:
            response["Retry-After"] = str(problem.retry_after)
        return response
    return redirect(f"{found.url}#results")


def _pictures(request: HttpRequest) -> Sequence[Source]:
    """Raises BadNumberOfPictures."""
    pictures: list[Source] = [
        *request.FILES.getlist("images"),
        *ids_in(request.POST.getlist("pictures")),
    ]
    if not 1 <= len(pictures) <= MOST_PICTURES:
        raise BadNumberOfPictures(
            f"Choose up to {MOST_PICTURES} pictures at a time."
            if pictures
            else "Choose at least one picture."
        )
    return pictures


@require_POST
@paced("write")
def update(request: HttpRequest, recipe_id: UUID) -> HttpResponse:
    """Change what the owner says about a recipe, or who may use it."""
    own = own_recipe(row_of(request), recipe_id)
    form = RecipeForm(request.POST)
    if not form.is_valid():
        return _recipe(request, own, form=form, status=422)
    update_recipe(own, **form.cleaned_data)
    messages.success(request, "Saved.")
    return redirect(own.url)


@require_POST
@paced("write")
def delete(request: HttpRequest, recipe_id: UUID) -> HttpResponse:
    delete_recipe(own_recipe(row_of(request), recipe_id))
    messages.success(request, "Deleted. What was made with it stays in your history.")
    return redirect("generation:recipes")


def _recipe(
    request: HttpRequest,
    found: Recipe,
    *,
    form: RecipeForm | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    visitor = row_of(request)
    said = {name: getattr(found, name) for name in ("name", "description", "is_shared")}
    results = _results(request, found)
    own_files = _own_files(visitor, results["made"])
    context = {
        "steps": steps_of(found),
        "hindrance": outdated(found) or unmet_need(found.steps),
        "is_own": visitor is not None and found.owner_id == visitor.pk,
        "form": form or RecipeForm(initial=said),
        "own_files": own_files[:SHELF_LENGTH],
        "more_files": own_files[SHELF_LENGTH:],
        "most_pictures": MOST_PICTURES,
        "most_new": MOST_NEW,
        "trouble": trouble,
        **results,
    }
    return render(request, "generation/recipe.html", context, status=status)


def _own_files(visitor: Visitor | None, made: Sequence[Generation]) -> list[StoredFile]:
    """The newest pictures to choose from, without what the recipe itself just made."""
    outcomes = [file.pk for generation in made for file in generation.outputs]
    own = StoredFile.objects.owned_by(visitor).exclude(kind=StoredFile.Kind.AVATAR)
    return list(own.exclude(pk__in=outcomes).select_related("blob").order_by("-id")[:STORE_LENGTH])


def _results(request: HttpRequest, found: Recipe) -> dict[str, Any]:
    own = Generation.objects.owned_by(row_of(request)).with_images().filter(recipe=found)
    made = list(own.order_by("-id")[:RESULTS_LENGTH])
    done = sum(not row.is_active for row in made)
    return {
        "recipe": found,
        "made": made,
        "done": done,
        "is_working": done < len(made),
        "is_fragment": bool(htmx_of(request)),
    }


def steps_of(recipe: Recipe) -> list[tuple[str, list[str]]]:
    """Each operation's title, and its parameters in words."""
    return [(title_of(step["op"]), words_of(step["op"], step["params"])) for step in recipe.steps]


def outdated(recipe: Recipe) -> str:
    """Why it cannot be carried out here any more; empty if it can."""
    try:
        plan_of_steps(recipe.steps)
    except Problem as problem:
        return problem.detail
    return ""
