"""`manage.py worker`: one worker process; `serve` starts as many as asked."""

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from generation.studio import understand
from generation.worker import GRACE_SECONDS, run_worker
from nanobanana.serving.lifeline import hold_lifeline
from nanobanana.serving.supervisor import seconds
from nanobanana.upkeep import start_upkeep


class Command(BaseCommand):
    help = "Run one worker process: it carries out generations until it is told to stop."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--grace", type=seconds, default=GRACE_SECONDS, help="seconds to notice a stop (3)"
        )
        parser.add_argument(
            "--finish", type=seconds, default=0.0, help="seconds for a job to end after a stop (0)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        hold_lifeline(lambda: os.kill(os.getpid(), signal.SIGTERM))
        # Reads the studio's words now, not while the first person waits.
        understand("brighter")
        start_upkeep()
        run_worker(options["grace"], options["finish"])
