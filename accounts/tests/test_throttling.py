from collections.abc import Callable

import pytest

from accounts.models import User
from accounts.tests.conftest import Caller, errors, sign_in
from accounts.throttling import VisitorRateThrottle

pytestmark = pytest.mark.django_db


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def limit(**rates: str) -> None:
        everyday = dict.fromkeys(VisitorRateThrottle.THROTTLE_RATES, "1000/min")
        given = {scope.replace("_", "-"): rate for scope, rate in rates.items()}
        monkeypatch.setattr(VisitorRateThrottle, "THROTTLE_RATES", {**everyday, **given})

    return limit


def test_over_the_rate_is_429_with_the_time_to_wait(
    caller: Caller, limit: Callable[..., None]
) -> None:
    limit(sign_in="2/min")
    body = {"email": "a@example.com", "password": "x"}
    statuses = [caller.send("post", "/api/auth/login", body).status_code for _ in range(2)]
    refused = caller.send("post", "/api/auth/login", body)
    assert statuses == [401, 401]
    assert (refused.status_code, errors(refused)) == (429, [("throttled", None)])
    assert 0 < int(refused["Retry-After"]) <= 60


def test_scopes_are_counted_apart(caller: Caller, limit: Callable[..., None]) -> None:
    limit(sign_in="1/min")
    body = {"email": "a@example.com", "password": "x"}
    for _ in range(2):
        caller.send("post", "/api/auth/login", body)
    assert caller.send("get", "/api/history").status_code == 200


def test_a_new_session_is_no_new_rate(limit: Callable[..., None]) -> None:
    limit(default="1/min")
    first = Caller({"X-Session-ID": "one"}).send("get", "/api/history")
    second = Caller({"X-Session-ID": "two"}).send("get", "/api/history")
    assert (first.status_code, second.status_code) == (200, 429)


def test_a_user_is_counted_by_account(user: User, limit: Callable[..., None]) -> None:
    tokens = sign_in(Caller())
    limit(default="1/min")
    nobody = Caller().send("get", "/api/history")
    signed_in = Caller({"Authorization": f"Bearer {tokens['access']}"})
    statuses = [signed_in.send("get", "/api/history").status_code for _ in range(2)]
    assert (nobody.status_code, statuses) == (200, [200, 429])
