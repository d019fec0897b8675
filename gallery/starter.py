"""The showcase of a fresh installation: pictures that ship with the project, some of them edited
by the studio when they are loaded, so that what is shown is what the product really does."""

import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from PIL import Image

from accounts.models import Visitor
from files.claims import release_unused
from files.decoding import CleanPicture, clean_picture, encode
from files.models import StoredFile
from files.provenance.marks import Provenance, SourceType, mark_picture
from files.storing import store_picture
from gallery.models import GalleryItem, SeededItem
from generation.providers.samples import FOLDER, Sample, all_samples
from generation.studio import execute, understand

OWNER_KEY = "nano-banana-showcase"
"""Stands where others have the hash of their session id; no session id has this hash."""

NEVER_PRUNED = datetime(9999, 1, 1, tzinfo=UTC)
"""Anonymous visitors not seen for long are removed with all they own; this one stays."""

WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True)
class StarterItem:
    """One item to seed. `scene` are keywords that choose among the samples."""

    key: str
    scene: str
    title: str
    description: str
    prompt: str
    is_edit: bool = False


STARTERS = (
    StarterItem(
        key="lake-noir",
        scene="autumn lake reflection",
        title="The lake, without its colours",
        description="Two wishes in one sentence: no colour, and a square.",
        prompt="make it black and white and crop it square",
        is_edit=True,
    ),
    StarterItem(
        key="city-night",
        scene="city night skyline",
        title="Lights on",
        description="A city after dark, one window at a time.",
        prompt="a city at night with lit windows",
    ),
    StarterItem(
        key="winter-warm",
        scene="snow winter fir",
        title="Come in and warm up",
        description="The same cold morning, seen from beside the stove.",
        prompt="warmer and a little brighter with a vignette",
        is_edit=True,
    ),
    StarterItem(
        key="deep-space",
        scene="planet ring saturn",
        title="Somewhere else",
        description="Nobody has been there yet.",
        prompt="a planet among the stars",
    ),
    StarterItem(
        key="forest-sepia",
        scene="forest mist path",
        title="From the album in the attic",
        description="Sepia and a soft vignette: an old photograph in one sentence.",
        prompt="make it sepia with a vignette",
        is_edit=True,
    ),
    StarterItem(
        key="desert-wide",
        scene="desert dune sand",
        title="Night falls on the dunes",
        description="Darker, quieter and wider, as a film would show it.",
        prompt="much darker with muted colours, crop it to 16:9",
        is_edit=True,
    ),
    StarterItem(
        key="postcard",
        scene="flower lavender field",
        title="A postcard",
        description="Words in quotes are set on the picture.",
        prompt='more vivid and write "Greetings from Provence" at the bottom',
        is_edit=True,
    ),
    StarterItem(
        key="banana",
        scene="banana fruit food",
        title="House portrait",
        description="Where the name comes from.",
        prompt="a still life with a banana",
    ),
)
"""The first is seeded last, so that it is the newest."""


def seed_showcase() -> int:
    """Add the starter items that were never added before; returns how many.

    What a curator changed or removed stays as it is.
    """
    seeded = set(SeededItem.objects.filter(is_done=True).values_list("key", flat=True))
    wanted = [starter for starter in STARTERS if starter.key not in seeded]
    if not wanted:
        return 0
    owner, _ = Visitor.objects.get_or_create(key_hash=OWNER_KEY, defaults={"seen_at": NEVER_PRUNED})
    return sum(_seed(owner, starter) for starter in reversed(wanted))


def _seed(owner: Visitor, starter: StarterItem) -> bool:
    """Add one item; False where another process has just added it."""
    note, _ = SeededItem.objects.get_or_create(key=starter.key)
    if note.is_done:
        return False
    here = GalleryItem.objects.filter(pk=note.item_id).exists()
    is_new = not here and _publish(owner, starter, note.item_id)
    SeededItem.objects.filter(pk=note.pk).update(is_done=True)
    return is_new


def _publish(owner: Visitor, starter: StarterItem, item_id: UUID) -> bool:
    """Make the item; False, with nothing left behind, where somebody else was quicker."""
    with (FOLDER / choose_sample(starter).file).open("rb") as stored:
        picture = clean_picture(stored)
    after = edit_picture(picture, starter.prompt) if starter.is_edit else picture
    item = GalleryItem(
        id=item_id,
        owner=owner,
        image=_store(owner, after, starter, is_edit=starter.is_edit),
        before=_store(owner, picture, starter) if starter.is_edit else None,
        title=starter.title,
        description=starter.description,
        prompt=starter.prompt,
        is_featured=True,
        starter_key=starter.key,
    )
    item.words = item.folded_words()
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        release_unused(file for file in (item.image, item.before) if file)
        return False
    return True


def choose_sample(starter: StarterItem) -> Sample:
    """The sample that has most of the scene's words; the first of equals."""
    words = set(WORD.findall(starter.scene))
    return max(all_samples(), key=lambda sample: len(sample.keywords & words))


def edit_picture(picture: CleanPicture, sentence: str) -> CleanPicture:
    """What the studio makes of a picture. Raises StudioError for words it does not know."""
    with Image.open(io.BytesIO(picture.data)) as image:
        image.load()
        result = execute(understand(sentence), image)
    return encode(result.image, lossy=picture.content_type == "image/jpeg")


def _store(
    owner: Visitor, picture: CleanPicture, starter: StarterItem, *, is_edit: bool = False
) -> StoredFile:
    system = "Nano Banana Studio" if is_edit else "Nano Banana Painter"
    picture = mark_picture(
        picture, Provenance(SourceType.ALGORITHMIC, system=system, is_edit=is_edit)
    )
    name = f"{starter.key}.{picture.content_type.removeprefix('image/')}"
    return store_picture(owner, picture, name=name, kind=StoredFile.Kind.OUTPUT)
