"""`manage.py providers`"""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from generation.providers.base import Capabilities, ProviderError
from generation.providers.checking import UNREAD, Finding, check
from generation.providers.registry import configured, is_automatic
from generation.routing import capabilities_of

SOON_DAYS = 90


class Command(BaseCommand):
    help = (
        "Lists the AI providers in the order in which they are asked, checks each key against its "
        "vendor's list of models, and warns of models that will be shut down. Ends with status 1 "
        "where something has to be mended. No key is shown."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offline", action="store_true", help="list only, ask nobody")

    def handle(self, *args: Any, **options: Any) -> None:
        order = "automatic" if is_automatic() else "as in AI_PROVIDERS"
        fallback = "on" if settings.AI_FALLBACK else "off"
        self.stdout.write(f"Order: {order}. Fallback: {fallback}.")
        broken = [each for each in configured() if not self._show(capabilities_of(each), options)]
        if broken:
            names = ", ".join(each.capabilities.name for each in broken)
            raise CommandError(f"To be mended: {names}.")

    def _show(self, can: Capabilities, options: dict[str, Any]) -> bool:
        where = "" if can.place.startswith("beyond") else "on "
        self.stdout.write(f"\n{can.name}: {can.label}, {where}{can.place}")
        self.stdout.write(f"    can    {_abilities(can)}")
        if options["offline"]:
            self.stdout.write(f"    models {', '.join(can.models)}")
            return True
        try:
            finding = check(can.name)
        except ProviderError as error:
            self._line("FAULT", f"{error.detail} ({error.code})")
            return False
        return self._tell(can, finding)

    def _tell(self, can: Capabilities, finding: Finding) -> bool:
        for note in finding.notes:
            self._line("ok", note)
        for fault in finding.faults:
            self._line("FAULT", fault)
        if finding.offered is None:
            self._line("models", ", ".join(can.models))
            return not finding.faults
        self._line("ok", "the key is accepted")
        usable = [self._model(model, finding.offered) for model in can.models]
        return all(usable)

    def _model(self, model: str, offered: dict[str, date | None]) -> bool:
        if model not in offered:
            self._line("FAULT", f"{model}: not offered to this key")
            return False
        ends = offered[model]
        if ends is None:
            self._line("ok", model)
            return True
        if ends == UNREAD:
            self._line("SOON", f"{model}: shuts down, on a day that cannot be read")
            return True
        days = (ends - timezone.now().date()).days
        if days < 0:
            self._line("FAULT", f"{model}: shut down on {ends.isoformat()}")
            return False
        state = "SOON" if days <= SOON_DAYS else "ok"
        self._line(state, f"{model}: shuts down on {ends.isoformat()}, in {days} days")
        return True

    def _line(self, state: str, text: str) -> None:
        self.stdout.write(f"    {state:6} {text}")


def _abilities(can: Capabilities) -> str:
    told = [" and ".join(sorted(can.modes)), f"up to {can.max_count} at once"]
    if can.masks:
        told.append("masks")
    if can.max_references:
        told.append(f"{can.max_references} references")
    told.append(f"counts as {can.cost}")
    return ", ".join(told)
