import base64
import io
from typing import Any

import pytest
from PIL import Image

from files.crowd import Crowd
from files.variants.choosing import Variant
from generation import previewing
from generation.models import Generation
from generation.tests.conftest import Script, codes, picture_bytes

pytestmark = pytest.mark.django_db(transaction=True)


def data_url(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def opened(body: dict[str, Any]) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(body["picture"].split(",", 1)[1])))


def ask(script: Script, **body: Any) -> Any:
    return script.send("post", "/api/studio/preview", body)


def test_preview_of_words_alone_is_the_plan(script: Script) -> None:
    response = ask(script, prompt="make it black and white and add a hat")
    body = response.json()

    assert response.status_code == 200
    assert [(step["op"], step["version"]) for step in body["plan"]] == [("grayscale", 1)]
    assert body["unmatched"] == ["add a hat"]
    assert body["suggestions"]
    assert (body["picture"], body["width"]) == (None, 0)


@pytest.mark.parametrize("is_stored", [True, False])
def test_preview_of_a_picture_is_edited_and_nothing_is_kept(
    script: Script, is_stored: bool
) -> None:
    source = script.upload() if is_stored else data_url(picture_bytes((40, 30)))
    body = ask(script, prompt="crop it square", inputImage=source).json()

    assert opened(body).size == (body["width"], body["height"]) == (30, 30)
    assert body["explanation"][0].startswith("Cropped to 1:1")
    assert not Generation.objects.exists()


def test_preview_of_a_large_picture_is_1280_pixels(script: Script) -> None:
    source = data_url(picture_bytes((2000, 1000)))
    body = ask(script, prompt="black and white", inputImage=source).json()

    assert opened(body).size == (1280, 640)


def test_preview_keeps_to_the_mask(script: Script) -> None:
    mask = Image.new("L", (40, 30), 0)
    mask.paste(255, (20, 0, 40, 30))
    stream = io.BytesIO()
    mask.save(stream, "PNG")
    body = ask(
        script,
        prompt="invert the colours",
        inputImage=data_url(picture_bytes((40, 30), "white")),
        mask=data_url(stream.getvalue()),
    ).json()
    image = opened(body).convert("L")

    assert image.getpixel((4, 15)) > 240  # type: ignore[operator]
    assert image.getpixel((36, 15)) < 15  # type: ignore[operator]


def test_preview_says_what_it_cannot_do(script: Script) -> None:
    body = ask(script, prompt="erase this", inputImage=data_url(picture_bytes())).json()

    assert body["picture"] is None
    assert "paint over it" in body["notes"][0]


def test_preview_of_a_strangers_picture_is_not_found(script: Script) -> None:
    strange = Script().upload()
    response = ask(script, prompt="sepia", inputImage=strange)

    assert (response.status_code, codes(response)) == (400, [("file_not_found", "inputImage")])


def test_preview_stays_small_whatever_is_asked(script: Script) -> None:
    source = data_url(picture_bytes((400, 200)))
    wish = "resize to 8000x6000, enlarge it 8x, make it an oil painting"
    body = ask(script, prompt=wish, inputImage=source).json()

    assert max(opened(body).size) == 1280
    assert (body["width"], body["height"]) == opened(body).size
    assert body["explanation"][0].startswith("Resized from 400 × 200 to 8000 × 6000 pixels")


def test_preview_that_takes_too_long_says_so(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "SECONDS", -1.0)
    body = ask(script, prompt="brighter", inputImage=data_url(picture_bytes())).json()

    assert body["picture"] is None
    assert "too long for a preview" in body["notes"][0]


def test_preview_takes_no_large_picture_in_the_request(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "MOST_SENT", 40 * 30 - 1)
    response = ask(script, prompt="brighter", inputImage=data_url(picture_bytes((40, 30))))

    assert (response.status_code, codes(response)) == (400, [("invalid", "inputImage")])


def test_preview_of_a_large_stored_png_is_made_of_a_copy(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previewing, "MOST_WHOLE", 100)
    monkeypatch.setattr(previewing, "COPY", Variant(240, "png"))
    source = script.upload(picture_bytes((480, 300)))
    body = ask(script, prompt="brighter", inputImage=source).json()

    assert (body["width"], body["height"]) == (240, 150)


def test_previews_have_few_places(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd(1)
    monkeypatch.setattr(previewing, "preview_work", crowd)
    source = data_url(picture_bytes())
    with crowd.place():
        assert ask(script, prompt="brighter", inputImage=source).status_code == 503
    assert ask(script, prompt="brighter", inputImage=source).status_code == 200


def test_preview_of_two_pictures_lays_them_together(script: Script) -> None:
    white, black = (data_url(picture_bytes((40, 30), color)) for color in ("white", "black"))
    words = "blend the two pictures"
    alone = ask(script, prompt=words, inputImage=white).json()
    both = ask(script, prompt=words, inputImage=white, references=[black]).json()

    assert (alone["picture"], alone["wantsPictures"]) == (None, 1)
    assert alone["notes"] == ["This needs a second picture. Add it under “More pictures”."]
    assert 110 < opened(both).convert("L").getpixel((20, 15)) < 145  # type: ignore[operator]


@pytest.mark.parametrize(
    ("words", "count"),
    [("make it warmer", 0), ("put them side by side", 1), ("flibber the wozzle", 0)],
)
def test_preview_says_how_many_pictures_the_words_speak_of(
    script: Script, words: str, count: int
) -> None:
    assert ask(script, prompt=words).json()["wantsPictures"] == count
