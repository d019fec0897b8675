import asyncio
from typing import Any

import pytest

from nanobanana.serving import bodies
from nanobanana.serving.bodies import BodyFirst

SCOPE = {"type": "http", "path": "/api/upload", "query_string": b"", "headers": []}


class Seen:
    """An ASGI application that notes what reaches it."""

    def __init__(self) -> None:
        self.calls: list[tuple[bytes, bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message["more_body"]
        self.calls.append((scope["query_string"], body))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"answer"})


def drive(scope: dict[str, Any], *messages: dict[str, Any]) -> tuple[Seen, list[Any]]:
    waiting, sent, app = list(messages), [], Seen()

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(BodyFirst(app)(scope, receive, send))
    return app, sent


def part(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


def test_a_body_arrives_whole() -> None:
    big = b"x" * (bodies.CHUNK * 2)
    app, _ = drive(SCOPE, part(big, more=True), part(b"end", more=False))
    assert app.calls == [(b"", big + b"end")]


@pytest.mark.parametrize(
    ("path", "is_taken"),
    [("/mcp", True), ("/mcp/", True), ("/v1/images/edits", True), ("/api/generate", False)],
)
def test_a_body_of_unknown_length_is_taken_where_clients_send_such(
    path: str, is_taken: bool
) -> None:
    scope = {**SCOPE, "path": path, "headers": [(b"transfer-encoding", b"chunked")]}
    app, _ = drive(scope, part(b"body", more=False))
    assert app.calls == [(b"", b"body" if is_taken else b"")]


def test_a_body_of_unknown_length_has_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "body_limit", lambda *_: 3)
    scope = {**SCOPE, "path": "/mcp", "headers": [(b"transfer-encoding", b"chunked")]}
    app, sent = drive(scope, part(b"body", more=False))
    assert (app.calls, sent[0]["status"]) == ([], 413)


def test_a_cut_connection_reaches_no_view() -> None:
    app, sent = drive(SCOPE, part(b"half", more=True), {"type": "http.disconnect"})
    assert (app.calls, sent) == ([], [])


def test_a_silent_client_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.01)
    app, sent = drive(SCOPE, part(b"half", more=True))
    assert (app.calls, sent[0]["status"]) == ([], 408)


GIANT = {**SCOPE, "headers": [(b"content-length", b"99999999999")]}


def test_an_announced_giant_is_not_read() -> None:
    app, _ = drive(GIANT, part(b"never read", more=True), {"type": "http.disconnect"})
    assert app.calls == [(b"", b"")]


def test_a_refusal_arrives_before_the_rest_of_the_body_is_thrown_away() -> None:
    app, sent = drive(GIANT, part(b"thrown", more=True), part(b"away", more=False))
    assert app.calls == [(b"", b"")]
    assert [(each["type"], each.get("body")) for each in sent] == [
        ("http.response.start", None),
        ("http.response.body", b"answer"),
        ("http.response.body", b""),
    ]
    assert (sent[1]["more_body"], "more_body" in sent[2]) == (True, False)


def test_a_giant_without_end_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "DRAIN_SECONDS", 0.01)
    _, sent = drive(GIANT, part(b"and then silence", more=True))
    assert sent[-1] == {"type": "http.response.body", "body": b""}


def test_large_bodies_have_a_budget_and_small_ones_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST_ON_DISK", bodies.IN_MEMORY)
    large = part(b"x" * (bodies.IN_MEMORY + 1), more=False)
    app, sent = drive(SCOPE, large, {"type": "http.disconnect"})
    headers = dict(sent[0]["headers"])
    assert (app.calls, sent[0]["status"], headers[b"retry-after"]) == ([], 503, b"10")
    app, _ = drive(SCOPE, part(b"x" * bodies.IN_MEMORY, more=False))
    assert len(app.calls) == 1


def test_what_was_held_is_given_back() -> None:
    app = Seen()
    taking = BodyFirst(app)

    async def receive() -> dict[str, Any]:
        return part(b"x" * (bodies.IN_MEMORY + 1), more=False)

    async def send(message: Any) -> None:
        """Nobody looks."""

    for _ in range(2):
        asyncio.run(taking(SCOPE, receive, send))
    assert (len(app.calls), taking._on_disk) == (2, 0)
