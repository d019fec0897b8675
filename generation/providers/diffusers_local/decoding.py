"""A small picture of a model's latents, by the model's own decoder.

Latents are pooled first: a decoder's work grows with the cells it gets. Scaling and shift are
undone as diffusers' pipelines do it (`vae.config`); the tables from latents to colours that others
use each fit one family of models only (decision 27).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image

Size = tuple[int, int]


class Unshowable(Exception):
    """What the decoder made is no picture."""


class HeldBack(Exception):
    """The model's safety checker would not let it be seen."""


def unpacked(pipe: Any, latents: Any, size: Size) -> Any:
    """Latents as the decoder of `pipe` takes them, channels × height × width, of the first picture;
    None where they are of a kind that it does not. `size`: pixels of the picture in the making."""
    if latents.ndim == 3 and hasattr(pipe, "_unpack_latents"):
        # Packed two by two (Flux); the pipeline may have chosen another size than asked for.
        factor = int(pipe.vae_scale_factor)
        across, down = (side // (2 * factor) for side in size)
        if latents.shape[1] != across * down:
            return None
        latents = pipe._unpack_latents(latents, size[1], size[0], factor)
    channels = getattr(pipe.vae.config, "latent_channels", None)
    return latents[:1] if latents.ndim == 4 and latents.shape[1] == channels else None


def decoded(torch: Any, pipe: Any, latents: Any, most: int) -> Image.Image:
    """`latents` (as `unpacked` gives them) as a picture, at most `most` cells on the longer side.
    Raises Unshowable, HeldBack, and whatever a decoder raises."""
    height, width = latents.shape[-2:]
    scale = min(1.0, most / max(height, width))
    small = (max(1, round(height * scale)), max(1, round(width * scale)))
    pooled = torch.nn.functional.adaptive_avg_pool2d(latents.float(), small)
    with torch.no_grad(), _without_overflow(torch, pipe.vae):
        plain = _unscaled(torch, pipe.vae.config, pooled).to(pipe.vae.dtype)
        picture = pipe.vae.decode(plain, return_dict=False)[0].float()
    if not bool(torch.isfinite(picture).all()):
        raise Unshowable("the decoder overflowed")
    _pass_the_checker(pipe, picture)
    shown: Image.Image = pipe.image_processor.postprocess(picture, output_type="pil")[0]
    return shown


def _unscaled(torch: Any, config: Any, latents: Any) -> Any:
    """As the decoder was trained on them."""
    plain = latents / config.scaling_factor
    mean, deviation = (getattr(config, f"latents_{name}", None) for name in ("mean", "std"))
    if mean is not None and deviation is not None:
        mean, deviation = (
            torch.tensor(each, device=latents.device).view(1, -1, 1, 1)
            for each in (mean, deviation)
        )
        return plain * deviation + mean
    return plain + (getattr(config, "shift_factor", None) or 0.0)


@contextmanager
def _without_overflow(torch: Any, vae: Any) -> Iterator[None]:
    """SDXL's decoder overflows in half precision. As its pipeline does: there and back again, which
    loses nothing."""
    is_fragile = vae.dtype == torch.float16 and getattr(vae.config, "force_upcast", False)
    if not is_fragile:
        yield
        return
    try:
        vae.to(dtype=torch.float32)
        yield
    finally:
        vae.to(dtype=torch.float16)


def _pass_the_checker(pipe: Any, picture: Any) -> None:
    """What would be held back at the end is not shown on the way. Raises HeldBack."""
    checker = getattr(pipe, "safety_checker", None)
    if checker is None:
        return
    # The checker blackens what it is given.
    _, flags = pipe.run_safety_checker(picture.clone(), picture.device, checker.dtype)
    if any(flags):
        raise HeldBack
