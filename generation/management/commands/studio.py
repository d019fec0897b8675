"""`manage.py studio plan|apply|ops`: the studio engine on the command line."""

import os
import sys
from argparse import ArgumentParser, Namespace
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError

from generation.studio.console import add_arguments, run
from generation.studio.errors import StudioError


class Command(BaseCommand):
    help = "Say what an instruction would do, edit a picture, or list what can be done."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        out = cast(Any, self.stdout)._out
        try:
            run(Namespace(**options), sys.stdin.buffer, out)
            out.flush()
        except BrokenPipeError:
            # Whoever read has seen enough; nothing must be written at the interpreter's end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except StudioError as error:
            raise CommandError(error.message) from error
