"""`manage.py prune`: what nobody needs any more goes, and the sum is proved."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.pruning import (
    long_gone,
    prune_answers,
    prune_sessions,
    prune_tokens,
    prune_visitors,
)
from files.accounting.forecast import Forecast, foretell_visitors
from files.accounting.ledger import Ledger, kept_ledger
from files.accounting.mending import mend_refs, mend_usage
from files.accounting.proof import close_account, open_account
from files.pruning import prune_blobs, prune_files, prune_folders
from files.resumable.sweeping import sweep_uploads
from gallery.liking import recount_likes
from generation.hiding import mend_hidden
from generation.providers.webhook.callbacks import prune_callbacks
from generation.queue import prune_tickets
from generation.settlement import mend_allowances
from generation.trash import purge_trash


def _prune_visitors(*, dry_run: bool) -> int:
    if dry_run:
        foretell_visitors(long_gone())
    return prune_visitors(dry_run=dry_run)


Step = Callable[..., int]

# Counters of storage while they are at rest. Then visitors and the trash: what they leave behind is
# counted and removed by the steps after.
STEPS: tuple[tuple[str, Step], ...] = (
    ("wrong storage counters (mended)", mend_usage),
    ("anonymous visitors not seen for long", _prune_visitors),
    ("generations that were in the trash for long", purge_trash),
    ("wrongly hidden files (shown again)", mend_hidden),
    ("abandoned uploads", sweep_uploads),
    ("files nothing uses", prune_files),
    ("wrong reference counters (mended)", mend_refs),
    ("stored pictures without a file", prune_blobs),
    ("folders without a stored picture", prune_folders),
    ("wrong like counters (mended)", recount_likes),
    ("wrong allowance counters (mended)", mend_allowances),
    ("expired sign-ins", prune_sessions),
    ("expired refused tokens", prune_tokens),
    ("expired idempotent answers", prune_answers),
    ("stale task rows", prune_tickets),
    ("answers of providers nobody waits for", prune_callbacks),
)


class Command(BaseCommand):
    help = (
        "Remove expired anonymous work, what was long in the trash, orphaned files and stale rows. "
        "Ends with the sum of bytes in storage, and with status 1 where it is wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="only say what would go; what one step leaves to the next counts with the first",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with kept_ledger() as ledger:
            self._foretell(ledger) if options["dry_run"] else self._prune(ledger)

    def _foretell(self, ledger: Ledger) -> None:
        forecast = Forecast(ledger)
        self._take_steps("would remove", forecast.bytes, dry_run=True)
        self.stdout.write(f"Storage: {forecast.bytes()} bytes would be freed.")

    def _prune(self, ledger: Ledger) -> None:
        account = open_account()
        self._take_steps("removed", lambda: ledger.bytes, dry_run=False)
        proof = close_account(account, ledger)
        if not proof.is_right:
            raise CommandError("\n".join([f"The sum is wrong: {proof}.", *proof.faults]))
        self.stdout.write(f"Storage: {proof}.")

    def _take_steps(self, verb: str, freed: Callable[[], int], *, dry_run: bool) -> None:
        so_far = 0
        for label, step in STEPS:
            count = step(dry_run=dry_run)
            size, so_far = freed() - so_far, freed()
            weight = f" ({size} bytes)" if size else ""
            self.stdout.write(f"{verb} {count} {label}{weight}")
