"""A worker process's loop: wait for a hint, spend the tickets, reap every two seconds."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, close_old_connections

from generation.heartbeat import Heartbeat
from generation.hints import change_hint
from generation.queue import has_ticket, spend_tickets
from generation.reaper import reap_forever

logger = logging.getLogger(__name__)

SAFETY_POLL_SECONDS = 1.0

GRACE_SECONDS = 3.0
"""For the heartbeat to put the job back and for the job to notice."""


def work_until(stop: threading.Event, *, idle: Callable[[], None] = lambda: None) -> None:
    """Run waiting generations until `stop` is set. `idle` is called whenever nothing waits."""
    hint = change_hint()
    try:
        while not stop.is_set():
            try:
                if has_ticket():
                    # One at a time: a worker that is to stop takes no other.
                    spend_tickets(most=1)
                    continue
            except DatabaseError:
                logger.exception("The worker could not reach the database")
                close_old_connections()
                time.sleep(SAFETY_POLL_SECONDS)
            idle()
            hint.wait(SAFETY_POLL_SECONDS)
    finally:
        hint.close()


def run_worker(grace: float = GRACE_SECONDS, finish: float = 0.0) -> None:
    """Work until SIGTERM or SIGINT. What is under way then has `finish` seconds to come to its end
    before it goes back to the queue, and `grace` seconds more to notice that, or is ended."""
    stop = threading.Event()

    def leave() -> None:
        time.sleep(finish)
        Heartbeat.shutting_down.set()
        time.sleep(grace)
        logger.warning("A worker is killed: it did not end in time")
        os._exit(0)

    def shut_down(signum: int, frame: object) -> None:
        stop.set()
        threading.Thread(target=leave, daemon=True).start()

    signal.signal(signal.SIGTERM, shut_down)
    signal.signal(signal.SIGINT, shut_down)
    threading.Thread(target=reap_forever, args=(stop,), name="reaper", daemon=True).start()
    work_until(stop)
