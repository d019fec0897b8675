"""Paint the pictures that ship with the project, and the manifest that lists them.

python scripts/make_samples.py           paint all of them into generation/samples/
python scripts/make_samples.py --check   see that what is there is what would be painted
"""

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generation.studio.painter import paint  # noqa: E402 - the tree is no installed package

FOLDER = ROOT / "generation" / "samples"
QUALITY = 78
# WebP is lossy, most of all in grass and leaves, and another processor may round a float the other
# way: so copies of a quarter of the size are compared; mean levels of 255.
SHRINK = 4
TOLERANCE = 3.0

LANDSCAPE, PORTRAIT, SQUARE = (1216, 832), (832, 1216), (1024, 1024)


@dataclass(frozen=True)
class Sample:
    """One line of the manifest."""

    file: str
    title: str
    keywords: list[str]
    width: int
    height: int
    scene: str
    seed: int
    mood: str


def _sample(
    title: str, words: str, scene: tuple[str, str, int], size: tuple[int, int] = LANDSCAPE
) -> Sample:
    """`scene` is its name, mood and seed."""
    name, mood, seed = scene
    file = title.lower().replace(" ", "-") + ".webp"
    return Sample(file, title, words.split(), *size, scene=name, seed=seed, mood=mood)


SAMPLES = (
    _sample(
        "Peaks at dawn",
        "mountain peak alps dawn sunrise morning valley forest landscape nature mist fog hike wild",
        ("mountains", "dawn", 11),
    ),
    _sample(
        "Alpine summer",
        "mountain alps summer day valley green forest landscape nature sky outdoor hike scenery",
        ("mountains", "day", 15),
    ),
    _sample(
        "Moonlit range",
        "mountain night moon star dark blue landscape nature forest moonlight midnight quiet",
        ("mountains", "night", 4),
        PORTRAIT,
    ),
    _sample(
        "Autumn lake",
        "lake autumn fall mountain water reflection forest orange tree nature landscape season",
        ("lake", "day", 11),
    ),
    _sample(
        "Lake at sunset",
        "lake sunset water reflection mountain evening orange calm nature landscape golden warm",
        ("lake", "sunset", 16),
    ),
    _sample(
        "Winter firs",
        "snow winter mountain fir pine tree cold white ice christmas ski landscape nature holiday",
        ("snow", "day", 12),
    ),
    _sample(
        "Snow at dusk",
        "snow winter dusk evening purple mountain cold landscape nature frost blue twilight",
        ("snow", "dusk", 3),
    ),
    _sample(
        "Green hills",
        "hill green field meadow country farm summer tree landscape nature sky cloud spring grass",
        ("hills", "day", 12),
    ),
    _sample(
        "Golden hills",
        "hill sunset golden field country farm tree landscape nature warm evening sun village",
        ("hills", "sunset", 6),
    ),
    _sample(
        "Dunes",
        "desert dune sand sahara sunset sun hot dry landscape nature orange arid egypt camel",
        ("desert", "sunset", 12),
    ),
    _sample(
        "Misty forest",
        "forest wood tree fir pine mist fog morning nature green quiet deep jungle path",
        ("forest", "dawn", 12),
        PORTRAIT,
    ),
    _sample(
        "Forest at sunset",
        "forest wood tree fir pine sunset evening nature dark orange camp autumn silhouette",
        ("forest", "sunset", 14),
    ),
    _sample(
        "Poppy field",
        "flower poppy field red meadow spring summer garden nature bloom blossom floral plant",
        ("flowers", "day", 11),
    ),
    _sample(
        "Lavender",
        "flower lavender field purple violet provence summer garden nature bloom floral plant",
        ("flowers", "day", 13),
    ),
    _sample(
        "Tulips in the morning",
        "flower tulip pink field dawn morning spring garden nature bloom blossom floral plant rose",
        ("flowers", "dawn", 1),
        SQUARE,
    ),
    _sample(
        "Sunset over the ocean",
        "ocean sea sunset water wave sun horizon evening orange golden sky cloud sail boat",
        ("ocean", "sunset", 15),
    ),
    _sample(
        "Moon over the sea",
        "ocean sea night moon water wave star dark blue moonlight midnight horizon",
        ("ocean", "night", 3),
        PORTRAIT,
    ),
    _sample(
        "Tropical beach",
        "beach sea ocean palm tropical island sand summer holiday vacation wave sun water paradise",
        ("beach", "day", 12),
    ),
    _sample(
        "Beach at sunset",
        "beach sunset sea ocean palm tropical sand island evening sun water wave holiday summer",
        ("beach", "sunset", 16),
    ),
    _sample(
        "City at night",
        "city night skyline tower building light window street urban river cyberpunk neon downtown",
        ("city", "night", 12),
    ),
    _sample(
        "City by day",
        "city day skyline tower building skyscraper urban river architecture office downtown sky",
        ("city", "day", 6),
    ),
    _sample(
        "Northern lights",
        "aurora northern light night sky star green snow mountain arctic iceland norway winter",
        ("aurora", "night", 2),
    ),
    _sample(
        "Nebula",
        "space nebula galaxy star cosmos universe astronomy night dark cosmic sky",
        ("space", "night", 3),
    ),
    _sample(
        "Ringed planet",
        "planet space ring saturn moon star world astronomy galaxy science cosmos alien",
        ("planet", "night", 3),
    ),
    _sample(
        "Blue and green world",
        "planet earth space moon star world globe astronomy cosmos ocean cloud orbit",
        ("planet", "night", 29),
        SQUARE,
    ),
    _sample(
        "Flow of colour",
        "abstract gradient colour color colourful background wallpaper pink purple art modern soft",
        ("abstract", "day", 1),
        PORTRAIT,
    ),
    _sample(
        "Folds of silk",
        "abstract wave silk curve purple background wallpaper art modern pattern fabric soft paper",
        ("silk", "day", 1),
    ),
    _sample(
        "Poster of a sunrise",
        "poster print geometric minimal illustration vector flat sun mountain retro design art",
        ("poster", "day", 4),
        PORTRAIT,
    ),
    _sample(
        "Bananas",
        "banana bananas fruit food yellow still life product studio kitchen nano fresh healthy",
        ("bananas", "day", 3),
        SQUARE,
    ),
)


def repaint(sample: Sample) -> Image.Image:
    return paint(
        sample.scene,
        seed=sample.seed,
        width=sample.width,
        height=sample.height,
        mood=sample.mood,
    )


def manifest_text() -> str:
    return json.dumps([asdict(sample) for sample in SAMPLES], indent=2) + "\n"


def write_samples() -> int:
    """Paint all, drop pictures no longer listed; the total in bytes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    listed = {sample.file for sample in SAMPLES}
    for old in FOLDER.glob("*.webp"):
        if old.name not in listed:
            old.unlink()
    for sample in SAMPLES:
        repaint(sample).save(FOLDER / sample.file, quality=QUALITY, method=6)
    (FOLDER / "manifest.json").write_text(manifest_text(), encoding="utf-8")
    return sum((FOLDER / sample.file).stat().st_size for sample in SAMPLES)


def difference(sample: Sample) -> float:
    """Mean absolute difference, in levels of 255, of the stored picture and a fresh one, both
    shrunk; infinite if their sizes differ."""
    with Image.open(FOLDER / sample.file) as stored:
        kept = np.asarray(stored.convert("RGB").reduce(SHRINK), np.int16)
    fresh = np.asarray(repaint(sample).reduce(SHRINK), np.int16)
    if kept.shape != fresh.shape:
        return float("inf")
    return float(np.abs(kept - fresh).mean())


def find_faults() -> list[str]:
    """What is wrong with the folder, one sentence each; nothing if all is well."""
    manifest = FOLDER / "manifest.json"
    if not manifest.is_file() or manifest.read_text(encoding="utf-8") != manifest_text():
        return ["manifest.json is not what this script would write."]
    listed, present = {s.file for s in SAMPLES}, {path.name for path in FOLDER.glob("*.webp")}
    faults = [f"{name} is missing." for name in sorted(listed - present)]
    faults += [f"{name} is in no manifest." for name in sorted(present - listed)]
    for sample in SAMPLES:
        if sample.file in present and (off := difference(sample)) > TOLERANCE:
            faults.append(f"{sample.file} differs by {off:.1f} levels from a fresh painting.")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only compare, change nothing")
    if parser.parse_args().check:
        faults = find_faults()
        print("\n".join(faults) or f"{len(SAMPLES)} samples are as painted.")
        return 1 if faults else 0
    print(f"{len(SAMPLES)} samples, {write_samples() / 1e6:.2f} MB, in {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
