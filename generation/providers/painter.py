"""The painter as a provider: pictures from plain words, painted on this machine."""

import math

from generation.providers.base import (
    Capabilities,
    Progress,
    ProviderError,
    ProviderRequest,
    ProviderResult,
)
from generation.studio.painter import (
    PainterError,
    PromptNotUnderstood,
    Sketch,
    explain,
    light_of,
    paint,
    read_prompt,
    remark,
)

MODEL = "painter-1"
DEFAULT_SIZE = (1200, 900)
LONGEST_SIDE = 2048


class PainterProvider:
    capabilities = Capabilities(
        name="painter",
        label="Painter",
        is_rules=True,
        note="Paints landscapes, skies, cities, space and patterns on this machine, from their "
        "words: no key, no cloud, no people or animals.",
        models=(MODEL,),
        modes=frozenset({"text-to-image"}),
    )

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """Read the words and paint what they describe. Raises ProviderError, with suggestions
        where nothing of it can be painted."""
        progress.report(0.03, "Reading your words")
        try:
            sketch = read_prompt(", ".join(filter(None, (request.prompt, request.style))))
            size, notes = _size(request)
            images = tuple(
                paint(
                    sketch,
                    seed=request.seed,
                    width=size[0],
                    height=size[1],
                    variation=variation,
                    on_layer=_Layers(progress, variation, request.count).report,
                )
                for variation in range(request.count)
            )
        except PromptNotUnderstood as error:
            raise ProviderError(error.code, error.message, suggestions=error.suggestions) from error
        except PainterError as error:
            raise ProviderError(error.code, error.message) from error
        return ProviderResult(
            images=images,
            model=MODEL,
            explanation=explain(sketch, _lights(sketch, request)),
            notes=(*remark(sketch), *notes),
            seed=request.seed,
        )


class _Layers:
    """Tells the layers of one picture among several as a share of the whole work."""

    def __init__(self, progress: Progress, place: int, count: int) -> None:
        self._progress, self._place, self._count = progress, place, count
        self._told = 0

    def report(self, layer: str) -> None:
        """How many layers a scene has is its own business: each tells half of what is left."""
        self._told += 1
        part = self._told / (self._told + 3)
        stage = layer if self._count == 1 else f"Picture {self._place + 1}: {layer.lower()}"
        self._progress.report(0.05 + 0.9 * (self._place + part) / self._count, stage)


def _lights(sketch: Sketch, request: ProviderRequest) -> tuple[str, ...]:
    return tuple(
        light_of(sketch, seed=request.seed, variation=variation)
        for variation in range(request.count)
    )


def _size(request: ProviderRequest) -> tuple[tuple[int, int], tuple[str, ...]]:
    """The size to paint at, and a note where it is not the one asked for."""
    if request.size:
        return _within_limits(request.size)
    if request.aspect_ratio:
        across, down = (int(part) for part in request.aspect_ratio.split(":"))
        return _shaped(across, down), ()
    return DEFAULT_SIZE, ()


def _within_limits(size: tuple[int, int]) -> tuple[tuple[int, int], tuple[str, ...]]:
    scale = LONGEST_SIDE / max(size)
    if scale >= 1:
        return size, ()
    width, height = (max(1, round(side * scale)) for side in size)
    note = f"Painted {width} × {height}: a side has up to {LONGEST_SIDE} pixels."
    return (width, height), (note,)


def _shaped(across: int, down: int) -> tuple[int, int]:
    """As many pixels as the default has, in exactly this shape where whole pixels allow it."""
    divisor = math.gcd(across, down)
    across, down = across // divisor, down // divisor
    area = DEFAULT_SIZE[0] * DEFAULT_SIZE[1]
    scale = min(math.sqrt(area / (across * down)), LONGEST_SIDE / max(across, down))
    if scale >= 1:
        scale = math.floor(scale)
    return max(1, round(across * scale)), max(1, round(down * scale))
