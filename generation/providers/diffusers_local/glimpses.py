"""Unfinished pictures of a local model: few, small, and never at the cost of the picture."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from PIL import Image

from generation.providers.diffusers_local.decoding import HeldBack, Size, decoded, unpacked
from generation.providers.diffusers_local.guessing import guessed

logger = logging.getLogger(__name__)

MOST = 4
"""Of each picture."""

SHARE = 0.1
"""Of the time that a picture's steps take; what they may cost together."""

COARSEST = 4
"""The first one has a quarter of the picture's sides, and so a 16th of the work of decoding it:
nobody knows yet how fast the decoder is. An eighth is mere colours. Each later one may have twice
the sides of the one before."""

LONGEST = 256
"""Pixels of the longer side."""

clock = time.monotonic


def due(total: int) -> set[int]:
    """The steps, counted from 1, of `total` after which one is made: evenly spread, none for the
    first, which is noise, and none for the last, after which the picture comes."""
    spread = {round(total * place / (MOST + 1)) for place in range(1, MOST + 1)}
    return spread & set(range(2, total))


class Glimpses:
    """Of one picture that `pipe` makes, `size` pixels. One that fails is logged, and the last."""

    def __init__(self, torch: Any, pipe: Any, size: Size) -> None:
        self._torch, self._pipe, self._size = torch, pipe, size
        self._is_over = getattr(pipe, "vae", None) is None
        self._done = 0
        self._guess: Any = None
        self._begun = self._spent = 0.0
        self._last: tuple[int, float] | None = None
        """Cells of the longer side, and seconds, of the one before."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hears what the model puts out at each step: the pipeline tells it to its scheduler and to
        nobody else."""
        scheduler = getattr(self._pipe, "scheduler", None)
        if self._is_over or scheduler is None:
            yield
            return
        step = scheduler.step

        # Pipelines look at which parameters it has.
        @wraps(step)
        def heard(*given: Any, **named: Any) -> Any:
            self._hear(scheduler, given)
            return step(*given, **named)

        scheduler.step = heard
        try:
            yield
        finally:
            del scheduler.step

    def after(self, done: int, total: int) -> Image.Image | None:
        """Of the picture after step `done`, counted from 1; mostly None."""
        self._done = done
        guess, self._guess = self._guess, None
        if done == 1:
            self._begun = self._now()
        if guess is None:
            return None
        with self._harmless():
            return self._looked_at(guess, done, total)
        return None

    def _hear(self, scheduler: Any, given: tuple[Any, ...]) -> None:
        total = int(getattr(self._pipe, "num_timesteps", 0))
        if self._is_over or len(given) < 3 or self._done + 1 not in due(total):
            return
        with self._harmless():
            self._guess = guessed(self._torch, scheduler, *given[:3])

    @contextmanager
    def _harmless(self) -> Iterator[None]:
        """Whatever is raised within, the picture itself may well come; only no more of it is shown
        before."""
        try:
            yield
        except HeldBack:
            self._is_over = True
        except Exception:
            # A boundary: what a stranger's model raises, the operator reads in the log.
            self._is_over = True
            logger.exception("The local model shows no more of this picture before it is ready")

    def _looked_at(self, guess: Any, done: int, total: int) -> Image.Image | None:
        latents = unpacked(self._pipe, guess, self._size)
        if latents is None:
            return None
        now = self._now()
        each_step = (now - self._begun - self._spent) / (done - 1)
        side = self._affordable(max(latents.shape[-2:]), SHARE * each_step * total - self._spent)
        if not side:
            return None
        picture = decoded(self._torch, self._pipe, latents, side)
        took = self._now() - now
        self._last = (side, took)
        self._spent += took
        return picture

    def _affordable(self, whole: int, seconds: float) -> int:
        """Cells of the longer side of one that is made in so many seconds; 0 for none."""
        finest = min(whole, LONGEST // int(getattr(self._pipe, "vae_scale_factor", 8)))
        first = max(1, min(whole // COARSEST, finest))
        if self._last is None:
            return first
        before, took = self._last
        side = min(2 * before, finest)
        while side >= first and took * (side / before) ** 2 > seconds:
            side //= 2
        return side if side >= first else 0

    def _now(self) -> float:
        """Seconds. A graphics card is waited for: it may still be at the steps before."""
        if self._torch.cuda.is_available():
            self._torch.cuda.synchronize()
        return clock()
