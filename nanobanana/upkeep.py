"""The daily `prune`, done by one of the workers."""

import io
import logging
import threading
import time
from datetime import timedelta

from django.core.management import CommandError, call_command
from django.db import connection

from generation.chores import is_ours_to_do

logger = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LOOK_SECONDS = 600.0


def start_upkeep() -> None:
    """In a thread that ends with the process: a prune that is cut short is taken up by the next."""
    threading.Thread(target=_keep_up, name="upkeep", daemon=True).start()


def _keep_up() -> None:
    while True:
        try:
            prune_if_due()
        except Exception:
            # The boundary of a thread that must not end: whatever broke, the next look tries.
            logger.exception("The daily prune broke off")
        finally:
            connection.close()
        time.sleep(LOOK_SECONDS)


def prune_if_due() -> bool:
    """Prune, unless some worker began to within a day; returns whether it was done."""
    if not is_ours_to_do("prune", EVERY):
        return False
    said = io.StringIO()
    try:
        call_command("prune", stdout=said)
    except CommandError:
        logger.exception("The daily prune did not add up")
    logger.info("The daily prune:\n%s", said.getvalue())
    return True
