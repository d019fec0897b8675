"""`/mcp` before the protocol: whose requests are heard, and what the others are told."""

import asyncio
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.keys.services import revoke_key
from accounts.models import User
from accounts.tests.keyed import key, user
from generation.mcp_server.callers import Caller
from nanobanana.http.limits import body_limit
from nanobanana.serving import assistants as module
from nanobanana.serving.assistants import (
    BAD_KEY,
    ENDING,
    MOST_LARGEST,
    NO_KEY,
    NO_STREAM,
    Assistants,
)
from nanobanana.tests.mcp_asking import BODY, Answer, Told, ask, asked

__all__ = ["key", "user"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer {}"},
        {"authorization": "bearer {}"},
        {"authorization": "BEARER   {}  "},
        {"api-key": "{}"},
        {"api-key": " {} "},
        {"authorization": "Bearer ", "api-key": "{}"},
        {"authorization": "Basic eDp5", "api-key": "{}"},
        {"authorization": "Bearer {}", "api-key": "nb_other"},
    ],
)
def test_key_comes_in_either_header(user: User, key: str, headers: dict[str, str]) -> None:
    given = {name: value.format(key) for name, value in headers.items()}
    app, answer = ask({**given, "host": "127.0.0.1:8000"})
    assert (answer.status, answer.body, app.body) == (200, b"heard", BODY)
    assert app.caller is not None
    assert (app.caller.user, app.caller.site) == (user, "http://127.0.0.1:8000")
    assert app.caller.scopes == ("generate", "read")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": ""},
        {"authorization": "Bearer"},
        {"authorization": "Bearer  "},
        {"authorization": "{}"},
        {"authorization": "Basic {}"},
        {"authorization": "Bearer\t{}"},
        {"x-api-key": "{}"},
        {"cookie": "sessionid={}"},
    ],
)
def test_without_a_key_nobody_is_heard(key: str, headers: dict[str, str]) -> None:
    check_unheard(key, headers, NO_KEY)


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": "Bearer nb_00000000_no"},
        {"authorization": "Bearer nb_\xff"},
        {"authorization": "Bearer nb_00000000_no", "api-key": "{}"},
        {"api-key": "Bearer {}"},
    ],
)
def test_what_is_no_key_is_told_as_such(key: str, headers: dict[str, str]) -> None:
    check_unheard(key, headers, BAD_KEY)


def check_unheard(key: str, headers: dict[str, str], detail: str) -> None:
    app, answer = ask({name: value.format(key) for name, value in headers.items()})
    assert answer.error == (401, "invalid_api_key", detail)
    assert answer.headers["www-authenticate"] == 'Bearer realm="mcp"'
    assert app.caller is None


def test_revoked_key_is_not_heard(user: User, key: str) -> None:
    revoke_key(user, user.api_keys.get().pk)
    assert ask({"authorization": f"Bearer {key}"})[1].error == (401, "invalid_api_key", BAD_KEY)
    assert ask({})[1].error == (401, "invalid_api_key", NO_KEY)


def test_slash_at_the_end_is_as_good(key: str) -> None:
    app, answer = ask({"authorization": f"Bearer {key}"}, path="/mcp/")
    assert (answer.status, app.paths) == (200, {"/mcp", b"/mcp"})


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT", "OPTIONS"])
def test_every_method_but_post_is_refused(key: str, method: str) -> None:
    for headers in ({}, {"authorization": f"Bearer {key}"}):
        answer = ask(headers, method)[1]
        assert answer.error == (405, "method_not_allowed", NO_STREAM)
        assert answer.headers["allow"] == "POST"
    assert ask({"host": "evil.example"}, method)[1].status == 403


def test_refusal_ends_the_connection(key: str) -> None:
    answer = ask({})[1]
    assert answer.headers == {
        "content-type": "application/json",
        "content-length": str(len(answer.body)),
        "connection": "close",
        "www-authenticate": 'Bearer realm="mcp"',
    }


def test_site_is_called_as_securely_as_its_own_address(settings: Settings, key: str) -> None:
    settings.SITE_URL = "https://testserver"
    app, _ = ask({"authorization": f"Bearer {key}"})
    assert app.caller is not None
    assert app.caller.site == "https://testserver"


def test_nobody_is_heard_before_it_runs_or_after_it_ran(key: str) -> None:
    assistants, headers = Assistants(), {"authorization": f"Bearer {key}"}

    async def work() -> list[Answer]:
        before = await asked(assistants, headers)
        async with assistants.running():
            assert assistants._app is not None
        return [before, await asked(assistants, headers)]

    for answer in asyncio.run(work()):
        assert answer.error == (503, "starting", ENDING)


def test_process_that_begins_to_end_while_a_body_comes_says_so(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assistants = Assistants()

    async def ending(headers: Any) -> Caller | None:
        assistants._app = None
        return await caller(headers)

    caller = module._caller
    monkeypatch.setattr(module, "_caller", ending)

    async def work() -> Answer:
        async with assistants.running():
            return await asked(assistants, {"authorization": f"Bearer {key}"})

    assert asyncio.run(work()).error == (503, "starting", ENDING)


def test_of_the_largest_bodies_only_some_are_held_while_calls_wait(
    settings: Settings, key: str
) -> None:
    settings.MAX_FILE_SIZE = 1024 * 1024
    assistants, headers = Assistants(), {"authorization": f"Bearer {key}"}
    largest = b"x" * body_limit("/mcp", "")
    over = asyncio.Event()

    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        await over.wait()
        await Told()(scope, receive, send)

    async def work() -> list[int]:
        async with assistants.running():
            assistants._app = waiting
            calls = [
                asyncio.ensure_future(asked(assistants, headers, body=largest))
                for _ in range(MOST_LARGEST + 1)
            ]
            first, others = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
            over.set()
            done = await asyncio.gather(*first, *others)
            return [each.status for each in [*done, await asked(assistants, headers, body=largest)]]

    assert asyncio.run(work()) == [503, *[200] * MOST_LARGEST, 200]
