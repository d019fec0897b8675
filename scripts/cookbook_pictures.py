"""What each operation is shown on: a sample, made worse where the operation mends something."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generation.studio import Plan, StudioError, execute, understand  # noqa: E402
from generation.studio.operations import OPERATIONS, Operation  # noqa: E402

SAMPLES = ROOT / "generation" / "samples"
SIZE = (960, 720)


def dull(image: Image.Image) -> Image.Image:
    """Dark and flat, as under a gray sky."""
    flat = ImageEnhance.Contrast(image).enhance(0.55)
    return ImageEnhance.Brightness(ImageEnhance.Color(flat).enhance(0.6)).enhance(0.7)


def hazy(image: Image.Image) -> Image.Image:
    return Image.blend(image, Image.new("RGB", image.size, (214, 220, 226)), 0.55)


def tinted(image: Image.Image) -> Image.Image:
    """As taken under a bulb with the camera set to daylight."""
    return Image.merge(
        "RGB",
        [
            band.point(lambda v, f=f: min(255, v * f))
            for band, f in zip(image.split(), (1.12, 0.95, 0.66), strict=True)
        ],
    )


def noisy(image: Image.Image) -> Image.Image:
    noise = np.random.default_rng(5).normal(0, 22, (image.height, image.width, 3))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def slanted(image: Image.Image) -> Image.Image:
    """Turned by six degrees, without the empty corners."""
    turned = image.rotate(6, Image.Resampling.BICUBIC)
    margin_x, margin_y = round(image.width * 0.1), round(image.height * 0.1)
    inner = (margin_x, margin_y, image.width - margin_x, image.height - margin_y)
    return turned.crop(inner).resize(image.size, Image.Resampling.LANCZOS)


def small(image: Image.Image) -> Image.Image:
    return image.resize((image.width // 3, image.height // 3), Image.Resampling.LANCZOS)


BALLOON = (0.42, 0.14, 0.52, 0.3)
"""Where `with_balloon` puts one, as parts of the sides."""


def with_balloon(image: Image.Image) -> Image.Image:
    """A red balloon in the sky, lit from the left."""
    soft = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
    left, top, right, bottom = (
        round(part * side) for part, side in zip(BALLOON, (*soft.size, *soft.size), strict=True)
    )
    draw = ImageDraw.Draw(soft)
    for step in range(40):
        inset = step * (right - left) // 90
        colour = (170 + step * 2, 30 + step * 2, 34 + step * 2)
        draw.ellipse((left + inset // 2, top + inset // 2, right - inset, bottom - inset), colour)
    return soft.resize(image.size, Image.Resampling.LANCZOS)


def before_a_city(image: Image.Image) -> Image.Image:
    """What stands in the picture, cut out, with a city at night behind it."""
    cut = execute(understand("cut out the subject"), image).image.convert("RGBA")
    city = sample("city-at-night", image.size).convert("RGBA")
    return Image.alpha_composite(city, cut).convert("RGB")


def as_it_is(image: Image.Image) -> Image.Image:
    return image


@dataclass(frozen=True)
class Dish:
    """The picture an operation is shown on."""

    sample: str = "tropical-beach"
    spoil: Callable[[Image.Image], Image.Image] = as_it_is
    words: str = ""
    """Instead of the operation's own example."""
    others: tuple[str, ...] = ()
    spot: tuple[float, float, float, float] | None = None
    """What the mask marks: an ellipse, as parts of the sides."""
    is_close: bool = field(default=False)
    """Whether the middle is shown at full size, for what is lost in a small picture."""


DISHES: dict[str, Dish] = {
    "brightness": Dish("forest-at-sunset"),
    "contrast": Dish("peaks-at-dawn"),
    "exposure": Dish("snow-at-dusk"),
    "highlights": Dish("winter-firs"),
    "shadows": Dish("forest-at-sunset"),
    "auto_enhance": Dish("green-hills", dull),
    "white_balance": Dish("winter-firs", tinted),
    "clarity": Dish("peaks-at-dawn"),
    "dehaze": Dish("alpine-summer", hazy),
    "hdr": Dish("golden-hills"),
    "denoise": Dish("autumn-lake", noisy, is_close=True),
    "sharpen": Dish("city-by-day", is_close=True),
    "grain": Dish("lake-at-sunset", is_close=True),
    "grayscale": Dish("poppy-field"),
    "sepia": Dish("city-by-day"),
    "saturation": Dish("tulips-in-the-morning"),
    "vibrance": Dish("lavender"),
    "warmth": Dish("winter-firs"),
    "tint": Dish("peaks-at-dawn"),
    "hue_shift": Dish("folds-of-silk"),
    "duotone": Dish("golden-hills"),
    "threshold": Dish("forest-at-sunset"),
    "sunset_mood": Dish("tropical-beach"),
    "night_mood": Dish("city-by-day"),
    "cinematic": Dish("beach-at-sunset"),
    "glow": Dish("lavender"),
    "blur": Dish("city-at-night"),
    "vignette": Dish("poppy-field"),
    "motion_blur": Dish("city-at-night"),
    "tilt_shift": Dish("city-by-day"),
    "straighten": Dish("sunset-over-the-ocean", slanted),
    "round_corners": Dish("dunes"),
    "flip": Dish("beach-at-sunset"),
    "enlarge": Dish("bananas", small),
    "background_blur": Dish("bananas", before_a_city),
    "background_remove": Dish("bananas"),
    "background_replace": Dish("bananas"),
    "sky_recolor": Dish("green-hills"),
    "erase": Dish("tropical-beach", with_balloon, spot=(0.4, 0.11, 0.54, 0.33)),
    "color_replace": Dish("bananas", words="make the yellow blue"),
    "pixel_art": Dish("bananas"),
    "pixelate": Dish("blue-and-green-world"),
    "neon": Dish("city-by-day"),
    "emboss": Dish("folds-of-silk"),
    "pencil_sketch": Dish("beach-at-sunset"),
    "watercolor": Dish("autumn-lake"),
    "oil_paint": Dish("tulips-in-the-morning"),
    "cartoon": Dish("green-hills"),
    "text": Dish("sunset-over-the-ocean"),
    "overlay": Dish("tropical-beach", others=("bananas",)),
    "blend": Dish("city-by-day", others=("nebula",)),
    "collage": Dish("autumn-lake", others=("poppy-field",)),
}


@dataclass(frozen=True)
class Served:
    """An operation done: the picture before and after."""

    before: Image.Image
    after: Image.Image
    is_close: bool


def sample(name: str, size: tuple[int, int] = SIZE) -> Image.Image:
    """A sample that ships with the project, cut to `size`."""
    with Image.open(SAMPLES / f"{name}.webp") as image:
        return ImageOps.fit(image.convert("RGB"), size, Image.Resampling.LANCZOS)


def plan_for(name: str) -> Plan:
    """What the operation's example asks for, if the studio reads it so; else its usual fields."""
    kind = OPERATIONS[name]
    plan = understand(DISHES.get(name, Dish()).words or kind.example)
    if plan.operations and isinstance(plan.operations[0], kind) and not plan.unmatched:
        return plan
    return Plan((usual(kind),))


def usual(kind: type[Operation]) -> Operation:
    """The operation as its defaults have it. Raises TypeError for one that needs a word."""
    return kind()


def serve(name: str) -> Served | None:
    """The operation on its picture; None where it cannot be done."""
    dish = DISHES.get(name, Dish())
    before = dish.spoil(sample(dish.sample, (720, 540) if dish.is_close else SIZE))
    mask = None
    if dish.spot:
        mask = Image.new("L", before.size, 0)
        sides = (before.width, before.height) * 2
        box = [round(part * side) for part, side in zip(dish.spot, sides, strict=True)]
        ImageDraw.Draw(mask).ellipse(box, fill=255)
    others = [sample(other) for other in dish.others]
    try:
        after = execute(plan_for(name), before, mask=mask, pictures=others).image
    except (StudioError, TypeError) as error:
        print(f"left out: {name}: {type(error).__name__} {error}", file=sys.stderr)
        return None
    return Served(before, after, dish.is_close)
