"""What an AI provider is: a frozen request, a frozen result, a Protocol, one error.

A provider's module keeps its vendor's types and exceptions to itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PIL.Image import Image


@dataclass(frozen=True)
class Capabilities:
    """What a provider can do; the router compares a request with it."""

    name: str
    label: str
    models: tuple[str, ...]
    modes: frozenset[str]
    note: str = ""
    is_rules: bool = False
    """Whether it works by fixed rules on this machine, without a trained model."""
    is_sample: bool = False
    """Whether its pictures only stand in for what was asked."""
    host: str = ""
    """Where pictures and words go; empty for what stays on this machine."""
    forwards: bool = False
    """Whether what listens on this machine hands them on: a gateway."""
    converses: bool = False
    """Whether it wants to know what was asked and made before, in `ProviderRequest.turns`."""
    masks: bool = False
    max_references: int = 0
    max_count: int = 4
    cost: int = 1
    """What one picture takes of the monthly allowance."""
    knows_again: bool = False
    """Whether a request that is sent again under the same `idempotency_key` is the same to it, and
    not charged twice."""
    ignores: frozenset[str] = frozenset()
    """Of `seed` and `strength`, what makes no difference to it."""
    plans: bool = False
    """Whether it carries out a plan that is given instead of words."""
    sizes: tuple[str, ...] = ()
    """Output sizes as WIDTHxHEIGHT; none means any."""

    @property
    def is_remote(self) -> bool:
        return bool(self.host) or self.forwards

    @property
    def place(self) -> str:
        """Where pictures and words go, as a person reads it."""
        if self.forwards and not self.host:
            return "beyond this machine"
        return self.host or "this machine"

    @property
    def may_charge_twice(self) -> bool:
        """Whether nothing may be sent again of which nobody knows what became of it."""
        return self.is_remote and not self.knows_again


@dataclass(frozen=True)
class Original:
    """A picture as its vendor sent it, kept to the byte so that its Content Credentials hold."""

    data: bytes
    content_type: str
    """image/png, image/jpeg or image/webp, as the bytes themselves begin."""


@dataclass(frozen=True)
class Turn:
    """What was asked before, and what came of it, oldest first: the conversation of an edit."""

    prompt: str
    answer: Original
    """The picture that came of it, as it is stored."""
    given: tuple[Original, ...] = ()
    """The picture it began with, unless it went on from the turn before, and its references."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the same provider's result of that turn carried in `state`."""


@dataclass(frozen=True)
class ProviderRequest:
    """One job. Pictures are 8-bit sRGB: mode L, RGB or RGBA; the mask is L, white = edit here."""

    prompt: str
    mode: str
    model: str
    seed: int
    count: int = 1
    image: Image | None = None
    mask: Image | None = None
    references: tuple[Image, ...] = ()
    aspect_ratio: str = ""
    """W:H, or an empty string for the provider's own choice."""
    size: tuple[int, int] | None = None
    """Width and height in pixels, or None."""
    style: str = ""
    strength: float | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] | None = None
    """What to do instead of what the words say, as the studio's `Plan.to_json` writes it."""
    idempotency_key: str = ""
    turns: tuple[Turn, ...] = ()
    seconds_left: float | None = None
    """Of the job's time: a provider that was asked before may have used some. None for all."""


@dataclass(frozen=True)
class ProviderResult:
    """What came of it."""

    images: tuple[Image, ...]
    model: str
    originals: tuple[Original, ...] = ()
    """Pictures as a vendor sent them, in place of `images`."""
    plan: dict[str, Any] | None = None
    explanation: tuple[str, ...] = ()
    """A sentence about each thing that was done."""
    notes: tuple[str, ...] = ()
    """A sentence about each thing that was not done, or not as asked."""
    revised_prompt: str = ""
    is_sample: bool = False
    seed: int | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    """What the provider wants to see again when an edit goes on from the first picture: JSON, no
    secrets."""
    usage: Mapping[str, Any] = field(default_factory=dict)
    """What the vendor says it took: JSON."""


class ProviderError(Exception):
    """A provider could not do it. `detail` is fit for the person who asked.

    `retryable` errors are tried again; the others fail the job at once. An `is_outage` is the
    provider's own trouble: another one may be asked instead.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        retryable: bool = False,
        is_outage: bool = False,
        suggestions: Sequence[str] = (),
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.retryable = retryable
        self.is_outage = is_outage
        self.suggestions = tuple(suggestions)


class Progress(Protocol):
    """The way back from a provider to the person who waits. Each member raises to stop the work."""

    def report(self, fraction: float, stage: str) -> None:
        """Say how far it is (0 to 1) and, in a few words, what is being done."""
        ...

    def show(self, picture: Image) -> None:
        """Let the person see an unfinished picture, of any size."""
        ...

    def wait(self, seconds: float) -> None:
        """Sleep, and wake at once when the work is cancelled."""
        ...


class Provider(Protocol):
    """One AI provider."""

    @property
    def capabilities(self) -> Capabilities: ...

    def run(self, request: ProviderRequest, progress: Progress) -> ProviderResult:
        """Do the job. Raises ProviderError."""
        ...
