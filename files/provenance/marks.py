"""Says in a picture's own bytes how it was made.

Outputs are marked once, before they are stored: the bytes behind an id never change. Equal pixels
made the same way are equal bytes still, as long as they are not signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from django.conf import settings

from files.decoding import CleanPicture
from files.models import StoredFile
from files.provenance.signing import sign_picture, signer_name
from files.provenance.xmp import with_xmp, xmp_packet


class SourceType(StrEnum):
    """IPTC NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/"""

    TRAINED = "trainedAlgorithmicMedia"
    COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
    ENHANCED = "algorithmicallyEnhanced"
    ALGORITHMIC = "algorithmicMedia"


BY_MODELS = frozenset({SourceType.TRAINED, SourceType.COMPOSITE})


@dataclass(frozen=True)
class Provenance:
    """How a picture was made."""

    source_type: SourceType
    system: str
    """What made it, for people: "Nano Banana Studio"."""
    model: str = ""
    is_edit: bool = False
    """Whether it began with a picture."""
    prompt: str = ""
    """Written into the bytes only where EMBED_PROMPT says so."""


def edited_by_rules(sources: Iterable[StoredFile]) -> SourceType:
    """What an edit by fixed rules makes of pictures: it takes none of their origin away.

    What a model made stays so, and beside a photo it makes a composite; what was painted stays
    painted; anything else is an enhanced picture.
    """
    kinds = {source.blob.provenance.get("sourceType") for source in sources}
    if kinds in ({SourceType.TRAINED}, {SourceType.ALGORITHMIC}):
        return SourceType(kinds.pop())
    return SourceType.COMPOSITE if kinds & BY_MODELS else SourceType.ENHANCED


def mark_picture(picture: CleanPicture, provenance: Provenance) -> CleanPicture:
    """The same pixels with their origin in the bytes, signed where C2PA_CERT says so.

    Raises SigningFailed.
    """
    prompt = provenance.prompt if settings.EMBED_PROMPT else ""
    packet = xmp_packet(
        source_type=provenance.source_type,
        system=provenance.system,
        model=provenance.model,
        prompt=prompt,
    )
    data = with_xmp(picture.data, picture.content_type, packet)
    told: dict[str, str | bool] = {
        "sourceType": str(provenance.source_type),
        "system": provenance.system,
        "model": provenance.model,
        "hasPrompt": bool(prompt),
    }
    if signed_by := signer_name():
        data = sign_picture(
            data,
            picture.content_type,
            source_type=provenance.source_type,
            is_edit=provenance.is_edit,
            system=provenance.system,
        )
        told["signedBy"] = signed_by
    return replace(picture, data=data, provenance=told)


def note_provenance(picture: CleanPicture, provenance: Provenance) -> CleanPicture:
    """The same bytes, and beside them what is known of their origin: for a vendor's picture,
    whose own mark or signature any change would break."""
    told = {
        "sourceType": str(provenance.source_type),
        "system": provenance.system,
        "model": provenance.model,
        "hasPrompt": False,
        "isOriginal": True,
    }
    return replace(picture, provenance=told)
