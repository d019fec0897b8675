"""What Stability makes in its own time, and is asked for again and again."""

import pytest
from pytest_django.fixtures import Settings

from generation.providers.stability import provider
from generation.tests.providing import Recorder, Stopped, Stopping
from generation.tests.test_vendor_stability import GOLD, edit, fault, run, vendor
from generation.tests.vendors.server import Cut, Hanging, Reply, Vendor
from generation.tests.vendors.stability import error, pictured, running

__all__ = ("vendor",)

JOB = Reply(200, b'{"id": "a1b2c3d4"}', {"Content-Type": "application/json"})
SLOW = edit("x", settings={"operation": "creative"})


def test_slow_ones_are_asked_for_every_ten_seconds(vendor: Vendor) -> None:
    vendor.script = [JOB, running(), error(500, "internal_error"), Cut(), running()]
    progress = Recorder()
    result = run(SLOW, progress)
    assert result.originals == (GOLD,)
    assert [wait for wait in progress.waits if wait] == [10.0] * 5
    assert [each.method for each in vendor.asked] == ["POST", *["GET"] * 5]


def test_slow_ones_end_in_time(vendor: Vendor, settings: Settings) -> None:
    settings.VENDOR_TIMEOUT = 30
    vendor.script = [JOB, running(), running(), running()]
    assert fault(SLOW) == "provider_timeout"
    assert len(vendor.asked) == 4


def test_looks_that_hang_end_in_time(
    vendor: Vendor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without waits that count: it is the clock that ends it."""
    monkeypatch.setattr(provider, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(provider, "POLL_SECONDS", 0.0)
    settings.VENDOR_TIMEOUT = 0.5
    vendor.script = [JOB, *(Hanging() for _ in range(20))]
    assert fault(SLOW) == "provider_timeout"
    assert 2 <= len(vendor.asked) <= 5


def test_looks_make_room_when_there_were_too_many(vendor: Vendor) -> None:
    vendor.script = [JOB, error(429, "rate_limit_exceeded"), running()]
    progress = Recorder()
    assert run(SLOW, progress).originals == (GOLD,)
    assert [wait for wait in progress.waits if wait] == [10.0, 60.0, 10.0]


def test_work_may_have_begun_with_202(vendor: Vendor) -> None:
    vendor.script = [running()]
    assert run(SLOW).originals == (GOLD,)
    assert [each.method for each in vendor.asked] == ["POST", "GET"]


def test_cancelling_while_it_is_made_ends_the_looks(vendor: Vendor) -> None:
    vendor.script = [JOB, running(), running()]
    progress = Stopping(longest=5)
    with pytest.raises(Stopped):
        run(SLOW, progress)
    assert [each.method for each in vendor.asked] == ["POST"]


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (error(404, "not_found"), "provider_refused_request"),
        (pictured(finish="CONTENT_FILTERED"), "moderation_blocked"),
        (error(403, "content_moderation"), "moderation_blocked"),
        (error(401, "unauthorized"), "provider_key_refused"),
        (Reply(200, b"junk"), "provider_bad_answer"),
        (Reply(200, b"[" * 100_000, {"Content-Type": "application/json"}), "provider_bad_answer"),
    ],
)
def test_faults_of_slow_ones(vendor: Vendor, reply: Reply, code: str) -> None:
    vendor.script = [JOB, reply]
    assert fault(SLOW) == code


def test_endless_picture_is_not_read_to_its_end(
    vendor: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider, "MOST_BYTES", 1000)
    vendor.script = [JOB, pictured(b"x" * 5000)]
    assert fault(SLOW) == "provider_bad_answer"
