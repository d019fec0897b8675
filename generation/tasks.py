"""What workers run. Tasks take ids or nothing, and call a service."""

from django_tasks import task

from generation.running import Outcome, run_next


@task()
def run_next_generation_task() -> None:
    """Run the waiting generation whose turn it is, if there is one."""
    if run_next() is Outcome.AGAIN:
        run_next_generation_task.enqueue()
