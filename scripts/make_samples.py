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

from generation.studio.painter import paint, read_prompt  # noqa: E402 - the tree is no installed package

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
    prompt: str
    seed: int


def _sample(
    title: str, prompt: str, seed: int, words: str, size: tuple[int, int] = LANDSCAPE
) -> Sample:
    """`words` are what it is found by, beside those of the prompt."""
    file = title.lower().replace(" ", "-") + ".webp"
    return Sample(file, title, words.split(), *size, prompt=prompt, seed=seed)


SAMPLES = (
    _sample(
        "Peaks at dawn",
        "mountains at dawn",
        6,
        "mountain peak alps dawn sunrise morning valley forest landscape nature mist fog hike wild",
    ),
    _sample(
        "Alpine summer",
        "mountains by day in summer",
        6,
        "mountain alps summer day valley green forest landscape nature sky outdoor hike scenery",
    ),
    _sample(
        "Moonlit range",
        "mountains at night, clear sky",
        3,
        "mountain night moon star dark blue landscape nature forest moonlight midnight quiet",
        PORTRAIT,
    ),
    _sample(
        "Autumn lake",
        "a mountain lake in autumn by day",
        4,
        "lake autumn fall mountain water reflection forest orange tree nature landscape season",
    ),
    _sample(
        "Lake at sunset",
        "a lake at sunset",
        2,
        "lake sunset water reflection mountain evening orange calm nature landscape golden warm",
    ),
    _sample(
        "Winter firs",
        "snow by day",
        4,
        "snow winter mountain fir pine tree cold white ice christmas ski landscape nature holiday",
    ),
    _sample(
        "Snow at dusk",
        "snow at dusk",
        4,
        "snow winter dusk evening purple mountain cold landscape nature frost blue twilight",
    ),
    _sample(
        "Green hills",
        "rolling hills by day in summer",
        5,
        "hill green field meadow country farm summer tree landscape nature sky cloud spring grass",
    ),
    _sample(
        "Golden hills",
        "hills at sunset in autumn",
        5,
        "hill sunset golden field country farm tree landscape nature warm evening sun village",
    ),
    _sample(
        "Dunes",
        "desert dunes at sunset",
        6,
        "desert dune sand sahara sunset sun hot dry landscape nature orange arid egypt camel",
    ),
    _sample(
        "Misty forest",
        "a misty pine forest at dawn",
        2,
        "forest wood tree fir pine mist fog morning nature green quiet deep jungle path",
        PORTRAIT,
    ),
    _sample(
        "Forest at sunset",
        "a forest at sunset in autumn",
        3,
        "forest wood tree fir pine sunset evening nature dark orange camp autumn silhouette",
    ),
    _sample(
        "Poppy field",
        "a poppy field by day",
        3,
        "flower poppy field red meadow spring summer garden nature bloom blossom floral plant",
    ),
    _sample(
        "Lavender",
        "a lavender field by day",
        6,
        "flower lavender field purple violet provence summer garden nature bloom floral plant",
    ),
    _sample(
        "Tulips in the morning",
        "a field of tulips at dawn",
        2,
        "flower tulip pink field dawn morning spring garden nature bloom blossom floral plant rose",
        SQUARE,
    ),
    _sample(
        "Sunset over the ocean",
        "the ocean at sunset",
        2,
        "ocean sea sunset water wave sun horizon evening orange golden sky cloud sail boat",
    ),
    _sample(
        "Moon over the sea",
        "the sea at night",
        2,
        "ocean sea night moon water wave star dark blue moonlight midnight horizon",
        PORTRAIT,
    ),
    _sample(
        "Tropical beach",
        "a beach with palm trees by day",
        3,
        "beach sea ocean palm tropical island sand summer holiday vacation wave sun water paradise",
    ),
    _sample(
        "Beach at sunset",
        "a beach at sunset",
        3,
        "beach sunset sea ocean palm tropical sand island evening sun water wave holiday summer",
    ),
    _sample(
        "Islands from above",
        "tropical islands on a clear day",
        4,
        "island islands archipelago reef lagoon aerial turquoise atoll",
    ),
    _sample(
        "Canyon in the morning",
        "a canyon at dawn",
        3,
        "canyon gorge rock cliff river arizona mesa stone",
    ),
    _sample(
        "Storm at sea",
        "a storm at sea at dusk",
        1,
        "storm lightning thunder weather dramatic tempest",
    ),
    _sample(
        "City at night",
        "a city at night",
        1,
        "city night skyline tower building light window street urban river cyberpunk neon downtown",
    ),
    _sample(
        "City by day",
        "a city by day",
        3,
        "city day skyline tower building skyscraper urban river architecture office downtown sky",
    ),
    _sample(
        "City in the rain",
        "a city at dusk in the rain, neon",
        2,
        "rain neon synthwave retro purple pink street wet eighties",
    ),
    _sample(
        "Northern lights",
        "northern lights",
        2,
        "aurora northern light night sky star green snow mountain arctic iceland norway winter",
    ),
    _sample(
        "Nebula",
        "a nebula in deep space",
        4,
        "space nebula galaxy star cosmos universe astronomy night dark cosmic sky",
    ),
    _sample(
        "Ringed planet",
        "saturn",
        2,
        "planet space ring saturn moon star world astronomy galaxy science cosmos alien",
    ),
    _sample(
        "Blue and green world",
        "planet earth",
        2,
        "planet earth space moon star world globe astronomy cosmos ocean cloud orbit",
        SQUARE,
    ),
    _sample(
        "Flow of colour",
        "an abstract gradient in candy colours",
        3,
        "abstract gradient colour color colourful background wallpaper pink purple art modern soft",
        PORTRAIT,
    ),
    _sample(
        "Folds of silk",
        "folds of silk in jewel tones",
        1,
        "abstract wave silk curve purple background wallpaper art modern pattern fabric soft paper",
    ),
    _sample(
        "Poster of a sunrise",
        "a geometric poster",
        4,
        "poster print geometric minimal illustration vector flat sun mountain retro design art",
        PORTRAIT,
    ),
    _sample(
        "Arcs and discs",
        "a bauhaus pattern",
        4,
        "pattern bauhaus circle ornament arc disc",
        SQUARE,
    ),
    _sample(
        "Stars on tiles",
        "moroccan tiles",
        1,
        "pattern tile moroccan ornament mosaic seamless arabesque floor",
        SQUARE,
    ),
    _sample(
        "Bananas",
        "bananas",
        3,
        "banana bananas fruit food yellow still life product studio kitchen nano fresh healthy",
        SQUARE,
    ),
    _sample(
        "Banana wallpaper",
        "a banana pattern",
        3,
        "banana pattern wallpaper seamless print fun repeat",
        SQUARE,
    ),
    _sample(
        "Lake in watercolour",
        "a calm lake at dawn in spring, watercolour",
        4,
        "watercolour watercolor painting spring soft paint calm aquarelle lake",
    ),
    _sample(
        "Meadow in oil",
        "a wildflower meadow at sunset, oil painting",
        2,
        "oil painting meadow wildflower impressionist monet art brush canvas",
    ),
    _sample(
        "Valley in pixels",
        "mountains at sunset, pixel art",
        2,
        "pixel game retro bit arcade console",
    ),
    _sample(
        "Sea as a woodblock",
        "ukiyo-e ocean by day",
        1,
        "japanese woodblock ukiyo japan ink hokusai wave",
    ),
)


def repaint(sample: Sample) -> Image.Image:
    sketch = read_prompt(sample.prompt)
    return paint(sketch, seed=sample.seed, width=sample.width, height=sample.height)


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
