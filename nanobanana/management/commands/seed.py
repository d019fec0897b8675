"""`manage.py seed`: the starter content, once."""

from typing import Any

from django.core.management.base import BaseCommand

from content.starter import seed_content
from gallery.starter import seed_showcase


class Command(BaseCommand):
    help = "Load the starter texts and pictures. Never touches what a curator changed or removed."

    def handle(self, *args: Any, **options: Any) -> None:
        texts, pictures = seed_content(), seed_showcase()
        self.stdout.write(f"Starter content: {texts} texts and {pictures} pictures added.")
