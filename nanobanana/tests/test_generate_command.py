"""None of these may touch the database, so none of them has one."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from pytest_django.fixtures import Settings

from generation.tests.studio.pictures import gradient, pixels
from nanobanana.tests.commanding import run


@pytest.fixture
def photo(tmp_path: Path, settings: Settings) -> Path:
    settings.AI_PROVIDERS = ["studio", "mock"]
    path = tmp_path / "in.png"
    gradient().save(path)
    return path


def test_generate_writes_the_edited_picture(photo: Path) -> None:
    out = photo.with_name("out.png")
    prompt = "make it black and white and crop it square"
    printed = run("generate", prompt, "--image", photo, "--out", out, "--provider", "studio")
    assert printed == [
        "Turned it black and white.",
        "Cropped to 1:1 around the centre: 60 × 40 became 40 × 40.",
        f"Written to {out}.",
    ]
    with Image.open(out) as image:
        values = pixels(image.convert("RGB")).astype(int)
    assert values.shape == (40, 40, 3)
    assert (values.max(axis=2) - values.min(axis=2)).max() == 0
    assert len(set(values[:, :, 0].flatten())) > 50


def test_generate_tells_the_stages_on_the_error_stream(photo: Path) -> None:
    told = io.StringIO()
    out = photo.with_name("out.png")
    call_command("generate", "blur it", image=photo, out=out, stdout=io.StringIO(), stderr=told)
    assert told.getvalue().splitlines()[-1] == "Done"
    assert len(told.getvalue().splitlines()) == 2


def test_generate_without_a_picture_makes_one(photo: Path, settings: Settings) -> None:
    settings.MOCK_SPEED = 1000
    first, second = photo.with_name("a.png"), photo.with_name("b.png")
    for out in (first, second):
        printed = run("generate", "a bowl of bananas", "--out", out, "--seed", "5")
        assert "“Bananas”" in printed[0]
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("prompt", "options", "sentence"),
    [
        ("blur it", {"image": "none.png"}, r"Cannot read .*none\.png: No such file or directory\."),
        ("blur it", {"image": "notes.txt"}, r".*notes\.txt: .+\."),
        ("asdfgh qwerty", {}, r"The studio did not understand “asdfgh qwerty”\.\n  - .+"),
        ("blur it", {"provider": "dalle"}, "There is no AI provider named “dalle” here."),
        ("blur it", {"image": None}, ".*Studio: cannot make pictures."),
        ("blur it", {"out": "nowhere/out.png"}, r"Cannot write .*nowhere/out\.png: .+\."),
        ("blur it", {"out": "out.odd"}, r"Cannot write .*out\.odd: .+\."),
    ],
)
def test_generate_refuses_in_a_sentence_and_leaves_nothing(
    photo: Path, prompt: str, options: dict[str, str | None], sentence: str
) -> None:
    folder = photo.parent
    (folder / "notes.txt").write_text("not a picture")
    before = sorted(folder.rglob("*"))
    given = {"image": "in.png", "out": "out.png", "provider": "studio", **options}
    for name in ("image", "out"):
        given[name] = folder / str(given[name]) if given[name] else None  # type: ignore[assignment]
    with pytest.raises(CommandError, match=rf"(?s)^{sentence}$"):
        run("generate", prompt, **given)
    assert sorted(folder.rglob("*")) == before


def test_generate_that_is_refused_keeps_what_was_there(photo: Path) -> None:
    out = photo.with_name("out.png")
    out.write_bytes(b"dear to somebody")
    with pytest.raises(CommandError):
        run("generate", "asdfgh qwerty", image=photo, out=out)
    assert out.read_bytes() == b"dear to somebody"


@pytest.mark.parametrize("name", ["out.xyz", "out", "missing/out.png"])
def test_generate_refuses_a_bad_target_before_the_work(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError, match="Cannot write"):
        call_command("generate", "a lake", out=tmp_path / name, stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []


def test_generate_writes_a_transparent_picture_as_jpeg_on_white(tmp_path: Path) -> None:
    source = tmp_path / "in.png"
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(source)
    target = tmp_path / "out.jpg"
    call_command("generate", "flip it", image=source, out=target, stdout=io.StringIO())
    with Image.open(target) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


def test_generate_refuses_no_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Say in a few words"):
        call_command("generate", " ", out=tmp_path / "out.png", stdout=io.StringIO())
