"""The studio on the command line: `plan`, `apply` and `ops`, with Django's manage.py or without."""

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from generation.studio.catalogue import Entry, by_group, catalogue, title_of, told
from generation.studio.console_pictures import check_target, read_mask, read_picture, write_picture
from generation.studio.errors import InstructionNotUnderstood, StudioError
from generation.studio.execution import execute
from generation.studio.language.understanding import understand
from generation.studio.plan import Plan

STREAM = "-"
"""Instead of an instruction: read one a line from standard input."""


def add_arguments(parser: ArgumentParser) -> None:
    """The three commands and what each takes."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="plan|apply|ops")
    plan = commands.add_parser("plan", help="print what an instruction would do")
    plan.add_argument("words", nargs="+", help="the instruction; - reads one a line")
    plan.add_argument("--json", action="store_true", dest="as_json", help="to keep and replay")
    apply = commands.add_parser("apply", help="edit a picture")
    apply.add_argument("plan", help="plain words, a plan as JSON, or a file that holds one")
    apply.add_argument("source", type=Path, help="the picture to edit")
    apply.add_argument("target", type=Path, help="where to write it; its ending is the format")
    apply.add_argument("--mask", type=Path, help="white marks what may change")
    apply.add_argument("--with", type=Path, dest="others", action="append", default=[])
    ops = commands.add_parser("ops", help="list every operation with its parameters")
    ops.add_argument("--json", action="store_true", dest="as_json")


def run(given: Namespace, source: BinaryIO, out: TextIO) -> None:
    """Do what the command line says. Raises StudioError with a message for a person.

    A reader of the output that goes away ends it (BrokenPipeError is the caller's).
    """
    if isinstance(out, TextIOWrapper):
        # A terminal that has no curly quotes gets question marks, and no traceback.
        out.reconfigure(errors="replace")
    if given.command == "plan" and given.words == [STREAM]:
        for planned in planned_lines(source):
            print(_written(planned, out), file=out, flush=True)
        return
    lines = {"plan": _plan, "apply": _apply, "ops": _ops}[given.command](given, out)
    for line in lines:
        print(line, file=out)


def planned_lines(source: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """What each line asks for, as soon as it is there. A blank line asks for nothing; what is no
    UTF-8 is read with a mark in its place."""
    for line in source:
        instruction = line.rstrip(b"\r\n").decode("utf-8", "replace")
        planned = described(instruction, understand(instruction))
        steps = [{k: v for k, v in step.items() if k != "version"} for step in planned["plan"]]
        yield {**planned, "plan": steps}


def described(instruction: str, plan: Plan) -> dict[str, Any]:
    """The plan as JSON, with the words it comes from."""
    return {"instruction": instruction, **plan.to_json()}


def read_plan(given: str) -> Plan:
    """The plan that plain words, JSON, or a file with JSON in it mean.

    Raises PlanInvalid, PlanOutdated, and StudioError for a file that cannot be read.
    """
    text = _file_text(given)
    if text is None and not given.lstrip().startswith(("{", "[")):
        return understand(_clean(given))
    try:
        value = json.loads(given if text is None else text)
    except (ValueError, RecursionError) as error:
        raise StudioError(f"This is no plan in JSON: {error}.") from error
    steps = value if isinstance(value, list) else None
    if isinstance(value, dict):
        value.pop("instruction", None)
    return Plan.from_json(value if steps is None else {"plan": steps})


def _file_text(given: str) -> str | None:
    """What stands in the file of this name; None if there is none and it is named as no other."""
    try:
        path = Path(given)
        if not path.is_file() and path.suffix.lower() != ".json":
            return None
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise StudioError(f"{given} is no plan in JSON: it is not UTF-8.") from error
    except ValueError:
        return None
    except OSError as error:
        # A long sentence is no file name either.
        if given.endswith(".json") and " " not in given:
            raise StudioError(f"Cannot read {given}: {error.strerror}.") from error
        return None


def _plan(given: Namespace, out: TextIO) -> Iterator[str]:
    instruction = _clean(" ".join(given.words))
    plan = understand(instruction)
    if given.as_json:
        yield _written(described(instruction, plan), out)
        return
    for step in plan.to_json()["plan"]:
        sure = "" if step["confidence"] == 1 else f"({step['confidence']:.0%} sure)"
        parts = [title_of(step["op"]), ", ".join(told(step["op"], step["params"])), sure]
        yield "  ".join(part for part in parts if part)
    for clause in plan.unmatched:
        yield f"Not understood: “{clause}”"
    if plan.suggestions:
        yield "You could say: " + ", ".join(f"“{each}”" for each in plan.suggestions)


def _apply(given: Namespace, out: TextIO) -> Iterator[str]:
    check_target(given.target)
    plan = read_plan(given.plan)
    image = read_picture(given.source)
    mask = read_mask(given.mask, image.size) if given.mask else None
    pictures = [read_picture(path) for path in given.others]
    try:
        result = execute(plan, image, mask=mask, pictures=pictures)
    except InstructionNotUnderstood as error:
        raise StudioError("\n  - ".join([error.message, *error.suggestions])) from error
    write_picture(result.image, given.target)
    yield from (*result.explanation, *result.notes, f"Written to {given.target}.")


def _ops(given: Namespace, out: TextIO) -> Iterator[str]:
    if given.as_json:
        for entry in catalogue():
            yield _written(entry.to_json(), out)
        return
    for group, entries in by_group().items():
        yield f"{group}\n"
        for entry in entries:
            yield _told(entry)


def _told(entry: Entry) -> str:
    lines = [f"  {entry.name}: {entry.help}", f"      “{entry.example}”"]
    for each in entry.parameters:
        usual = "needed" if each.is_required else f"usually {each.usual}" if each.usual else ""
        lines.append(f"      {each.name:<12} {each.range}{f'; {usual}' if usual else ''}")
    needs = ["a mask"] * entry.needs_mask + [f"{entry.needs_pictures} more pictures"] * bool(
        entry.needs_pictures
    )
    if needs:
        lines.append(f"      needs {' and '.join(needs)}")
    return "\n".join([*lines, ""])


def _written(value: Any, out: TextIO) -> str:
    """One line of JSON, in letters that the stream can carry."""
    encoding = (getattr(out, "encoding", None) or "utf-8").lower().replace("-", "")
    return json.dumps(value, ensure_ascii=encoding != "utf8")


def _clean(text: str) -> str:
    """An argument whose bytes were no UTF-8 has lone surrogates in it, which nothing can print."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
