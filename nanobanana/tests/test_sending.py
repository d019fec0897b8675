"""Requests are put right, answers are handed over at the client's pace or not at all."""

import asyncio
from typing import Any

import pytest

from nanobanana.serving import sending
from nanobanana.serving.requests import cleaned
from nanobanana.serving.sending import taken_at_once, timed

SCOPE = {"type": "http", "path": "/", "query_string": b"", "headers": []}


async def nothing() -> dict[str, Any]:
    return {"type": "http.disconnect"}


async def in_three_parts(scope: Any, receive: Any, send: Any) -> None:
    for body in (b"1", b"2", b"3"):
        await send({"type": "http.response.body", "body": body})


def test_headers_that_look_like_a_proxys_are_dropped() -> None:
    headers = [(b"x_forwarded_for", b"6.6.6.6"), (b"x-forwarded-for", b"9.9.9.9")]
    assert cleaned({**SCOPE, "headers": headers})["headers"] == headers[1:]


def test_an_answer_is_taken_without_waiting_for_the_client() -> None:
    taken = asyncio.Event()
    got: list[bytes] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await in_three_parts(scope, receive, send)
        taken.set()

    async def send_after_all_is_taken(message: Any) -> None:
        await taken.wait()
        got.append(message["body"])

    async def answer() -> None:
        await asyncio.wait_for(taken_at_once(app)(SCOPE, nothing, send_after_all_is_taken), 10)

    asyncio.run(answer())
    assert got == [b"1", b"2", b"3"]


def test_a_client_that_takes_nothing_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SEND_SECONDS", 0.01)
    tried: list[bytes] = []

    async def never(message: Any) -> None:
        tried.append(message["body"])
        await asyncio.Event().wait()

    asyncio.run(timed(taken_at_once(in_three_parts))(SCOPE, nothing, never))
    assert tried == [b"1"]


def test_what_goes_wrong_in_the_application_is_not_hidden() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(timed(taken_at_once(broken))(SCOPE, nothing, nothing))
