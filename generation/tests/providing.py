"""What the tests of providers ask with, and a Progress that tells what it was told."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from PIL.Image import Image
from PIL.Image import open as open_picture

from generation.models import Mode
from generation.providers.base import Provider, ProviderError, ProviderRequest, ProviderResult
from generation.providers.registry import PROVIDERS
from generation.tests.studio.pictures import gradient

SENTENCE = "make it black and white and crop it square"
SCENE = "an abstract gradient in pastel colours"


class Stopped(Exception):
    """Raised by a Progress whose job is no longer wanted."""


@dataclass
class Recorder:
    """A Progress that notes what it is told and lets no time pass."""

    reports: list[tuple[float, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    shown: list[Image] = field(default_factory=list)

    def report(self, fraction: float, stage: str) -> None:
        self.reports.append((fraction, stage))

    def show(self, picture: Image) -> None:
        self.shown.append(picture)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


@dataclass
class Stopping(Recorder):
    """A Progress that ends the work at the report number `stop_at`, or at a wait that long."""

    stop_at: int = 0
    longest: float = 60.0

    def report(self, fraction: float, stage: str) -> None:
        super().report(fraction, stage)
        if len(self.reports) == self.stop_at:
            raise Stopped

    def wait(self, seconds: float) -> None:
        super().wait(seconds)
        if seconds > self.longest:
            raise Stopped


def asked(name: str, mode: str = Mode.IMAGE, **given: Any) -> ProviderRequest:
    """A plain request that `name` can carry out, unless `given` says otherwise."""
    plain = ProviderRequest(
        prompt=SCENE if name == "painter" else SENTENCE,
        mode=mode,
        model=PROVIDERS[name].capabilities.models[0],
        seed=7,
        image=gradient() if mode == Mode.IMAGE else None,
    )
    return replace(plain, **given)


def run(request: ProviderRequest, name: str, progress: Recorder | None = None) -> ProviderResult:
    return PROVIDERS[name].run(request, progress or Recorder())


def pictures(result: ProviderResult) -> tuple[Image, ...]:
    """What came back, opened."""
    opened = (open_picture(io.BytesIO(each.data)) for each in result.originals)
    return (*result.images, *opened)


@dataclass(frozen=True)
class Asking:
    """How the tests of one vendor ask it."""

    provider: Callable[[], Provider]
    model: str
    secret: str
    prompt: str = "a lake at dusk"

    def asked(self, **given: Any) -> ProviderRequest:
        """A plain request for a picture from words, unless `given` says otherwise."""
        plain = {"prompt": self.prompt, "mode": Mode.TEXT, "model": self.model, "seed": 1}
        return ProviderRequest(**{**plain, **given})

    def run(self, request: ProviderRequest, progress: Recorder | None = None) -> ProviderResult:
        return self.provider().run(request, progress or Recorder())

    def fault(
        self, request: ProviderRequest | None = None, progress: Recorder | None = None
    ) -> str:
        """The code of the error that it ends with, whose words are fit for a person."""
        with pytest.raises(ProviderError) as caught:
            self.run(request or self.asked(), progress)
        assert self.secret not in caught.value.detail
        assert caught.value.detail.endswith(".")
        return caught.value.code
