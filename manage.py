#!/usr/bin/env python
"""Nano Banana's command line: `python manage.py help` lists what there is."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nanobanana.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting is wrong: its sentence says how to mend it, and a traceback would bury it.
        sys.exit(f"Nano Banana cannot start. {error}")
