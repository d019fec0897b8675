"""Tells people where a stored picture comes from."""

from dataclasses import dataclass

from files.models import StoredFile
from files.provenance.marks import SourceType
from files.provenance.xmp import NEWSCODES

LABELS = {
    SourceType.TRAINED: ("Made by AI", "A generative model made this from words."),
    SourceType.COMPOSITE: (
        "Edited with AI",
        "A generative model changed a picture; parts of it never stood before a camera.",
    ),
    SourceType.ENHANCED: (
        "Edited by rules",
        "Light, colour, shape or look were changed by fixed rules, not by generative AI.",
    ),
    SourceType.ALGORITHMIC: (
        "Painted by rules",
        "A program painted this by fixed rules, without a trained model.",
    ),
}
UPLOADED = ("Uploaded", "Somebody uploaded this picture; nothing here changed it.")
STRIPPED = "Place, camera and all other data of the original file were left out."
PROMPT_IN = "The words it was made with are written in the file."
PROMPT_OUT = "The words it was made with are not in the file."
UNSIGNED = "It carries no signed Content Credentials."


@dataclass(frozen=True)
class Origin:
    """Where a picture comes from, for people and machines."""

    source_type: str | None
    """The address of IPTC's DigitalSourceType, as it stands in the file."""
    label: str
    sentences: tuple[str, ...]
    system: str
    model: str
    has_prompt: bool
    signed_by: str | None


def origin_of(file: StoredFile) -> Origin:
    """Reads the row that was written with the bytes; wants `file.blob`."""
    told = file.blob.provenance
    source = SourceType(told["sourceType"]) if told.get("sourceType") else None
    label, sentence = LABELS[source] if source else UPLOADED
    signed_by = told.get("signedBy") or None
    has_prompt = bool(told.get("hasPrompt"))
    words = [PROMPT_IN if has_prompt else PROMPT_OUT] if source else []
    signature = f"Its Content Credentials are signed by {signed_by}." if signed_by else UNSIGNED
    return Origin(
        source_type=f"{NEWSCODES}{source}" if source else None,
        label=label,
        sentences=(sentence, STRIPPED, *words, signature),
        system=told.get("system", ""),
        model=told.get("model", ""),
        has_prompt=has_prompt,
        signed_by=signed_by,
    )
