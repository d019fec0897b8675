"""Loads a model once for each process; all kinds of work share its weights."""

import importlib
import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generation.providers.diffusers_local import faults

logger = logging.getLogger(__name__)

NATIVE = 1024
"""Of a model that does not say: most newer ones."""


@dataclass(frozen=True)
class Pipelines:
    """The same weights for each kind of work; None for what the model's kind cannot do."""

    text: Any
    image: Any
    inpaint: Any
    torch: Any
    device: str
    busy: threading.Lock = field(default_factory=threading.Lock)
    """Held while they work: they share one scheduler, and a cancelled step may still go on."""

    @property
    def native(self) -> int:
        """The side in pixels of the pictures that the model was trained on."""
        unet = getattr(self.text, "unet", None) or getattr(self.text, "transformer", None)
        sample = getattr(getattr(unet, "config", None), "sample_size", None)
        factor = int(getattr(self.text, "vae_scale_factor", 8))
        return int(sample) * factor if isinstance(sample, int) else NATIVE


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
            str(Path(model).expanduser()) if model.startswith("~") else model,
            torch_dtype=torch.float16 if device == "cuda" else torch.float32,
            # Weights that are code (pickles) are not loaded.
            use_safetensors=True,
        ).to(device)
    except Exception as error:
        # A boundary: whatever a stranger's model raises, the operator reads it in the log.
        logger.exception("The local model %s cannot be loaded", model)
        full = faults.is_out_of_memory(error)
        raise (faults.out_of_memory() if full else faults.unusable()) from error
    text.set_progress_bar_config(disable=True)
    image = _sibling(diffusers.AutoPipelineForImage2Image, text)
    inpaint = _sibling(diffusers.AutoPipelineForInpainting, text)
    return Pipelines(text, image, inpaint, torch, device)


def _sibling(kind: Any, text: Any) -> Any:
    """The same weights for another kind of work; None where the library has none for them."""
    try:
        pipe = kind.from_pipe(text)
    except ValueError as error:
        logger.warning("The local model does not do all kinds of work: %s", error)
        return None
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _libraries() -> tuple[Any, Any]:
    """An extra, and hundreds of megabytes: imported by whoever uses it, when it is used."""
    try:
        importlib.import_module("transformers")
        return importlib.import_module("torch"), importlib.import_module("diffusers")
    except ImportError as error:
        raise faults.not_installed() from error


def _device(torch: Any, wanted: str) -> str:
    if wanted != "auto":
        return wanted
    return "cuda" if torch.cuda.is_available() else "cpu"
