"""`python -m generation.studio plan|apply|ops`"""

import os
import sys
from argparse import ArgumentParser

from generation.studio.console import add_arguments, run
from generation.studio.errors import StudioError


def main() -> int:
    """0 if all went well, 1 with a sentence on the error stream if not."""
    parser = ArgumentParser(prog="python -m generation.studio", description="Edits in plain words.")
    add_arguments(parser)
    given = parser.parse_args()
    try:
        run(given, sys.stdin.buffer, sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough; the interpreter must not try to write the rest at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except StudioError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
