"""Stability's operations: each with its address, its limits, and its fields read from a request.

Limits and fields are those of Stability's own OpenAPI description.
"""

from dataclasses import dataclass, field

from generation.providers.base import ProviderError, ProviderRequest
from generation.providers.stability.widening import filling, widening
from generation.providers.stability.wording import (
    new_background,
    recolouring,
    replacement,
    request_in,
)

WIDEST = 2.5
"""The longer side by the shorter one, where Stability has a limit of that kind."""


@dataclass(frozen=True)
class Operation:
    """One of the operations: its address below `stable-image/`, and its own fields."""

    name: str
    path: str
    done: str
    """What was done, as the end of a sentence that begins with the vendor's name."""
    fields: dict[str, str] = field(default_factory=dict)
    added: dict[str, int] = field(default_factory=dict)
    """Pixels at each side, counted in the picture as it was given."""
    most_pixels: int = 9_437_184
    """Of the picture that is sent; a larger one is made smaller."""
    least_side: int = 64
    longest_side: int = 16_383
    widest: float = 0.0
    """The longer side by the shorter one at most; 0 for any."""
    takes_prompt: bool = True
    takes_negative: bool = True
    takes_style: bool = False
    takes_seed: bool = True
    """Without one there is only one result, however often it is asked for."""
    picture: str = "image"
    """The name of the field with the picture; empty where none is sent."""
    takes_mask: bool = False


def from_words(request: ProviderRequest) -> Operation:
    done = "made this from your words"
    if request.model in {"core", "ultra"}:
        path = f"generate/{request.model}"
        return Operation(request.model, path, done, picture="", takes_style=True)
    fields = {"mode": "text-to-image", **_variant(request.model)}
    return Operation("sd3", "generate/sd3", done, fields, picture="", takes_style=True)


def _variant(model: str) -> dict[str, str]:
    """`sd3` is the endpoint; `sd3.5-large` and its like are models of it."""
    return {} if model == "sd3" else {"model": model}


def from_picture(request: ProviderRequest, models: tuple[str, ...]) -> Operation:
    strength = 0.7 if request.strength is None else request.strength
    fields = {"strength": f"{strength:g}"}
    done = "made this from your picture and your words"
    if request.model == "ultra":
        return Operation("ultra", "generate/ultra", done, fields, takes_style=True)
    sd3 = next((each for each in (request.model, *models) if each.startswith("sd3")), "sd3")
    fields |= {"mode": "image-to-image", **_variant(sd3)}
    return Operation("image-to-image", "generate/sd3", done, fields, takes_style=True)


def inpaint(request: ProviderRequest) -> Operation:
    _need_mask(request)
    change = replacement(request_in(request.prompt))
    # The prompt describes what shall be seen there: what is to go does not belong to it.
    return Operation(
        "inpaint",
        "edit/inpaint",
        "painted what you marked anew",
        {"prompt": change.new} if change else {},
        takes_mask=True,
        takes_style=True,
    )


def erase(request: ProviderRequest) -> Operation:
    _need_mask(request)
    return Operation(
        "erase",
        "edit/erase",
        "removed what you marked",
        takes_prompt=False,
        takes_negative=False,
        takes_mask=True,
    )


def cut_out(request: ProviderRequest) -> Operation:
    return Operation(
        "remove-background",
        "edit/remove-background",
        "removed the background",
        most_pixels=4_194_304,
        takes_prompt=False,
        takes_negative=False,
        takes_seed=False,
    )


def with_new_background(request: ProviderRequest) -> Operation:
    what = new_background(request_in(request.prompt)) or request.prompt
    return Operation(
        "replace-background-and-relight",
        "edit/replace-background-and-relight",
        "replaced the background, and lit the subject to match",
        {"background_prompt": what},
        widest=WIDEST,
        takes_prompt=False,
        picture="subject_image",
    )


def search_and_replace(request: ProviderRequest) -> Operation:
    change = replacement(request_in(request.prompt))
    if change is None:
        raise _unclear("what to replace, and with what: “replace the dog with a cat”")
    return Operation(
        "search-and-replace",
        "edit/search-and-replace",
        f"looked for “{change.old}” and replaced it",
        {"search_prompt": change.old, "prompt": change.new},
        widest=WIDEST,
        takes_style=True,
    )


def search_and_recolour(request: ProviderRequest) -> Operation:
    change = recolouring(request_in(request.prompt))
    if change is None:
        raise _unclear("what to colour, and how: “make the jacket dark red”")
    return Operation(
        "search-and-recolor",
        "edit/search-and-recolor",
        f"looked for “{change.old}” and gave it another colour",
        {"select_prompt": change.old, "prompt": change.new},
        widest=WIDEST,
        takes_style=True,
    )


def outpaint(request: ProviderRequest) -> Operation:
    assert request.image is not None
    asked = request_in(request.prompt)
    filled = filling(asked)
    return Operation(
        "outpaint",
        "edit/outpaint",
        "painted on beyond the edges",
        {"prompt": filled} if filled else {},
        widening(asked, request.image.size, shape_of(request)),
        widest=WIDEST,
        takes_prompt=False,
        takes_negative=False,
        takes_style=True,
    )


def shape_of(request: ProviderRequest) -> float:
    """The width by the height that is wanted, or 0."""
    if request.size:
        return request.size[0] / request.size[1]
    across, _, down = request.aspect_ratio.partition(":")
    return float(across) / float(down) if down else 0.0


def upscale_fast(request: ProviderRequest) -> Operation:
    return Operation(
        "fast",
        "upscale/fast",
        "made it four times as large",
        most_pixels=1_048_576,
        least_side=32,
        longest_side=1536,
        takes_prompt=False,
        takes_negative=False,
        takes_seed=False,
    )


def upscale_true(request: ProviderRequest) -> Operation:
    done = "made it larger, true to the picture"
    return Operation("conservative", "upscale/conservative", done, widest=WIDEST)


def upscale_freely(request: ProviderRequest) -> Operation:
    done = "made it larger, with details of its own"
    return Operation("creative", "upscale/creative", done, most_pixels=1_048_576)


def _need_mask(request: ProviderRequest) -> None:
    """Without a mask Stability takes the alpha channel; without that, too, it is paid for
    nothing."""
    assert request.image is not None
    if request.mask is None and "A" not in request.image.getbands():
        raise _unclear("where to do that: mark the place with the brush")


def _unclear(what: str) -> ProviderError:
    return ProviderError("provider_refused_request", f"Stability has to know {what}.")
