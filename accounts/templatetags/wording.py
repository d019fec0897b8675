"""How words are written on our pages."""

import re

from django import template

register = template.Library()

LATER_CAPITAL = re.compile(r"(?<=[\s-])[A-Z](?=[a-z])")
"""Of a word that is neither the first nor an abbreviation."""


@register.filter(is_safe=True)
def sentence_case(title: str) -> str:
    """`Two-Factor Authentication` as `Two-factor authentication`: allauth writes Its Titles Like
    This, our own pages do not. For plain text without names."""
    return LATER_CAPITAL.sub(lambda found: found[0].lower(), title.strip())
