"""Work in a thread beside whoever waits for it."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Beside(Generic[T]):
    """Begins `work` at once, in a thread of its own. The process ends without waiting for it."""

    def __init__(self, work: Callable[[], T], *, name: str) -> None:
        self._work = work
        self._outcome: list[T] = []
        self._failure: list[BaseException] = []
        self._over = threading.Event()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def _run(self) -> None:
        try:
            self._outcome.append(self._work())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever asks for the result
            self._failure.append(error)
        finally:
            self._over.set()

    def is_over(self, seconds: float = 0.0) -> bool:
        """Whether it has ended, or does within so long."""
        return self._over.wait(seconds)

    def result(self) -> T:
        """What it returned or raised, once it is over."""
        if self._failure:
            raise self._failure[0]
        return self._outcome[0]
