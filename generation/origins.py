"""How the pictures of a generation were made, for those who find them later."""

from files.provenance.marks import Provenance, SourceType, edited_by_rules
from generation.models import Generation
from generation.providers.base import ProviderResult
from generation.providers.registry import provider_named

OWN = "Nano Banana"


def provenance_of(generation: Generation, result: ProviderResult) -> Provenance:
    """What is written into the pictures of `result`."""
    provider = provider_named(generation.provider).capabilities
    return Provenance(
        source_type=_source_type(generation, result, is_rules=provider.is_rules),
        system=f"{OWN} {provider.label}" if provider.is_rules else provider.label,
        model=result.model,
        is_edit=generation.is_edit and not result.is_sample,
        prompt=generation.prompt,
    )


def _source_type(generation: Generation, result: ProviderResult, *, is_rules: bool) -> SourceType:
    is_edit = generation.is_edit and not result.is_sample
    if not is_rules:
        return SourceType.COMPOSITE if is_edit else SourceType.TRAINED
    if not is_edit or generation.input is None:
        return SourceType.ALGORITHMIC
    return edited_by_rules([generation.input, *generation.references])
