"""How this room tells the rooms above what happened."""

from django.dispatch import Signal

visitors_merged = Signal()
"""An anonymous visitor turned out to be a known user: `source` and `target` are Visitor rows.
Receivers move what `source` owns to `target`."""

account_leaving = Signal()
"""A visitor's rows are about to go: `visitor`. Receivers delete what it owns, bytes included."""
