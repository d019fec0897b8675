"""`manage.py verify_files`: do the rows and the bytes agree?"""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from files.accounting.faults import Fault, Findings
from files.accounting.verifying import verify


class Command(BaseCommand):
    help = (
        "Compare every stored picture with its hash, and all bytes in storage with the rows. "
        "Ends with status 1 where something is wrong and not mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--repair",
            action="store_true",
            help="mend what can be: count anew, remove what nothing names, set wrong bytes aside",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object, at the end")

    def handle(self, *args: Any, **options: Any) -> None:
        tell = _keep_quiet if options["json"] else self._tell
        findings = verify(repair=options["repair"], tell=tell)
        self.stdout.write(_as_json(findings) if options["json"] else _in_words(findings))
        if not findings.is_sound:
            wrong = sum(not fault.is_mended for fault in findings.faults)
            hint = "" if options["repair"] else " Mend with --repair."
            raise CommandError(f"{_count(wrong, 'thing')} wrong.{hint}")

    def _tell(self, fault: Fault) -> None:
        self.stdout.write(f"{fault} ({'mended' if fault.is_mended else 'not mended'})")


def _keep_quiet(fault: Fault) -> None:
    """All of it comes at the end."""


def _in_words(findings: Findings) -> str:
    read = f"{_count(findings.pictures, 'picture')} ({findings.bytes} bytes) read"
    found = f"{_count(len(findings.faults), 'fault')} found"
    known = [f"Damaged, as said before: {name}" for name in findings.known]
    return "\n".join([*known, f"{read}, {found}."])


def _as_json(findings: Findings) -> str:
    faults = [
        {
            "kind": str(fault.kind),
            "name": fault.name,
            "detail": fault.detail,
            "mended": fault.is_mended,
        }
        for fault in findings.faults
    ]
    report = {
        "ok": findings.is_sound,
        "pictures": findings.pictures,
        "bytes": findings.bytes,
        "faults": faults,
        "knownDamaged": findings.known,
    }
    return json.dumps(report, indent=2)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
