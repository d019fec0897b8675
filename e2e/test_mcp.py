"""The MCP server of the served product, by the official client."""

import asyncio
import base64
import io
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.types import CallToolResult, ImageContent, TextContent
from PIL import Image

from e2e.keys import new_key
from e2e.server import Server

pytestmark = pytest.mark.e2e
SECONDS = 60
WAITING = 40
MODES = ["auto", "legacy"]
"""The protocol as of 2026, and with the handshake that earlier clients begin with."""


@pytest.fixture(scope="module")
def key(server: Server) -> str:
    return new_key(server)


@asynccontextmanager
async def speaking(server: Server, key: str, mode: str = "auto") -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(headers=headers, timeout=SECONDS) as http:
        transport = streamable_http_client(f"{server.url}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    async def bounded() -> None:
        async with asyncio.timeout(SECONDS):
            await work()

    # Playwright's own loop runs in this thread for the whole session.
    failure: list[BaseException] = []

    def in_loop() -> None:
        try:
            asyncio.run(bounded())
        except BaseException as error:  # noqa: BLE001 - raised again below
            failure.append(error)

    thread = threading.Thread(target=in_loop)
    thread.start()
    thread.join()
    if failure:
        raise failure[0]


def picture_of(result: CallToolResult) -> Image.Image:
    shown = next(each for each in result.content if isinstance(each, ImageContent))
    return Image.open(io.BytesIO(base64.b64decode(shown.data)))


def words_of(result: CallToolResult) -> str:
    return " ".join(each.text for each in result.content if isinstance(each, TextContent))


def photo() -> str:
    buffer = io.BytesIO()
    picture = Image.new("RGB", (80, 60), "teal")
    picture.paste("red", (0, 0, 20, 60))
    picture.save(buffer, "PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()


@pytest.mark.parametrize("mode", MODES)
def test_tools_are_listed_with_their_shapes(server: Server, key: str, mode: str) -> None:
    async def work() -> None:
        async with speaking(server, key, mode) as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert set(tools) == {"generate_image", "edit_image", "list_history", "get_image"}
        assert all(tool.description for tool in tools.values())
        made = tools["generate_image"].input_schema["properties"]
        assert {"prompt", "count", "aspect_ratio", "provider"} <= set(made)
        assert tools["list_history"].output_schema is not None

    run(work)


@pytest.mark.parametrize("mode", MODES)
def test_a_picture_is_made_found_looked_at_and_edited(server: Server, key: str, mode: str) -> None:
    async def work() -> None:
        async with speaking(server, key, mode) as client:
            told: list[float] = []

            async def tell(progress: float, total: float | None, message: str | None) -> None:
                told.append(progress)

            made = await client.call_tool(
                "generate_image", {"prompt": "a bowl of bananas"}, progress_callback=tell
            )
            assert not made.is_error, words_of(made)
            assert picture_of(made).size[0] > 100
            assert told
            assert told == sorted(set(told))
            what = made.structured_content
            assert what["status"] == "completed"
            assert what["images"][0]["url"].startswith(f"{server.url}/v1/files/")
            async with httpx.AsyncClient(timeout=SECONDS) as anybody:
                assert (await anybody.get(what["images"][0]["url"])).status_code == 200
            edited = await client.call_tool(
                "edit_image",
                {"prompt": "make it black and white", "image": what["id"]},
            )
            assert not edited.is_error, words_of(edited)
            assert edited.structured_content["provider"] == "studio"
            listed = await client.call_tool("list_history", {"limit": 2})
            rows = listed.structured_content["generations"]
            assert [row["id"] for row in rows] == [edited.structured_content["id"], what["id"]]
            again = await client.call_tool("get_image", {"id": what["id"], "size": "small"})
            assert picture_of(again).width == 480
            one = await client.call_tool("get_image", {"id": what["images"][0]["id"]})
            assert picture_of(one).width > 480

    run(work)


@pytest.mark.parametrize("sent", [photo(), photo().partition(",")[2]])
def test_a_picture_that_comes_along_is_edited(server: Server, key: str, sent: str) -> None:
    async def work() -> None:
        async with speaking(server, key) as client:
            wish = {"prompt": "make it black and white and crop it square", "image": sent}
            edited = await client.call_tool("edit_image", wish)
            assert not edited.is_error, words_of(edited)
            assert picture_of(edited).size == (60, 60)
            assert "black and white" in words_of(edited)

    run(work)


@pytest.mark.parametrize(
    ("tool", "wish", "words"),
    [
        ("generate_image", {"prompt": "[refuse]"}, "told to refuse"),
        ("generate_image", {"prompt": "   "}, "Say in plain words"),
        ("generate_image", {"prompt": "a", "count": 9}, "count"),
        ("generate_image", {"prompt": "a", "provider": "dall-e"}, "no AI provider named"),
        ("generate_image", {"prompt": "a", "aspect_ratio": "wide"}, "W:H"),
        ("generate_image", {"prompt": "a", "aspect_ratio": "1:99"}, "`aspect_ratio`: From 1:10"),
        ("generate_image", {"prompt": "a", "model": "m" * 65}, "`model`"),
        ("generate_image", {"prompt": "a\u0000b"}, "control"),
        ("edit_image", {"prompt": "warmer"}, "Say which picture"),
        ("edit_image", {"prompt": "warmer", "image": "cat.jpg"}, "no id"),
        ("edit_image", {"prompt": "warmer", "image": "data:image/png;base64,AAAA"}, "picture"),
        ("edit_image", {"prompt": "warmer", "image": "?" * 300}, "data: URL"),
        ("edit_image", {"prompt": "xyzzy plugh", "image": photo()}, "understand"),
        ("list_history", {"query": "a\u0000b"}, "control"),
        ("get_image", {"id": "00000000-0000-7000-8000-000000000000"}, "no such"),
    ],
)
def test_what_cannot_be_done_is_a_tools_error_in_words(
    server: Server, key: str, tool: str, wish: dict[str, Any], words: str
) -> None:
    async def work() -> None:
        async with speaking(server, key) as client:
            result = await client.call_tool(tool, wish)
        assert result.is_error
        assert words in words_of(result)
        assert "Traceback" not in words_of(result)

    run(work)


def test_pictures_of_others_do_not_exist(server: Server, key: str) -> None:
    async def work() -> None:
        async with speaking(server, key) as client:
            made = await client.call_tool("generate_image", {"prompt": "a lake"})
        theirs = made.structured_content
        async with speaking(server, new_key(server)) as stranger:
            for wish in ({"id": theirs["id"]}, {"id": theirs["images"][0]["id"]}):
                assert (await stranger.call_tool("get_image", wish)).is_error
            further = {"prompt": "warmer", "generation": theirs["id"]}
            assert (await stranger.call_tool("edit_image", further)).is_error
            assert (await stranger.call_tool("list_history", {})).structured_content == {
                "generations": []
            }

    run(work)


def test_scopes_hold(server: Server) -> None:
    async def work() -> None:
        async with speaking(server, new_key(server, "read")) as looker:
            refused = await looker.call_tool("generate_image", {"prompt": "a lake"})
            assert "lacks the scope “generate”" in words_of(refused)
        async with speaking(server, new_key(server, "generate")) as maker:
            refused = await maker.call_tool("list_history", {})
            assert "lacks the scope “read”" in words_of(refused)

    run(work)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer nb_00000000_no"}, 401),
        ({"Cookie": "sessionid=x"}, 401),
    ],
)
def test_without_a_key_nobody_speaks(server: Server, headers: dict[str, str], status: int) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = httpx.post(f"{server.url}/mcp", json=body, headers=headers, timeout=SECONDS)
    assert answer.status_code == status
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["errors"][0]["code"] == "invalid_api_key"


def test_foreign_pages_and_names_are_refused(server: Server, key: str) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream", "Authorization": f"Bearer {key}"}
    for foreign in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}):
        answer = httpx.post(
            f"{server.url}/mcp", json=body, headers={**accept, **foreign}, timeout=SECONDS
        )
        assert answer.status_code == 403
        assert answer.json()["errors"][0]["code"] == "permission_denied"
    ours = {**accept, "Origin": server.url}
    answer = httpx.post(f"{server.url}/mcp/", json=body, headers=ours, timeout=SECONDS)
    assert answer.status_code == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_there_is_no_stream_to_hold_open(server: Server, key: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {key}", "Accept": "text/event-stream"}
    answer = httpx.request(method, f"{server.url}/mcp", headers=headers, timeout=SECONDS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_garbage_is_answered_and_a_large_body_refused(server: Server, key: str) -> None:
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
    }
    garbage = httpx.post(f"{server.url}/mcp", content=b"{gar", headers=headers, timeout=SECONDS)
    assert 400 <= garbage.status_code < 500
    large = b"x" * (60 * 1024 * 1024)
    refused = httpx.post(f"{server.url}/mcp", content=large, headers=headers, timeout=SECONDS)
    assert refused.status_code == 413


def test_waiting_assistants_hold_up_nobody(own_server: Server) -> None:
    own_server.extra |= {"FREE_MONTHLY_LIMIT": "1000", "WEB_THREADS": "4"}
    own_server.start()
    key = new_key(own_server)

    async def work() -> None:
        async with speaking(own_server, key) as client:
            calls = [
                asyncio.ensure_future(client.call_tool("generate_image", {"prompt": "[hang]"}))
                for _ in range(WAITING)
            ]
            async with httpx.AsyncClient(timeout=30) as browser:
                for _ in range(100):
                    listed = await client.call_tool("list_history", {"limit": 50})
                    if len(listed.structured_content["generations"]) == WAITING:
                        break
                for path in ("/", "/healthz", "/editor"):
                    assert (await browser.get(own_server.url + path)).status_code == 200
            assert not any(call.done() for call in calls)
            for call in calls:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)

    run(work)
