"""The OpenAI Images API under load, at its limits, and asked by ourselves."""

import base64
from concurrent.futures import ThreadPoolExecutor

import httpx
import openai
import pytest

from e2e.keys import new_key
from e2e.pictures import photo_bytes
from e2e.server import Server, wait_until

pytestmark = pytest.mark.e2e
SECONDS = 60
WAITING = 200


def test_used_up_allowance_is_a_rate_limit_that_is_not_tried_again(own_server: Server) -> None:
    own_server.extra["FREE_MONTHLY_LIMIT"] = "1"
    own_server.start()
    client = openai.OpenAI(base_url=f"{own_server.url}/v1", api_key=new_key(own_server))
    client.images.generate(model="mock", prompt="a lake")
    with pytest.raises(openai.RateLimitError) as spent:
        client.images.generate(model="mock", prompt="a lake")
    assert spent.value.code == "insufficient_quota"
    # The SDK counts here how often it has tried again.
    assert spent.value.request.headers["x-stainless-retry-count"] == "0"


def test_many_waiting_clients_hold_up_nobody(own_server: Server) -> None:
    """How quick the pages are meanwhile is measured in `bench/waiting.py`."""
    own_server.extra |= {"FREE_MONTHLY_LIMIT": "1000", "WEB_THREADS": "8"}
    own_server.start()
    key = new_key(own_server)
    url = f"{own_server.url}/v1/images/generations"
    headers = {"Authorization": f"Bearer {key}"}
    body = {"model": "mock", "prompt": "[hang]"}

    def active() -> int:
        with own_server.database() as database:
            rows = database.execute(
                "select count(*) from generation_generation where status in "
                "('pending', 'processing')"
            )
            return int(rows.fetchone()[0])

    limits = httpx.Limits(max_connections=WAITING)
    with (
        ThreadPoolExecutor(WAITING) as threads,
        httpx.Client(limits=limits, timeout=120) as client,
    ):
        waiting = [
            threads.submit(client.post, url, json=body, headers=headers) for _ in range(WAITING)
        ]
        wait_until(lambda: active() == WAITING, seconds=90, what="200 waiting clients")
        for path in ("/", "/healthz", "/editor", "/gallery", "/v1/models") * 4:
            assert httpx.get(own_server.url + path, headers=headers, timeout=30).status_code == 200
        assert not any(each.done() for each in waiting)
        threads_held = max(child.num_threads() for child in own_server.children("web"))
        with own_server.database() as database:
            database.execute(
                "update generation_generation set status = 'cancelled', version = version + 1"
            )
            database.commit()
        statuses = {each.result().status_code for each in waiting}
    assert statuses == {409}
    assert threads_held < 60


def test_our_own_provider_goes_all_the_way_round(own_server: Server) -> None:
    """A job asks our provider `openai`, which asks our own `/v1`, which makes another job."""
    own_server.start()
    key = new_key(own_server)
    own_server.stop()
    own_server.extra |= {
        "AI_PROVIDERS": "openai,studio,mock",
        "OPENAI_BASE_URL": f"{own_server.url}/v1",
        "OPENAI_API_KEY": key,
        "OPENAI_IMAGE_MODELS": "mock,studio",
    }
    own_server.start()
    with own_server.client() as visitor:
        wishes = [
            {"prompt": "a lake", "settings": {"provider": "openai"}},
            {
                "prompt": "make it black and white",
                "settings": {"provider": "openai", "model": "studio"},
                "inputImage": "data:image/png;base64," + base64.b64encode(photo_bytes()).decode(),
            },
        ]
        for wish in wishes:
            made = visitor.post("/api/generate", json=wish).json()

            def done(made: dict[str, str] = made) -> bool:
                state = visitor.get(f"/api/generate/{made['id']}").json()
                assert state["status"] != "failed", state["error"]
                return bool(state["status"] == "completed")

            wait_until(done, seconds=60, what="the way round")
            state = visitor.get(f"/api/generate/{made['id']}").json()
            assert state["metadata"]["provider"] == "openai"
    # The last one tells what the studio at the other end did.
    told = "Own server made this from your words. It says: Turned it black and white."
    assert state["metadata"]["explanation"].startswith(told)
    inner = httpx.get(
        f"{own_server.url}/api/history",
        headers={"Authorization": f"Bearer {key}"},
        timeout=SECONDS,
    ).json()["results"]
    assert [each["metadata"]["provider"] for each in inner] == ["studio", "mock"]
