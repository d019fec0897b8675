"""Which provider takes a request, and which one comes next when that is down.

Where the operator names providers, their order decides. Left automatic, an edit that the studio
understands whole stays on this machine; what needs a generative model goes to the first one that
is configured and can do it; without any, the studio does what it understood, and pictures from
words fall to the painter and the samples (docs/decisions/0025-routing.md).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings

from generation.errors import ModelUnknown, ProviderUnsuitable
from generation.models import Mode
from generation.providers.base import Capabilities, Provider
from generation.providers.registry import configured, is_automatic, provider_named
from generation.studio import understand
from generation.studio.painter import PromptNotUnderstood, read_prompt


@dataclass(frozen=True)
class Ask:
    """What of a request decides who can take it."""

    mode: str
    prompt: str = ""
    mask: bool = False
    references: int = 0
    count: int = 1
    size: str = ""
    """WIDTHxHEIGHT, or empty for any."""
    plan: bool = False
    """Whether a plan is to be carried out instead of the words."""
    wanted: str = ""
    """A provider's name, where the person chose one."""
    model: str = ""
    """A model's name, likewise."""
    is_local: bool = False
    """Whether nothing may leave this machine."""

    @classmethod
    def of(
        cls,
        given: Mapping[str, Any],
        *,
        prompt: str,
        mode: str,
        mask: bool,
        references: int,
        plan: bool = False,
    ) -> "Ask":
        """What `given`, a request's settings, and its pictures come to."""
        return cls(
            mode=mode,
            prompt=prompt,
            mask=mask,
            references=references,
            count=given.get("count") or 1,
            size=given.get("size") or "",
            plan=plan,
            wanted=given.get("provider") or "",
            model=given.get("model") or "",
            is_local=bool(given.get("localOnly")),
        )

    @property
    def is_pinned(self) -> bool:
        """Whether the person chose who is to do it."""
        return bool(self.wanted or self.model)


@dataclass(frozen=True)
class Choice:
    """Who takes it."""

    provider: Provider
    model: str
    count: int = 1
    """How many pictures it will make."""

    @property
    def capabilities(self) -> Capabilities:
        return capabilities_of(self.provider)


def capabilities_of(provider: Provider) -> Capabilities:
    """What it can do, at the operator's price."""
    can = provider.capabilities
    return replace(can, cost=settings.AI_COSTS.get(can.name, can.cost))


def choose(ask: Ask) -> Choice:
    """The first that can do it. Raises ProviderUnknown, ModelUnknown, ProviderUnsuitable."""
    candidates = [provider_named(ask.wanted)] if ask.wanted else _in_earnest(in_order(ask), ask)
    if ask.model and not any(ask.model in each.capabilities.models for each in candidates):
        raise ModelUnknown(
            f"There is no model named “{ask.model[:64]}” here.", attr="settings.model"
        )
    objections = []
    for provider in candidates:
        can = provider.capabilities
        objection = _objection(can, ask)
        if not objection:
            count = 1 if _has_one_outcome(can, ask) else ask.count
            return Choice(provider, ask.model or can.models[0], count)
        if not ask.model or ask.model in can.models:
            objections.append(f"{can.label}: {objection}")
    raise ProviderUnsuitable(" ".join(["No AI provider here can do this.", *objections]))


def choose_next(ask: Ask, tried: Collection[str]) -> Choice | None:
    """Who else could do it, in earnest: a sample picture is no answer to somebody whose provider
    is down, nor is a studio that understands nothing of what was asked."""
    if ask.is_pinned:
        return None
    for provider in in_order(ask):
        can = provider.capabilities
        if can.name in tried or can.is_sample or _objection(can, ask):
            continue
        if can.is_rules and not _is_within_rules(ask):
            continue
        return Choice(provider, can.models[0], ask.count)
    return None


def in_order(ask: Ask) -> list[Provider]:
    """The providers as they are asked for this request."""
    providers = configured()
    if not is_automatic() or ask.mode != Mode.IMAGE or ask.plan or is_understood_whole(ask.prompt):
        return providers
    # What the studio does not understand whole needs a model that was trained.
    return sorted(providers, key=lambda provider: provider.capabilities.is_rules)


def _in_earnest(providers: list[Provider], ask: Ask) -> list[Provider]:
    """A sample is no edit of somebody's picture: without those, unless one is asked for by name, or
    the operator named them."""
    if not is_automatic() or ask.mode != Mode.IMAGE or ask.is_pinned:
        return providers
    earnest = [
        provider
        for provider in providers
        if Mode.IMAGE in provider.capabilities.modes and not provider.capabilities.is_sample
    ]
    return earnest or providers


def is_understood_whole(prompt: str) -> bool:
    """Whether the studio takes every clause of it for something it can do."""
    plan = understand(prompt)
    return bool(plan.operations) and not plan.unmatched


def is_paintable(prompt: str) -> bool:
    """Whether the painter finds something in it that it can draw."""
    try:
        read_prompt(prompt)
    except PromptNotUnderstood:
        return False
    return True


def _is_within_rules(ask: Ask) -> bool:
    if ask.mode == Mode.IMAGE:
        return ask.plan or bool(understand(ask.prompt).operations)
    return is_paintable(ask.prompt)


def _objection(can: Capabilities, ask: Ask) -> str:
    """Why it cannot take this; empty where it can."""
    if ask.model and ask.model not in can.models:
        return "has no such model."
    if ask.is_local and can.is_remote:
        return "would send it to another machine."
    if ask.plan and not can.plans:
        return "carries out no recipes."
    if ask.mode not in can.modes:
        return "cannot edit pictures." if ask.mode == Mode.IMAGE else "cannot make pictures."
    return _limit(can, ask)


def _has_one_outcome(can: Capabilities, ask: Ask) -> bool:
    """An edit by rules comes out the same each time: it is made once, however many are asked for,
    rather than sent to somebody else."""
    return can.is_rules and not can.is_sample and ask.mode == Mode.IMAGE


def _limit(can: Capabilities, ask: Ask) -> str:
    if ask.mask and not can.masks:
        return "takes no mask."
    if ask.references > can.max_references:
        most = str(can.max_references) if can.max_references else "no"
        return f"takes {most} reference pictures."
    if ask.count > can.max_count and not _has_one_outcome(can, ask):
        return f"makes up to {can.max_count} at once."
    if ask.size and can.sizes and ask.size not in can.sizes:
        return f"offers the sizes {', '.join(can.sizes)}."
    return ""
