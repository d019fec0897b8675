"""Loads a model once for each process; all kinds of work share its weights."""

import importlib
import logging
import threading
from dataclasses import dataclass
from typing import Any

from generation.providers.base import ProviderError

logger = logging.getLogger(__name__)

EXTRA = "requirements-local-ai.txt"


@dataclass(frozen=True)
class Pipelines:
    """The same weights for each kind of work."""

    text: Any
    image: Any
    inpaint: Any
    torch: Any
    device: str

    @property
    def native(self) -> int:
        """The side in pixels of the pictures that the model was trained on."""
        unet = getattr(self.text, "unet", None) or getattr(self.text, "transformer", None)
        sample = getattr(getattr(unet, "config", None), "sample_size", None)
        factor = int(getattr(self.text, "vae_scale_factor", 8))
        return int(sample) * factor if isinstance(sample, int) else 1024


_lock = threading.Lock()
_loaded: dict[tuple[str, str], Pipelines] = {}


def pipelines(model: str, wanted: str) -> Pipelines:
    """Those of `model`, a folder or the id of one on the hub, on the device `wanted` (`auto`, `cpu`
    or `cuda`). The first call may take minutes. Raises ProviderError."""
    with _lock:
        if (model, wanted) not in _loaded:
            # One model at a time: two would not fit into most machines.
            _loaded.clear()
            _loaded[model, wanted] = _load(model, wanted)
        return _loaded[model, wanted]


def forget() -> None:
    """Give the memory back."""
    with _lock:
        _loaded.clear()


def _load(model: str, wanted: str) -> Pipelines:
    torch, diffusers = _libraries()
    device = _device(torch, wanted)
    try:
        text = diffusers.AutoPipelineForText2Image.from_pretrained(
            model,
            torch_dtype=torch.float16 if device == "cuda" else torch.float32,
            # Weights that are code (pickles) are not loaded.
            use_safetensors=True,
        ).to(device)
    except Exception as error:
        # A boundary: whatever a stranger's model raises, the operator reads it in the log.
        logger.exception("The local model %s cannot be loaded", model)
        raise unusable() from error
    text.set_progress_bar_config(disable=True)
    image = diffusers.AutoPipelineForImage2Image.from_pipe(text)
    inpaint = diffusers.AutoPipelineForInpainting.from_pipe(text)
    for each in (image, inpaint):
        each.set_progress_bar_config(disable=True)
    return Pipelines(text, image, inpaint, torch, device)


def _libraries() -> tuple[Any, Any]:
    """An extra, and hundreds of megabytes: imported by whoever uses it, when it is used."""
    try:
        return importlib.import_module("torch"), importlib.import_module("diffusers")
    except ImportError as error:
        raise ProviderError(
            "provider_not_installed",
            f"The local model needs packages that are not installed here ({EXTRA}). Whoever runs "
            "the site can mend that.",
            is_outage=True,
        ) from error


def _device(torch: Any, wanted: str) -> str:
    if wanted != "auto":
        return wanted
    return "cuda" if torch.cuda.is_available() else "cpu"


def unusable() -> ProviderError:
    return ProviderError(
        "provider_model_unusable",
        "The local model cannot be loaded. Whoever runs the site can mend that.",
        is_outage=True,
    )
