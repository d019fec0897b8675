"""What templates ask about the trash."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def trash_days() -> int:
    """How many days what is deleted can be had back; 0: deleting is for good."""
    return int(settings.TRASH_DAYS)
