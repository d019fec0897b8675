"""`manage.py studio` and `python -m generation.studio`. None of these needs a database."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from generation.studio import console
from generation.studio.catalogue import by_group, catalogue
from generation.studio.operations import OPERATIONS
from generation.tests.studio.pictures import gradient, pixels

ROOT = Path(__file__).resolve().parents[2]
SENTENCE = "make it black and white and crop it square"


def run(*command: Any) -> list[str]:
    out = io.StringIO()
    call_command("studio", *map(str, command), stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "in.png"
    gradient().save(path)
    return path


def test_plan_says_what_would_be_done() -> None:
    assert run("plan", "a bit warmer, add a hat")[:2] == [
        "Warmth  amount 0.14",
        "Not understood: “add a hat”",
    ]
    assert run("plan", "make", "it", "warmer") == ["Warmth  amount 0.35"]


def test_plan_as_json_can_be_replayed(photo: Path) -> None:
    (line,) = run("plan", "--json", SENTENCE)
    told = json.loads(line)
    assert list(told) == ["instruction", "plan", "unmatched", "suggestions"]
    assert (told["instruction"], told["plan"][0]["version"]) == (SENTENCE, 1)
    kept, by_file, by_text, by_words, by_list = (
        photo.with_name(name) for name in ("plan.json", "a.png", "b.png", "c.png", "d.png")
    )
    kept.write_text(line)
    steps = json.dumps(told["plan"])
    for given, out in ((kept, by_file), (line, by_text), (SENTENCE, by_words), (steps, by_list)):
        run("apply", given, photo, out)
    assert len({out.read_bytes() for out in (by_file, by_text, by_words, by_list)}) == 1


def test_lines_are_planned_one_by_one() -> None:
    lines = [b"make it brighter\r\n", b"\n", b"\xff\xfe warmer\n", b"add a hat"]
    told = list(console.planned_lines(lines))
    assert [each["instruction"] for each in told] == [
        "make it brighter",
        "",
        "\ufffd\ufffd warmer",
        "add a hat",
    ]
    step = {"op": "brightness", "params": {"amount": 0.3}, "confidence": 1.0}
    assert told[0] == {**told[0], "plan": [step], "unmatched": [], "suggestions": []}
    assert [len(each["plan"]) for each in told] == [1, 0, 1, 0]
    assert told[3]["unmatched"] == ["add a hat"]
    assert told[3]["suggestions"]


def test_lines_are_answered_as_they_come() -> None:
    read: list[bytes] = []

    def source() -> Any:
        for line in (b"warmer\n", b"cooler\n"):
            read.append(line)
            yield line

    next(console.planned_lines(source()))
    assert read == [b"warmer\n"]


@pytest.mark.parametrize("command", [["manage.py", "studio"], ["-m", "generation.studio"]])
def test_a_reader_that_goes_away_ends_it_quietly(command: list[str]) -> None:
    asked = b"make it warmer\n" * 20_000
    with subprocess.Popen(
        [sys.executable, *command, "plan", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(asked[:3000])
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["plan"]
        process.stdout.close()
        try:
            process.stdin.write(asked)
            process.stdin.close()
        except BrokenPipeError:
            process.stdin = None
        assert (process.wait(20), process.stderr.read()) == (0, b"")


def test_apply_edits_explains_and_writes(photo: Path) -> None:
    out = photo.with_name("out.webp")
    assert run("apply", SENTENCE, photo, out) == [
        "Turned it black and white.",
        "Cropped to 1:1 around the centre: 60 × 40 became 40 × 40.",
        f"Written to {out}.",
    ]
    with Image.open(out) as image:
        assert (image.format, image.size) == ("WEBP", (40, 40))


def test_apply_keeps_to_the_mask_of_any_size(photo: Path) -> None:
    mask, out = photo.with_name("mask.png"), photo.with_name("out.png")
    marks = Image.new("L", (30, 20), 0)
    marks.paste(255, (0, 0, 10, 20))
    marks.save(mask)
    run("apply", "invert the colours", photo, out, "--mask", mask)
    before = pixels(gradient())
    with Image.open(out) as image:
        after = pixels(image.convert("RGB"))
    assert (after[:, 24:] == before[:, 24:]).all()
    assert (after[:, :16] == 255 - before[:, :16]).all()


def test_apply_writes_jpeg_on_white(tmp_path: Path) -> None:
    source, out = tmp_path / "in.png", tmp_path / "out.jpg"
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(source)
    run("apply", "flip it", source, out)
    with Image.open(out) as image:
        assert image.getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("plan", "source", "target", "sentence"),
    [
        ("blur it", "none.png", "o.png", r"Cannot read .*none\.png: there is no such file\."),
        ("blur it", "notes.txt", "o.png", r".*notes\.txt is no picture that can be read here\."),
        ("blur it", "in.png", "o.odd", r"Cannot write .*o\.odd: .+\."),
        ("blur it", "in.png", "no/o.png", r"Cannot write .*no/o\.png: .+\."),
        ("asdfgh", "in.png", "o.png", r"The studio did not understand “asdfgh”\.\n  - .+"),
        ("none.json", "in.png", "o.png", r"Cannot read none\.json: .+\."),
        ("{", "in.png", "o.png", r"This is no plan in JSON: .+\."),
        ('[{"op": "explode"}]', "in.png", "o.png", "There is no operation “explode”."),
        (
            '[{"op": "blur", "version": 9}]',
            "in.png",
            "o.png",
            "This plan was made with .+",
        ),
    ],
)
def test_apply_refuses_in_a_sentence_and_leaves_nothing(
    photo: Path, plan: str, source: str, target: str, sentence: str
) -> None:
    folder = photo.parent
    (folder / "notes.txt").write_text("not a picture")
    before = sorted(folder.rglob("*"))
    with pytest.raises(CommandError, match=rf"(?s)^{sentence}$"):
        run("apply", plan, folder / source, folder / target)
    assert sorted(folder.rglob("*")) == before


def test_a_long_sentence_is_no_file_name(photo: Path) -> None:
    run("apply", "make it warmer and " * 60 + "brighter", photo, photo.with_name("o.png"))


def test_ops_lists_every_operation() -> None:
    told = [json.loads(line) for line in run("ops", "--json")]
    assert {each["op"] for each in told} == set(OPERATIONS)
    blur = next(each for each in told if each["op"] == "brightness")
    assert blur["params"][0] == {
        "name": "amount",
        "type": "number",
        "low": -1,
        "high": 1,
        "default": 0.3,
    }
    text = "\n".join(run("ops"))
    for entry in catalogue():
        assert f"  {entry.name}: {entry.help}" in text


def test_catalogue_describes_what_it_lists() -> None:
    entries = catalogue()
    assert len(entries) == len(OPERATIONS) == sum(len(group) for group in by_group().values())
    for entry in entries:
        assert entry.help.endswith((".", "!"))
        assert entry.example
        for parameter in entry.parameters:
            assert parameter.range


def test_module_answers_as_the_command_does() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generation.studio", "plan", "make it warmer"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "Warmth  amount 0.35\n")
    failed = subprocess.run(
        [sys.executable, "-m", "generation.studio", "apply", "warmer", "none.png", "out.png"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (failed.returncode, failed.stderr) == (
        1,
        "Cannot read none.png: there is no such file.\n",
    )


def test_module_knows_no_django() -> None:
    code = "import sys, generation.studio.console; print('django' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
