"""The MCP server of the served product, by what assistants are made with beside Python."""

import base64
import io
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from e2e.keys import new_key
from e2e.node import needs, run_script
from e2e.server import Server
from generation.mcp_server.waiting import MOST_SECONDS

pytestmark = pytest.mark.e2e
SECONDS = 60
TO_ANSWER = 5
"""Seconds that reading and sending the pictures of a call that has waited its longest may take."""

npm = needs("@modelcontextprotocol/sdk")


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    return new_key(server)


@pytest.fixture(scope="module")
def found(server: Server, key: str) -> dict[str, Any]:
    """What a client by the official TypeScript package came upon."""
    told = {"url": f"{server.url}/mcp", "key": key}
    read: dict[str, Any] = run_script("mcp_client.mjs", told)
    return read


def size_of(result: dict[str, Any]) -> tuple[int, int]:
    """Of the one picture that a result shows."""
    (shown,) = (each for each in result["content"] if each["type"] == "image")
    with Image.open(io.BytesIO(base64.b64decode(shown["data"]))) as image:
        assert (image.format, shown["mimeType"]) == ("WEBP", "image/webp")
        return image.size


def words_of(result: dict[str, Any]) -> str:
    return " ".join(each["text"] for each in result["content"] if each["type"] == "text")


@npm
def test_typescript_client_agrees_and_holds_no_session(found: dict[str, Any]) -> None:
    assert (found["protocol"], found["session"]) == ("2025-11-25", None)
    assert found["server"] == {"name": "nanobanana", "title": "Nano Banana", "version": "1.0.0"}
    assert found["instructions"].startswith("Makes pictures from words")
    tools = ("generate_image", "edit_image", "list_history", "get_image")
    assert found["tools"] == dict.fromkeys(tools, True)


@npm
def test_typescript_client_is_answered_as_it_expects(found: dict[str, Any]) -> None:
    """It asks for a stream once, and takes the 405 for the answer that there is none."""
    assert found["asked"][:3] == [["POST", 200], ["POST", 202], ["GET", 405]]
    assert all(each in (["POST", 200], ["POST", 202]) for each in found["asked"][3:-1])
    assert (found["asked"][-1], found["unknown"]) == (["POST", 401], 401)
    assert (found["errors"], found["isClosed"]) == ([], True)


def unlinked(told: Any) -> Any:
    """Without addresses: they are signed anew in each answer."""
    if isinstance(told, list):
        return [unlinked(each) for each in told]
    if isinstance(told, dict):
        return {name: unlinked(value) for name, value in told.items() if name != "url"}
    return told


@npm
def test_typescript_client_makes_edits_looks_and_lists(found: dict[str, Any]) -> None:
    made, edited = (found[name]["structuredContent"] for name in ("made", "edited"))
    assert (made["status"], edited["status"], edited["provider"]) == (
        "completed",
        "completed",
        "studio",
    )
    assert [size_of(found[name]) for name in ("made", "edited", "looked")] == [
        (960, 960),
        (960, 960),
        (480, 480),
    ]
    looked, history = (found[name]["structuredContent"] for name in ("looked", "history"))
    assert unlinked(looked) == unlinked({"generation": None, "images": made["images"]})
    assert unlinked(history) == unlinked({"generations": [edited, made]})
    assert "black and white" in words_of(found["edited"])


@npm
def test_typescript_client_hears_progress_and_errors_in_words(found: dict[str, Any]) -> None:
    assert len(found["progress"]) > 2
    assert found["progress"] == sorted(set(found["progress"]))
    assert found["refused"]["isError"]
    assert "no id and no picture" in words_of(found["refused"])
    assert found["misspelt"]["isError"]
    assert "count" in words_of(found["misspelt"])


@npm
def test_what_a_typescript_client_gives_up_goes_on(found: dict[str, Any]) -> None:
    assert "never mind" in found["stopped"]
    assert (found["left"]["prompt"], found["left"]["status"]) == ("a quiet lake", "completed")


@npm
def test_no_call_outlasts_the_patience_of_typescript_clients(found: dict[str, Any]) -> None:
    assert found["patience"] > (MOST_SECONDS + TO_ANSWER) * 1000


@pytest.mark.parametrize(
    ("size", "status"), [(0, 200), (60 * 1024 * 1024, 413)], ids=["small", "large"]
)
def test_a_body_of_unknown_length_is_taken(
    server: Server, key: str, size: int, status: int
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"jsonrpc": "2.0", "id": 1, '
        for _ in range(size // 65536):
            yield b" " * 65536
        yield b'"method": "tools/list"}'

    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    answer = httpx.post(f"{server.url}/mcp", content=pieces(), headers=headers, timeout=SECONDS)
    assert answer.status_code == status
    assert ("generate_image" in answer.text) is (status == 200)
