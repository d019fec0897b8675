"""Adds to a short request what people who know image models write as well.

No model is asked for it: the same words always become the same longer ones, and whoever asked reads
them in `revisedPrompt`. After the prompt guides of Google ("describe the scene, do not just list
keywords"; "keep everything else the same") and OpenAI.
"""

import re

from generation.models import Mode

LONG = 40
"""Words; who writes more has said what is wanted."""

LONG_LETTERS = 240
"""The same in scripts that put no blanks between words."""

ENDS = (".", "!", "?", "…", "。", "！", "？")
KEEP = (
    "Change only that. Keep everything else exactly as it is: people and faces, composition, "
    "framing, light and colours."
)
KEEP_SHAPES = (
    "Change only that. Keep everything else exactly as it is: people and faces, composition and "
    "framing."
)
"""For edits of the light or the colours themselves."""
WHOLE = re.compile(
    r"\b(style|turn (it|this|the (photo|picture|image)) into|as an? \w+|painting|sketch|cartoon|"
    r"anime|watercolou?r|everything|whole)\b",
    re.IGNORECASE,
)
"""Edits that are meant for all of the picture."""

MADE = re.compile(
    r"\b(painting|drawing|sketch|cartoon|comic|anime|watercolou?r|illustration|logo|icon|poster|"
    r"pixel art|vector|3d|render|sticker|diagram|line art)\b",
    re.IGNORECASE,
)
LIT = re.compile(
    r"\b(light|lit|sun\w*|dawn|dusk|night|noon|morning|evening|golden|neon|candle\w*|moon\w*|"
    r"overcast|studio)\b",
    re.IGNORECASE,
)
COLOURED = re.compile(
    r"\b(colou?r\w*|warm\w*|cool\w*|bright\w*|dark\w*|black and white|sepia|saturat\w*)\b",
    re.IGNORECASE,
)
SUBJECTS = (
    (
        re.compile(
            r"\b(portrait|person|people|man|woman|girl|boy|child|face|selfie|couple)\b",
            re.IGNORECASE,
        ),
        "Natural skin and expression, sharp eyes, a softly blurred background.",
    ),
    (
        re.compile(
            r"\b(food|cake|bread|soup|dish|plate|coffee|fruit|pizza|salad|breakfast|dinner)\b",
            re.IGNORECASE,
        ),
        "Seen close up from a low angle, fresh textures, a calm table around it.",
    ),
    (
        re.compile(
            r"\b(landscape|mountain\w*|lake|sea|ocean|beach|forest|valley|field|desert|river|"
            r"city|street|skyline|village)\b",
            re.IGNORECASE,
        ),
        "A wide view with a clear foreground, middle ground and distance.",
    ),
    (
        re.compile(r"\b(dog|cat|bird|horse|fox|animal|lion|rabbit|bear)\b", re.IGNORECASE),
        "Fine fur and feather detail, seen at eye level, a softly blurred background.",
    ),
)
OTHER = "One clear subject, a balanced composition, fine detail."
LIGHT = "Soft natural light."
CRAFT = "Clean shapes, a balanced composition, a consistent palette."


def enhance(prompt: str, mode: str) -> str:
    """The words with more detail; as they are where they say enough."""
    words = prompt.strip()
    if len(words.split()) > LONG or len(words) > LONG_LETTERS:
        return words
    ended = words if words.endswith(ENDS) else f"{words}."
    if mode == Mode.IMAGE:
        keep = KEEP_SHAPES if LIT.search(words) or COLOURED.search(words) else KEEP
        return words if WHOLE.search(words) else f"{ended} {keep}"
    if MADE.search(words):
        return f"{ended} {CRAFT}"
    about = next((told for subject, told in SUBJECTS if subject.search(words)), OTHER)
    return f"{ended} {about}" if LIT.search(words) else f"{ended} {about} {LIGHT}"
