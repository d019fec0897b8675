"""The queue: a ticket per waiting generation, and the loop that spends them.

A ticket names no generation. Whoever takes one runs the waiting row whose turn it is, so
fairness is decided when work starts, and a lost ticket loses no job. This is the only module
that touches django_tasks_db.
"""

import secrets
from datetime import timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from accounts.models import Visitor
from generation.models import Generation
from generation.tasks import run_next_generation_task

BACKEND = "default"
STALE = timedelta(minutes=10)
KEEP_FINISHED = timedelta(hours=1)
TOP_UP_AT_MOST = 100


def next_turn(owner: Visitor) -> int:
    """The place of the owner's next job (start-time fair queueing, Goyal et al. 1996).

    Each visitor's jobs take consecutive turns, and nobody starts behind the turn now served:
    one visitor's hundred jobs hold up another's first by at most one round.
    """
    turns = Generation.objects.active().aggregate(
        now=Min("turn"), own=Max("turn", filter=Q(owner=owner))
    )
    own = -1 if turns["own"] is None else turns["own"]
    return max(turns["now"] or 0, own + 1)


def enqueue_ticket() -> None:
    """Let some worker run one waiting generation."""
    run_next_generation_task.enqueue()


def has_ticket() -> bool:
    return DBTaskResult.objects.ready().exists()


def spend_tickets(most: int | None = None) -> None:
    """Run work until no ticket is left, or `most` are spent."""
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=BACKEND,
        startup_delay=False,
        max_tasks=most,
        worker_id=secrets.token_hex(16),
        excluded_queue_names=[],
    ).run()


def top_up_tickets() -> int:
    """Add tickets where fewer are left than rows wait; returns how many."""
    waiting = Generation.objects.waiting().count()
    missing = min(waiting - DBTaskResult.objects.ready().count(), TOP_UP_AT_MOST)
    for _ in range(missing):
        enqueue_ticket()
    return max(missing, 0)


def prune_tickets(*, dry_run: bool = False) -> int:
    """Remove spent tickets, and those of workers that died; returns how many."""
    now = timezone.now()
    spent = Q(finished_at__lt=now - KEEP_FINISHED)
    dead = Q(started_at__lt=now - STALE, finished_at=None) & ~Q(started_at=None)
    rows = DBTaskResult.objects.filter(spent | dead)
    return rows.count() if dry_run else rows.delete()[0]
