"""How many jobs run before a waiting one."""

from collections.abc import Collection
from uuid import UUID

from generation.models import Generation

LOOK_AHEAD = 1000
"""Places are counted this far; whoever waits behind more is told no number."""


def queue_positions(wanted: Collection[UUID]) -> dict[UUID, int]:
    """The place in the queue, counted from 1, of those of `wanted` that wait. One query."""
    if not wanted:
        return {}
    waiting = Generation.objects.waiting().values_list("pk", flat=True)[:LOOK_AHEAD]
    return {key: place for place, key in enumerate(waiting, start=1) if key in wanted}
