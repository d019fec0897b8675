"""What a model takes the finished picture for, while it still works on it.

Latents on their way are mostly noise: shown as they are, the first half of the steps is a blizzard
(huggingface/diffusers#3579). What a viewer wants is the model's own guess at the end, x0. From what
it puts out it follows by the definition of what it was trained to put out: the noise (Ho et al.
2020, arXiv 2006.11239, eq. 15), v (Salimans & Ho 2022, arXiv 2202.00512, appendix D), or the
velocity of a straight flow (Lipman et al. 2022, arXiv 2210.02747).
"""

import copy
from typing import Any

FLOW = "flow_prediction"


def kind_of(scheduler: Any) -> str:
    """What its model puts out, as diffusers names it; empty where that is not known here."""
    if hasattr(scheduler, "precondition_outputs"):
        # EDM's models put out none of these; they are weighed by the noise first.
        return ""
    if hasattr(scheduler, "scale_noise"):
        return FLOW
    told = getattr(getattr(scheduler, "config", None), "prediction_type", "")
    return told if told in {"epsilon", "v_prediction", "sample", FLOW} else ""


def guessed(torch: Any, scheduler: Any, put_out: Any, moment: Any, sample: Any) -> Any:
    """The latents of the finished picture, float32, in the shape of `sample`.

    For what is about to be given to `scheduler.step`, and before it is: a step changes what the
    scheduler knows. None where it cannot be told.
    """
    kind = kind_of(scheduler)
    if not kind or put_out.shape != sample.shape:
        return None
    if kind == "sample":
        return put_out.float()
    clear, noise = _shares(torch, scheduler, moment)
    now, told = sample.float(), put_out.float()
    if kind == FLOW:
        return now - noise * told
    if kind == "epsilon":
        return (now - noise * told) / clear
    # v is of latents whose variance is kept, whatever the scheduler's own are scaled to.
    length = (clear**2 + noise**2) ** 0.5
    return now * (clear / length**2) - told * (noise / length)


def _shares(torch: Any, scheduler: Any, moment: Any) -> tuple[float, float]:
    """How much of the picture, and how much noise, the latents are made of at this moment.

    Each scheduler scales them in its own way, but all can add noise, for edits; asked to add
    nothing to 1 and 1 to nothing, they tell. A copy is asked: some move their tables.
    """
    asked = copy.copy(scheduler)
    picture, noise = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    when = torch.as_tensor(moment).reshape(1).cpu()
    if hasattr(asked, "scale_noise"):
        told = asked.scale_noise(picture, when, noise)
    else:
        told = asked.add_noise(picture, noise, when)
    return float(told[0]), float(told[1])
