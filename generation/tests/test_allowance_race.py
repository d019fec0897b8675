"""Fifty requests at once at a limit of five."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.errors import QuotaExceeded
from accounts.models import Visitor
from generation.models import Generation
from generation.services import Wish, submit_generation
from generation.tests.conftest import FakeProvider

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_at_once_never_go_over_five(
    visitor: Visitor, provider: FakeProvider, settings: object
) -> None:
    settings.MONTHLY_LIMITS = {"anonymous": 5, "free": 5, "pro": 5}  # type: ignore[attr-defined]
    gate = threading.Barrier(50)

    def fire(number: int) -> bool:
        own = Visitor.objects.get(pk=visitor.pk)
        gate.wait()
        try:
            submit_generation(own, Wish(prompt=str(number)))
        except QuotaExceeded:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(50) as threads:
        accepted = list(threads.map(fire, range(50)))
    visitor.refresh_from_db()
    assert (accepted.count(True), visitor.allowance_taken, Generation.objects.count()) == (5, 5, 5)
