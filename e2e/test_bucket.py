"""The product with its pictures in a bucket at a real S3 API server."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from e2e.pictures import opened, photo_bytes
from e2e.server import Server, wait_until
from files.tests.s3_server import KEY, SECRET, running_s3, s3_client

pytestmark = pytest.mark.e2e
BUCKET = "pictures"
ALL_SHOWN = """() => {
    const pictures = [...document.querySelectorAll("main img")];
    return pictures.length > 3 && pictures.every((one) => one.complete && one.naturalWidth > 0);
}"""


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The S3 server's origin as browsers know it: by another name than the product does."""
    with running_s3() as endpoint:
        s3_client(endpoint).create_bucket(Bucket=BUCKET)
        yield endpoint.replace("127.0.0.1", "localhost")


@pytest.fixture(scope="module")
def stored(origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    host = urlsplit(origin).netloc.replace("localhost", "127.0.0.1")
    url = f"s3://{KEY}:{SECRET}@{host}/{BUCKET}/here?tls=0&public={origin}"
    server = Server(tmp_path_factory.mktemp("product"), extra={"STORAGE_URL": url}, workers=1)
    server.prepare()
    server.start()
    yield server
    server.stop()


def test_pages_show_what_the_bucket_sends(chromium: Browser, stored: Server, origin: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    said: list[str] = []
    pictures: list[Response] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("response", lambda response: note_picture(response, pictures))
    page.goto(f"{stored.url}/gallery")
    page.mouse.wheel(0, 4000)
    page.wait_for_function(ALL_SHOWN, timeout=20_000)
    context.close()
    assert said == []
    ours = [each for each in pictures if each.url.startswith(stored.url)]
    theirs = [each for each in pictures if each.url.startswith(f"{origin}/{BUCKET}/here/")]
    assert len(ours) == len(theirs) > 3
    assert {each.status for each in ours} == {302}
    assert {each.status for each in theirs} == {200}


def note_picture(response: Response, pictures: list[Response]) -> None:
    if response.request.resource_type == "image" and "/static/" not in response.url:
        pictures.append(response)


def test_a_picture_is_edited_from_and_into_the_bucket(stored: Server, origin: str) -> None:
    with stored.client() as script:
        uploaded = script.post("/api/upload", files={"file": ("a.jpg", photo_bytes())}).json()
        wish = {"prompt": "make it black and white", "inputImage": uploaded["id"]}
        job = script.post("/api/generate", json=wish).json()

        def is_done() -> bool:
            found = script.get(f"/api/generate/{job['id']}").json()
            assert found["status"] != "failed", found["error"]
            return bool(found["status"] == "completed")

        wait_until(is_done, seconds=30, what="the picture")
        output = script.get(f"/api/generate/{job['id']}").json()["outputImages"][0]
        answer = script.get(urlsplit(output["url"]).path)
        assert answer.status_code == 302
        sent = script.get(answer.headers["Location"])
    assert opened(sent.content).size == (output["width"], output["height"])
    assert list((stored.folder / "media").rglob("*")) == []


def test_it_does_not_start_without_its_bucket(stored: Server, tmp_path: Path) -> None:
    url = stored.extra["STORAGE_URL"].replace(f"/{BUCKET}/", "/nowhere/")
    lost = Server(tmp_path, extra={"STORAGE_URL": url})
    done = lost.manage("serve", "--port", "0", check=False)
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert said.startswith("CommandError: Pictures are kept in the bucket “nowhere” at http://")
    assert said.endswith("there is no such bucket. Make it, or mend its name.")
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr
