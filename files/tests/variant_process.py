"""`python -m files.tests.variant_process BLOB FORMAT THREADS LOG [hang]`: wants a picture's copy.

Says "ready", waits for a line, asks THREADS times at once and prints what came of each. Each copy
that is really encoded adds a line to LOG; with "hang" the encoder never ends.
"""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import django
from django.db import connection


def main(blob_id: str, format_name: str, threads: str, log: str, *how: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "nanobanana.settings"
    django.setup()
    from files.models import Blob
    from files.variants import encoding, making
    from files.variants.choosing import Variant

    encode = encoding.encoded

    def noted(*arguments: Any) -> bytes:
        with Path(log).open("a") as lines:
            lines.write(f"{os.getpid()}\n")
        if how:
            threading.Event().wait()
        return encode(*arguments)

    encoding.encoded = noted  # type: ignore[assignment]
    blob = Blob.objects.get(pk=UUID(blob_id))
    together = threading.Barrier(int(threads))

    def ask(_: int) -> str:
        together.wait()
        try:
            return making.variant_name(blob, Variant(None, format_name))[0]
        finally:
            connection.close()

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(int(threads)) as pool:
        for name in pool.map(ask, range(int(threads))):
            sys.stdout.write(f"{name}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
