"""`manage.py web`: one web server process; `serve` starts as many as asked."""

import math
import os
import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import uvicorn
from django.core.management.base import BaseCommand

from files.decoder import decoder
from generation.hub import hub
from generation.studio import understand
from nanobanana.serving.lifeline import hold_lifeline
from nanobanana.serving.supervisor import seconds

GRACE_SECONDS = 3.0
"""For requests to end after the signal: a client that takes nothing would hold it up for ever."""

MOST_CONNECTIONS = 2000
"""Open connections of one process, event streams among them; the next is answered 503."""


class Server(uvicorn.Server):
    """Ends open event streams before it waits for requests to end, or it would wait in vain."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        hub.end_all()
        super().handle_exit(sig, frame)


class Command(BaseCommand):
    help = "Run one web server process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fd", type=int, help="a listening socket to serve instead")
        parser.add_argument(
            "--grace", type=seconds, default=GRACE_SECONDS, help="seconds for requests to end (3)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        hold_lifeline(lambda: os.kill(os.getpid(), signal.SIGTERM))
        config = uvicorn.Config(
            "nanobanana.asgi:application",
            fd=options["fd"],
            host=options["host"],
            port=options["port"],
            log_config=None,
            access_log=False,
            server_header=False,
            # SITE_URL and TRUSTED_PROXIES say what is believed of a proxy, not the server.
            proxy_headers=False,
            timeout_graceful_shutdown=max(1, math.floor(options["grace"])),
            limit_concurrency=MOST_CONNECTIONS,
        )
        decoder.warm()
        # Reads the studio's words now, not while the first person waits for a preview.
        understand("brighter")
        Server(config).run()
