"""A long piece of an upload goes through Django in bits."""

import asyncio
from typing import Any

import pytest

from files.resumable.arriving import TO_COME
from nanobanana.serving import bodies, incoming, pieces
from nanobanana.serving.bodies import BodyFirst
from nanobanana.serving.pieces import PiecesFirst

PATH = "/api/files/upload/01a21357-d731-732e-81be-80734ebf2f24"


class Django:
    """Notes what reaches it and answers as told, with 204 and then with the last again."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses) or [204]
        self.calls: list[tuple[dict[str, str], bytes, int]] = []
        self.was_called = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.calls.append((headers, body, scope.get(TO_COME, 0)))
        self.was_called.set()
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        number = str(len(self.calls)).encode()
        headers_out = [(b"x-number", number)]
        if len(self.calls) == 1:
            headers_out.append((b"x-session-id", b"secret"))
        await send({"type": "http.response.start", "status": status, "headers": headers_out})
        await send({"type": "http.response.body", "body": b"answer"})

    def seen(self, header: str) -> list[tuple[str, bytes, int]]:
        return [(headers[header], body, to_come) for headers, body, to_come in self.calls]


def scope(method: str = "PATCH", path: str = PATH, **headers: str) -> dict[str, Any]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    encoded = [(name.encode(), value.encode()) for name, value in named.items()]
    return {"type": "http", "method": method, "path": path, "query_string": b"", "headers": encoded}


def part(body: bytes, *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


CUT = {"type": "http.disconnect"}
AFTER_A_CALL: dict[str, Any] = {}
"""Nothing arrives before Django was called."""

NOT_TO_BE_READ: dict[str, Any] = {"type": "not to be read"}


def drive(django: Django, asked: dict[str, Any], *messages: dict[str, Any]) -> list[Any]:
    """What the client is sent."""
    waiting = list(messages)
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if waiting[:1] == [AFTER_A_CALL]:
            await django.was_called.wait()
            waiting.pop(0)
        if not waiting:
            await asyncio.Event().wait()
        if waiting[0] is NOT_TO_BE_READ:
            assert any(message["type"] == "http.response.start" for message in sent)
            waiting.pop(0)
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(PiecesFirst(django, otherwise=BodyFirst(django))(asked, receive, send))
    return sent


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (incoming, pieces):
        monkeypatch.setattr(module, "PIECE", 10)


def test_a_long_patch_comes_in_bits_after_it_was_asked_for() -> None:
    django = Django()
    asked = scope(upload_offset="100", content_length="25", tus_resumable="1.0.0")
    sent = drive(django, asked, part(b"a" * 7), part(b"b" * 14), part(b"c" * 4, more=False))
    assert django.seen("upload-offset") == [
        ("100", b"", 25),
        ("100", b"a" * 7 + b"b" * 3, 15),
        ("110", b"b" * 10, 5),
        ("120", b"b" + b"c" * 4, 0),
    ]
    assert [headers["content-length"] for headers, _, _ in django.calls] == ["0", "10", "10", "5"]
    assert (sent[0]["status"], sent[1]["body"]) == (204, b"answer")


def test_the_last_answer_carries_the_session_that_the_first_one_gave() -> None:
    sent = drive(
        Django(), scope(upload_offset="0", content_length="12"), part(b"x" * 12, more=False)
    )
    headers = dict(sent[0]["headers"])
    assert headers[b"x-number"] == b"3"
    assert headers[b"x-session-id"] == b"secret"
    assert headers[b"tus-resumable"] == b"1.0.0"


def test_a_short_patch_is_one_request() -> None:
    django = Django()
    drive(django, scope(upload_offset="0", content_length="9"), part(b"x" * 9, more=False))
    assert django.seen("upload-offset") == [("0", b"x" * 9, 0)]


def test_a_long_put_comes_in_bits() -> None:
    django = Django(202, 202, 201)
    asked = scope("PUT", content_range="bytes 5-19/100", content_length="15")
    sent = drive(django, asked, part(b"x" * 15, more=False))
    assert django.seen("content-range") == [
        ("bytes 5-19/100", b"", 15),
        ("bytes 5-19/100", b"x" * 10, 5),
        ("bytes 15-19/100", b"x" * 5, 0),
    ]
    assert sent[0]["status"] == 201


def test_what_arrived_before_a_cut_is_passed_on() -> None:
    django = Django()
    sent = drive(django, scope(upload_offset="0", content_length="25"), part(b"x" * 14), CUT)
    assert django.seen("upload-offset")[1:] == [("0", b"x" * 10, 15), ("10", b"x" * 4, 11)]
    assert sent == []


def test_a_cut_before_any_byte_passes_nothing_on() -> None:
    django = Django()
    assert drive(django, scope(upload_offset="0", content_length="9"), CUT) == []
    assert [body for _, body, _ in django.calls] == [b""]


def test_an_error_ends_it_and_the_rest_is_thrown_away() -> None:
    django = Django(204, 409)
    asked = scope(upload_offset="0", content_length="100")
    sent = drive(django, asked, part(b"x" * 12), part(b"x" * 50), part(b"x" * 38, more=False))
    assert len(django.calls) == 2
    assert sent[0]["status"] == 409
    assert dict(sent[0]["headers"])[b"connection"] == b"close"
    assert [message.get("more_body") for message in sent[1:]] == [True, None]


def test_what_is_not_wanted_is_refused_before_a_byte_is_passed_on() -> None:
    django = Django(404)
    asked = scope(upload_offset="0", content_length="100")
    sent = drive(django, asked, part(b"x" * 100, more=False))
    assert [body for _, body, _ in django.calls] == [b""]
    assert sent[0]["status"] == 404


def test_who_asks_before_it_sends_is_answered_before_a_byte_is_read() -> None:
    django = Django(404)
    asked = scope(upload_offset="0", content_length="100", expect="100-continue")
    # Reading is what makes the server tell the client to go on.
    sent = drive(django, asked, NOT_TO_BE_READ, part(b"x" * 100, more=False))
    assert sent[0]["status"] == 404


def test_a_body_is_taken_in_while_what_came_before_is_worked_on() -> None:
    """A web server forgets what it holds of a body when the connection breaks."""
    django = Django()
    asked = scope(upload_offset="0", content_length="30")
    drive(django, asked, part(b"a" * 11), AFTER_A_CALL, part(b"b" * 8), CUT)
    assert b"".join(body for _, body, _ in django.calls) == b"a" * 11 + b"b" * 8


def test_what_breaks_while_receiving_is_raised() -> None:
    async def receive() -> dict[str, Any]:
        raise ZeroDivisionError

    async def send(message: Any) -> None:
        """Nobody looks."""

    asked = scope(upload_offset="0", content_length="30")
    app = PiecesFirst(Django(), otherwise=Django())
    with pytest.raises(ZeroDivisionError):
        asyncio.run(app(asked, receive, send))


def test_a_silent_client_is_let_go_and_its_bytes_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.02)
    django = Django()
    sent = drive(django, scope(upload_offset="0", content_length="9"), part(b"xyz"))
    assert django.seen("upload-offset") == [("0", b"xyz", 6)]
    assert sent[0]["status"] == 408
    assert dict(sent[0]["headers"])[b"tus-resumable"] == b"1.0.0"


def test_a_slow_clients_bytes_are_passed_on_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "FLUSH_SECONDS", 0.005)
    django = Django()
    asked = scope(upload_offset="0", content_length="6")
    drive(django, asked, part(b"abc"), AFTER_A_CALL, part(b"def", more=False))
    # One byte is held back, so that the last bit is known for the last.
    assert django.seen("upload-offset") == [("0", b"ab", 4), ("2", b"cdef", 0)]


def test_a_body_slower_than_the_least_pace_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.0)
    monkeypatch.setattr(bodies, "LEAST_BYTES_A_SECOND", 1e9)
    sent = drive(Django(), scope(upload_offset="0", content_length="9"), part(b"abc"))
    assert sent[0]["status"] == 408


def test_the_chunked_coding_is_taken_in_bits() -> None:
    django = Django()
    asked = scope(upload_offset="0", transfer_encoding="chunked")
    drive(django, asked, part(b"x" * 14), part(b"", more=False))
    assert django.seen("upload-offset") == [("0", b"", 0), ("0", b"x" * 10, 4), ("10", b"x" * 4, 0)]
    assert all("transfer-encoding" not in headers for headers, _, _ in django.calls)


def test_of_an_empty_chunked_body_the_first_answer_counts() -> None:
    django = Django()
    sent = drive(
        django, scope(upload_offset="0", transfer_encoding="chunked"), part(b"", more=False)
    )
    assert (len(django.calls), sent[0]["status"]) == (1, 204)


def test_a_post_that_means_patch_is_split() -> None:
    django = Django()
    asked = scope("POST", upload_offset="0", content_length="12", x_http_method_override="PATCH")
    drive(django, asked, part(b"x" * 12, more=False))
    assert len(django.calls) == 3


@pytest.mark.parametrize(
    "asked",
    [
        scope(upload_offset="0", content_length="12", upload_checksum="sha1 x"),
        scope(upload_offset="x", content_length="12"),
        scope(content_length="12"),
        scope("PUT", content_range="bytes 0-3/9", content_length="12"),
        scope("PUT", content_range="nonsense", content_length="12"),
        scope("POST", content_length="12"),
        scope("PATCH", "/api/generate", upload_offset="0", content_length="12"),
        scope("POST", "/api/files/upload", content_length="12"),
        scope(upload_offset="0", transfer_encoding="chunked", upload_checksum="sha1 x"),
    ],
)
def test_all_else_is_handed_over_whole(asked: dict[str, Any]) -> None:
    django = Django()
    drive(django, asked, part(b"x" * 12, more=False))
    ((headers, body, to_come),) = django.calls
    assert (headers["content-length"], body, to_come) == ("12", b"x" * 12, 0)


def test_a_chunked_body_past_the_limit_is_413(settings: Any) -> None:
    settings.MAX_FILE_SIZE = 10
    django = Django()
    asked = scope(upload_offset="0", transfer_encoding="chunked", upload_checksum="sha1 x")
    sent = drive(django, asked, part(b"x" * 11, more=True), CUT)
    assert (django.calls, sent[0]["status"]) == ([], 413)


def test_elsewhere_a_chunked_body_is_left_to_django() -> None:
    django = Django(411)
    asked = scope("POST", "/api/upload", transfer_encoding="chunked")
    drive(django, asked, part(b"x" * 11, more=False))
    assert [body for _, body, _ in django.calls] == [b""]
