"""`{% provenance file %}`: where a stored picture comes from."""

from django import template

from files.models import StoredFile
from files.provenance.describing import Origin, origin_of

register = template.Library()


@register.inclusion_tag("components/_provenance.html")
def provenance(file: StoredFile) -> dict[str, Origin]:
    """Wants `file.blob`, or asks for it."""
    return {"origin": origin_of(file)}
