"""`manage.py prune`: what nobody needs any more goes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from accounts.pruning import prune_answers, prune_sessions, prune_tokens, prune_visitors
from files.pruning import prune_blobs, prune_files, prune_folders
from gallery.liking import recount_likes
from generation.queue import prune_tickets
from generation.settlement import mend_allowances

# Visitors first: what they leave behind is counted and removed by the steps after.
STEPS = (
    ("anonymous visitors not seen for long", prune_visitors),
    ("files nothing uses", prune_files),
    ("stored pictures without a file", prune_blobs),
    ("folders without a stored picture", prune_folders),
    ("wrong like counters (mended)", recount_likes),
    ("wrong allowance counters (mended)", mend_allowances),
    ("expired sign-ins", prune_sessions),
    ("expired refused tokens", prune_tokens),
    ("expired idempotent answers", prune_answers),
    ("stale task rows", prune_tickets),
)


class Command(BaseCommand):
    help = "Remove expired anonymous work, orphaned files and stale rows."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *args: Any, **options: Any) -> None:
        verb = "would remove" if options["dry_run"] else "removed"
        for label, step in STEPS:
            self.stdout.write(f"{verb} {step(dry_run=options['dry_run'])} {label}")
