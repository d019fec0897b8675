"""What can be done with a generation. Pages, API and commands call the same functions."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import allowance
from accounts.errors import IdempotencyInProgress
from accounts.models import Visitor
from files.accounting.usage import check_room
from files.claims import release_unused
from generation.errors import (
    GenerationNotFound,
    InputNeeded,
    InputNotFound,
    NotCancellable,
    ParentUnusable,
    StillRunning,
)
from generation.hiding import show_files
from generation.inputs import Found, Source, find_or_store
from generation.models import ACTIVE, Generation, GenerationImage, Mode, Status
from generation.plans import plan_operations
from generation.queue import enqueue_ticket, next_turn
from generation.recipes.errors import RecipeUnknown
from generation.recipes.models import Recipe
from generation.recipes.plans import plan_of_steps
from generation.routing import Ask, choose
from generation.settlement import settle
from nanobanana.http.searching import searchable

SEED_LIMIT = 2**31

A_PICTURE = 1
"""Bytes: nobody knows how large a picture will be, so only a storage that is full is too small."""


@dataclass(frozen=True)
class Wish:
    """A request for pictures, validated in form."""

    prompt: str
    """What to do, or, beside a recipe or a plan, only what to call it."""
    mode: str = ""
    image: Source | None = None
    mask: Source | None = None
    references: tuple[Source, ...] = ()
    parent_id: UUID | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    recipe_id: UUID | None = None
    """A recipe to carry out instead of the words."""
    plan: dict[str, Any] | None = None
    """A plan to carry out instead of the words, as `Generation.plan` keeps it."""


@dataclass(frozen=True)
class Draft:
    """A generation that can be kept, and its pictures by role."""

    generation: Generation
    found: list[tuple[str, Found]]


def submit_generation(visitor: Visitor, wish: Wish, *, new_id: UUID | None = None) -> Generation:
    """Accept a request: reserve the allowance, keep the row (as `new_id`, where one is given),
    queue the work.

    Raises InputNotFound, InputNeeded, ParentUnusable, ProviderUnknown, ModelUnknown,
    ProviderUnsuitable, RecipeUnknown, UnusablePlan, QuotaExceeded, StorageLimit where what the
    visitor has fills its storage already, and the errors of an upload; nothing is kept then.
    """
    return submit_generations(visitor, [wish], new_id=new_id)[0]


def submit_generations(
    visitor: Visitor, wishes: Sequence[Wish], *, new_id: UUID | None = None
) -> list[Generation]:
    """Accept several requests, all or none; `new_id` is for the first. Raises what
    `submit_generation` raises."""
    check_room(visitor, A_PICTURE)
    found: list[tuple[str, Found]] = []
    try:
        drafts = [_draft(visitor, wish, found) for wish in wishes]
        for place, draft in enumerate(drafts):
            draft.generation.turn += place
        drafts[0].generation.pk = new_id or drafts[0].generation.pk
        _keep(drafts, visitor)
        # One that went to the trash since it was found is used after all.
        show_files(item.file.pk for _, item in found if not item.is_new)
    except Exception:
        release_unused(item.file for _, item in found if item.is_new)
        raise
    return [draft.generation for draft in drafts]


def _draft(visitor: Visitor, wish: Wish, all_found: list[tuple[str, Found]]) -> Draft:
    """What one wish comes to. Pictures are added to `all_found` as soon as they are stored."""
    recipe = _recipe(visitor, wish.recipe_id)
    if recipe is not None:
        wish = replace(wish, prompt=wish.prompt or recipe.name, plan=recipe.plan)
    if wish.plan is not None:
        plan_of_steps(plan_operations(wish.plan) or [], attr="recipeId" if recipe else "plan")
    parent = _parent(visitor, wish.parent_id)
    start = len(all_found)
    for role, source, attr in _sources(wish, parent):
        all_found.append((role, find_or_store(visitor, source, attr=attr)))
    found = all_found[start:]
    generation = _describe(visitor, wish, parent, [role for role, _ in found])
    generation.recipe = recipe
    return Draft(generation, found)


def _recipe(visitor: Visitor, recipe_id: UUID | None) -> Recipe | None:
    if recipe_id is None:
        return None
    recipe = Recipe.objects.visible_to(visitor).filter(pk=recipe_id).first()
    if recipe is None:
        raise RecipeUnknown(attr="recipeId")
    return recipe


def _parent(visitor: Visitor, parent_id: UUID | None) -> Generation | None:
    if parent_id is None:
        return None
    own = Generation.objects.owned_by(visitor).with_images()
    parent = own.filter(pk=parent_id).first()
    if parent is None or not parent.outputs:
        raise ParentUnusable(attr="parentId")
    return parent


def _sources(wish: Wish, parent: Generation | None) -> list[tuple[str, Source, str]]:
    """Role, source and wire name of each picture; the parent's first output stands in."""
    role = GenerationImage.Role
    image = wish.image
    if image is None and parent and wish.mode != Mode.TEXT:
        image = parent.outputs[0].pk
    named = [(role.INPUT, image, "inputImage"), (role.MASK, wish.mask, "mask")]
    named += [(role.REFERENCE, item, "references") for item in wish.references]
    return [(kind, source, attr) for kind, source, attr in named if source is not None]


def _describe(
    visitor: Visitor, wish: Wish, parent: Generation | None, roles: list[str]
) -> Generation:
    role = GenerationImage.Role
    is_edit = role.INPUT in roles or wish.plan is not None
    mode = wish.mode or (Mode.IMAGE if is_edit else Mode.TEXT)
    if mode == Mode.IMAGE and role.INPUT not in roles:
        raise InputNeeded(attr="inputImage")
    ask = Ask.of(
        wish.settings,
        prompt=wish.prompt,
        mode=mode,
        mask=role.MASK in roles,
        references=roles.count(role.REFERENCE),
        plan=wish.plan is not None,
    )
    choice = choose(ask)
    seed = wish.settings.get("seed")
    return Generation(
        owner=visitor,
        prompt=wish.prompt,
        words=searchable(wish.prompt),
        mode=mode,
        parent=parent,
        provider=choice.capabilities.name,
        model=choice.model,
        settings=wish.settings,
        count=choice.count,
        cost=choice.capabilities.cost,
        seed=secrets.randbelow(SEED_LIMIT) if seed is None else seed,
        turn=next_turn(visitor),
        plan=wish.plan,
        is_replay=wish.plan is not None,
    )


def _links(draft: Draft) -> list[GenerationImage]:
    return [
        GenerationImage(generation=draft.generation, file=item.file, role=role, position=position)
        for position, (role, item) in enumerate(draft.found)
    ]


def _keep(drafts: list[Draft], visitor: Visitor) -> None:
    """Allowance, rows and tickets together. Without transactions a crash leaves at worst jobs
    that the reaper finds, or a reservation without a job, which `mend_allowances` finds."""
    rows = [draft.generation for draft in drafts]
    try:
        with transaction.atomic():
            month = allowance.reserve(visitor, sum(row.count * row.cost for row in rows))
            for draft in drafts:
                draft.generation.allowance_month = month
                draft.generation.save(force_insert=True)
                GenerationImage.objects.bulk_create(_links(draft))
                enqueue_ticket()
            _count_uses(rows)
    except IntegrityError as error:
        if Generation.objects.filter(pk=rows[0].pk).exists():
            # The first request with this Idempotency-Key was only slow.
            raise IdempotencyInProgress(retry_after=1) from error
        # A picture, or whoever asked, went in this very moment.
        raise InputNotFound from error


def _count_uses(rows: list[Generation]) -> None:
    for recipe_id, uses in Counter(row.recipe_id for row in rows if row.recipe_id).items():
        Recipe.objects.filter(pk=recipe_id).update(uses=F("uses") + uses)


def cancel_generation(generation: Generation) -> Generation:
    """Stop the work and give the allowance back. Raises NotCancellable for finished work, and
    GenerationNotFound for work that is deleted at the same time."""
    cancelled = Generation.objects.filter(pk=generation.pk, status__in=ACTIVE).update(
        status=Status.CANCELLED,
        stage="",
        lease_until=None,
        completed_at=timezone.now(),
        version=F("version") + 1,
    )
    if not cancelled:
        raise NotCancellable
    settle(generation.pk)
    left = Generation.objects.with_images().filter(pk=generation.pk).first()
    if left is None:
        raise GenerationNotFound
    return left


def retry_generation(visitor: Visitor, generation: Generation) -> Generation:
    """Ask for the same again. Raises StillRunning, QuotaExceeded, ProviderUnknown …"""
    if generation.is_active:
        raise StillRunning
    wish = Wish(
        prompt=generation.prompt,
        mode=generation.mode,
        image=generation.input.pk if generation.input else None,
        mask=generation.mask.pk if generation.mask else None,
        references=tuple(file.pk for file in generation.references),
        parent_id=_usable_parent_id(visitor, generation),
        settings=generation.settings,
        plan=generation.plan if generation.is_replay else None,
        recipe_id=_usable_recipe_id(visitor, generation),
    )
    return submit_generation(visitor, wish)


def _usable_parent_id(visitor: Visitor, generation: Generation) -> UUID | None:
    """The parent's id, unless the parent has lost its pictures since."""
    if generation.parent_id is None:
        return None
    own = Generation.objects.owned_by(visitor).with_images()
    parent = own.filter(pk=generation.parent_id).first()
    return parent.pk if parent and parent.outputs else None


def _usable_recipe_id(visitor: Visitor, generation: Generation) -> UUID | None:
    """The recipe's id, unless it is no longer shared; its plan is kept with the generation."""
    key = generation.recipe_id
    return key if key and Recipe.objects.visible_to(visitor).filter(pk=key).exists() else None


def requeue_generation(generation: Generation) -> bool:
    """Let workers run a failed generation once more, at no charge; False if it did not fail, or
    is in the trash."""
    failed = Generation.objects.kept().filter(pk=generation.pk, status=Status.FAILED)
    requeued = failed.update(
        status=Status.PENDING,
        turn=next_turn(generation.owner),
        claim="",
        attempts=0,
        losses=0,
        sent_at=None,
        progress=0,
        stage="",
        error_code="",
        error_detail="",
        suggestions=[],
        completed_at=None,
        version=F("version") + 1,
    )
    if requeued:
        enqueue_ticket()
    return bool(requeued)
