"""Which of Stability's operations a request asks for, by its settings, its inputs and its words.

`settings.operation` names one; else the rules of `wording` decide, and what none of them knows is
an edit of the whole picture.
"""

from generation.providers.base import ProviderRequest
from generation.providers.stability.operations import (
    Operation,
    cut_out,
    erase,
    from_picture,
    from_words,
    inpaint,
    outpaint,
    search_and_recolour,
    search_and_replace,
    upscale_fast,
    upscale_freely,
    upscale_true,
    with_new_background,
)
from generation.providers.stability.widening import wants_widening
from generation.providers.stability.wording import (
    is_one_step,
    new_background,
    only_removes,
    recolouring,
    replacement,
    request_in,
    wants_cut_out,
    wants_upscaling,
)

RULES = (
    (wants_cut_out, cut_out),
    (new_background, with_new_background),
    (wants_upscaling, upscale_fast),
    (wants_widening, outpaint),
    (recolouring, search_and_recolour),
    (replacement, search_and_replace),
)
BY_NAME = {
    "inpaint": inpaint,
    "erase": erase,
    "outpaint": outpaint,
    "search-and-replace": search_and_replace,
    "search-and-recolor": search_and_recolour,
    "remove-background": cut_out,
    "replace-background-and-relight": with_new_background,
    "upscale": upscale_fast,
    "fast": upscale_fast,
    "conservative": upscale_true,
    "creative": upscale_freely,
}
"""What `settings.operation` may name."""


def operation_of(request: ProviderRequest, models: tuple[str, ...]) -> Operation:
    """What to do. `models` are those that the operator lists. Raises ProviderError where an
    operation is named that lacks what it needs."""
    if request.image is None:
        return from_words(request)
    named = request.settings.get("operation")
    if isinstance(named, str) and named in BY_NAME:
        return BY_NAME[named](request)
    asked = request_in(request.prompt)
    if request.mask is not None:
        return erase(request) if only_removes(asked) else inpaint(request)
    if is_one_step(asked):
        for is_wanted, make in RULES:
            if is_wanted(asked):
                return make(request)
    return from_picture(request, models)
