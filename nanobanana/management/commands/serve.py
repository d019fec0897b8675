"""`manage.py serve`: the whole product in one command."""

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from files.storage_check import StorageUnusable, check_storage
from nanobanana.serving.supervisor import GRACE_SECONDS, Child, Supervisor, bind, seconds

EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - what --host may say
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def _check_storage() -> None:
    """Raises CommandError where pictures could not be kept."""
    try:
        check_storage()
    except StorageUnusable as error:
        raise CommandError(str(error)) from error


class Command(BaseCommand):
    help = "Run web servers and workers until Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000, help="0 takes a free one")
        parser.add_argument("--web", type=int, default=1, help="web processes")
        parser.add_argument("--workers", type=int, default=2, help="worker processes")
        parser.add_argument(
            "--grace",
            type=seconds,
            default=GRACE_SECONDS,
            help="seconds that processes have to end after a stop before they are killed (4)",
        )
        parser.add_argument(
            "--finish",
            type=seconds,
            default=0.0,
            help="seconds before that for jobs under way to come to their end, so that they need "
            "not go back to the queue (0)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        _check_storage()
        try:
            listener = bind(host, port)
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {host}:{port}: {error.strerror}. "
                "Choose another with --port, or PORT=… make run."
            ) from error
        port = listener.getsockname()[1]
        fd = listener.fileno()
        # A process needs a moment more to end than what is in it.
        grace = ["--grace", str(max(1.0, options["grace"] - 1.0))]
        finish = ["--finish", str(options["finish"])]
        children = [
            Child(f"web {number + 1}", ["web", "--fd", str(fd), *grace], (fd,))
            for number in range(options["web"])
        ]
        children += [
            Child(f"worker {number + 1}", ["worker", *grace, *finish])
            for number in range(options["workers"])
        ]
        shown = f"[{host}]" if ":" in host else host
        self.stdout.write(f"Nano Banana is at http://{shown}:{port}  (Ctrl-C stops it)")
        if urlsplit(settings.SITE_URL).port not in {None, port}:
            self.stdout.write(f"Links to share point to {settings.SITE_URL}, which SITE_URL says.")
        if host in EVERY_ADDRESS and set(settings.ALLOWED_HOSTS) <= OWN_NAMES:
            self.stdout.write(
                "Only this machine gets an answer: name what others call it in ALLOWED_HOSTS."
            )
        if settings.DEBUG:
            self.stdout.write("DEBUG is on: do not let strangers reach this.")
        self.stdout.flush()
        Supervisor(children, options["finish"] + options["grace"]).run()
        self.stdout.write("Stopped.")
