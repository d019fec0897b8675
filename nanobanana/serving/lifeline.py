"""A child that ends with its parent, on any system: the parent holds the other end of a pipe."""

import os
import threading
from collections.abc import Callable

VARIABLE = "NB_LIFELINE"


def hold_lifeline(on_cut: Callable[[], None]) -> None:
    """Call `on_cut` from a thread once the parent is gone; nothing to do without a parent."""
    end = os.environ.pop(VARIABLE, "")
    if not end:
        return

    def wait() -> None:
        while os.read(int(end), 1):
            pass
        on_cut()

    threading.Thread(target=wait, name="lifeline", daemon=True).start()
