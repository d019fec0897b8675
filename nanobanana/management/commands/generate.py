"""`manage.py generate "make it warmer" --image in.jpg --out out.png`"""

import io
import secrets
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError
from PIL import Image

from files.decoding import clean_picture
from files.errors import FilesError
from files.variants.encoding import on_white
from generation.errors import GenerationError
from generation.providers.base import ProviderError, ProviderRequest, ProviderResult
from generation.routing import Ask, choose

BAR_WIDTH = 28


class TerminalProgress:
    """A bar that redraws itself on a terminal, and one line per stage elsewhere."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._stage = ""

    def report(self, fraction: float, stage: str) -> None:
        if self._out.isatty():
            filled = round(fraction * BAR_WIDTH)
            bar = "█" * filled + "░" * (BAR_WIDTH - filled)
            self._out.write(f"\r\x1b[K{bar} {fraction:4.0%}  {stage}")
        elif stage != self._stage:
            self._out.write(f"{stage}\n")
        self._stage = stage
        self._out.flush()

    def show(self, picture: Image.Image) -> None:
        """A terminal shows no pictures."""

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def end(self) -> None:
        if self._out.isatty():
            self._out.write("\r\x1b[K")


class Command(BaseCommand):
    help = "Make a picture, or edit one, from the command line. Nothing is kept but --out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("prompt")
        parser.add_argument("--image", type=Path, help="the picture to edit")
        parser.add_argument("--out", type=Path, default=Path("out.png"))
        parser.add_argument("--provider", default="", help="else the first that can do it")
        parser.add_argument("--model", default="", help="else the provider's first")
        parser.add_argument(
            "--local-only", action="store_true", help="send nothing to another machine"
        )
        parser.add_argument("--seed", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["prompt"].strip():
            raise CommandError("Say in a few words what you want.")
        _check_target(options["out"])
        image = _read(options["image"]) if options["image"] else None
        mode = "image-to-image" if image else "text-to-image"
        progress = TerminalProgress(self.stderr._out)  # type: ignore[arg-type]
        try:
            ask = Ask(
                mode=mode,
                prompt=options["prompt"],
                wanted=options["provider"],
                model=options["model"],
                is_local=options["local_only"],
            )
            choice = choose(ask)
            request = ProviderRequest(
                prompt=options["prompt"],
                mode=mode,
                model=choice.model,
                seed=secrets.randbelow(2**31) if options["seed"] is None else options["seed"],
                image=image,
            )
            result = choice.provider.run(request, progress)
        except GenerationError as error:
            raise CommandError(error.detail) from error
        except ProviderError as error:
            progress.end()
            raise CommandError("\n  - ".join([error.detail, *error.suggestions])) from error
        progress.end()
        _write(_first(result), options["out"])
        for sentence in (*result.explanation, *result.notes):
            self.stdout.write(sentence)
        self.stdout.write(f"Written to {options['out']}.")


def _read(path: Path) -> Image.Image:
    try:
        with path.open("rb") as source:
            picture = clean_picture(source)
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}.") from error
    except FilesError as error:
        raise CommandError(f"{path}: {error.detail}") from error
    return picture.open()


def _first(result: ProviderResult) -> Image.Image:
    """The first picture. Raises CommandError for one that cannot be opened."""
    if result.images:
        return result.images[0]
    try:
        return clean_picture(io.BytesIO(result.originals[0].data)).open()
    except FilesError as error:
        raise CommandError("What came back is no picture that can be opened.") from error


def _check_target(path: Path) -> None:
    """Before the work, not after it."""
    if path.suffix.lower() not in Image.registered_extensions():
        raise CommandError(f"Cannot write {path}: name it .png, .jpg or .webp, for example.")
    if not path.parent.is_dir():
        raise CommandError(f"Cannot write {path}: there is no folder {path.parent}.")


def _write(image: Image.Image, path: Path) -> None:
    if image.mode == "RGBA" and path.suffix.lower() in {".jpg", ".jpeg"}:
        image = on_white(image)
    try:
        image.save(path)
    except (OSError, ValueError) as error:
        raise CommandError(f"Cannot write {path}: {error}.") from error
