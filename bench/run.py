"""`make bench`: measurements as ratios against a named peer or limit, in one run."""

import argparse
from importlib import import_module

MODULES = (
    "language", "pipeline", "thumbnails", "operations", "artistic", "objects", "memory", "waiting",
    "stopping",
)  # fmt: skip


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("modules", nargs="*", default=MODULES, metavar="MODULE")
    for name in reader.parse_args().modules:
        for result in import_module(f"bench.{name}").measure():
            mark = "ok  " if result.is_kept else "MISS"
            print(
                f"{mark} {result.name}: {result.ours:.3g} {result.unit}, {result.peer} "
                f"{result.theirs:.3g}, ratio {result.ratio:.2f} "
                f"({'at least' if result.is_score else 'at most'} {result.limit:g})",
                flush=True,
            )


if __name__ == "__main__":
    main()
