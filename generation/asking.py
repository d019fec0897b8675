"""Asks the provider of a generation, and the next one where the operator lets a fallback be."""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.utils import timezone

from generation import leases
from generation.heartbeat import JobStopped
from generation.models import Generation
from generation.providers.base import Progress, ProviderError, ProviderRequest, ProviderResult
from generation.providers.registry import PROVIDERS, provider_named
from generation.routing import Ask, Choice, choose_next
from generation.unmet import ignored

logger = logging.getLogger(__name__)

Read = Callable[[Generation], ProviderRequest]


def ask_provider(generation: Generation, read: Read, progress: Progress) -> ProviderResult:
    """What came of it; `generation` then names who made it. `read` makes the request anew for
    each provider. Raises ProviderError where nobody could, and JobStopped."""
    while True:
        provider = provider_named(generation.provider)
        request = read(generation)
        _note_sent(generation, is_sent=provider.capabilities.may_charge_twice)
        try:
            result = provider.run(request, progress)
        except ProviderError as error:
            logger.warning(
                "%s did not make %s: %s", provider.capabilities.name, generation.pk, error.code
            )
            following = _following(generation, error)
            if following is None:
                # It has answered, and knows whether trying again costs anything.
                _note_sent(generation, is_sent=False)
                raise
            _hand_over(generation, following, error)
            continue
        return _told(generation, request, result)


def _note_sent(generation: Generation, *, is_sent: bool) -> None:
    if is_sent != bool(generation.sent_at):
        if not leases.note_sent(generation, may_charge_twice=is_sent):
            raise JobStopped
        generation.sent_at = timezone.now() if is_sent else None


def _following(generation: Generation, error: ProviderError) -> Choice | None:
    if not (settings.AI_FALLBACK and error.is_outage):
        return None
    ask = Ask.of(
        generation.settings,
        prompt=generation.prompt,
        mode=generation.mode,
        mask=generation.mask is not None,
        references=len(generation.references),
        plan=generation.is_replay,
    )
    tried = [*(each["provider"] for each in generation.fallbacks), generation.provider]
    if not PROVIDERS[tried[0]].capabilities.is_remote:
        # The person read that it stays on this machine.
        ask = replace(ask, is_local=True)
    return choose_next(ask, tried)


def _hand_over(generation: Generation, choice: Choice, error: ProviderError) -> None:
    """Written down before the next one is asked: a worker that takes over goes on from there. The
    allowance stays as it was reserved."""
    can = choice.capabilities
    was = {
        "provider": generation.provider,
        "label": provider_named(generation.provider).capabilities.label,
        "code": error.code,
    }
    fallbacks = [*generation.fallbacks, was]
    logger.warning("%s is down (%s); asking %s", was["provider"], error.code, can.name)
    changed = {"provider": can.name, "model": choice.model, "fallbacks": fallbacks}
    if not leases.hand_over(generation, **changed):
        raise JobStopped
    generation.provider, generation.model, generation.fallbacks = can.name, choice.model, fallbacks


def _told(
    generation: Generation, request: ProviderRequest, result: ProviderResult
) -> ProviderResult:
    """The result, with what the person should know of how it was asked."""
    if request.prompt != generation.prompt and not result.revised_prompt:
        result = replace(result, revised_prompt=request.prompt)
    can = provider_named(generation.provider).capabilities
    result = replace(result, notes=(*result.notes, *ignored(can, generation.settings)))
    if not generation.fallbacks:
        return result
    down = " and ".join(dict.fromkeys(each["label"] for each in generation.fallbacks))
    note = f"{down} could not do it just now, so {can.label} did."
    return replace(result, notes=(*result.notes, note))
