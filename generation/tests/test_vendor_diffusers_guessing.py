"""From what a model puts out to a small picture: every kind of model, scheduler and decoder."""

import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from generation.providers.diffusers_local.decoding import (
    HeldBack,
    Unshowable,
    decoded,
    unpacked,
)
from generation.providers.diffusers_local.guessing import guessed, kind_of
from generation.providers.diffusers_local.loading import Pipelines, pipelines
from generation.tests.test_vendor_diffusers import folder, model, pytestmark

__all__ = ("folder", "model", "pytestmark")

VARIANCE_KEPT = ("DDIM", "DDPM", "PNDM", "LCM", "DPMSolverMultistep", "UniPCMultistep")
SIGMAS = ("EulerDiscrete", "EulerAncestralDiscrete", "HeunDiscrete")
DETERMINISTIC = ("DDIM", "DPMSolverMultistep", "UniPCMultistep", "EulerDiscrete")
BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
"""Stable Diffusion's."""


@pytest.fixture
def pipes(folder: Path) -> Pipelines:
    return pipelines(str(folder), "cpu")


def scheduler_of(name: str, **given: Any) -> Any:
    import diffusers

    made: Any = getattr(diffusers, f"{name}Scheduler")(**given)
    made.set_timesteps(10)
    return made


def latents(seed: int) -> Any:
    import torch

    return torch.randn((1, 4, 6, 8), generator=torch.Generator().manual_seed(seed))


def is_near(one: Any, other: Any, most: float = 1e-3) -> bool:
    return float((one - other).abs().max()) < most


@pytest.mark.parametrize("kind", ["epsilon", "v_prediction", "sample"])
@pytest.mark.parametrize("name", [*VARIANCE_KEPT, *SIGMAS])
def test_perfect_model_is_understood_whatever_its_scheduler(name: str, kind: str) -> None:
    import torch

    scheduler = scheduler_of(name, prediction_type=kind, **BETAS)
    picture, noise = latents(1), latents(2)
    for moment in scheduler.timesteps[1:9:2]:
        sample = scheduler.add_noise(picture, noise, moment.reshape(1))
        clear = float(scheduler.alphas_cumprod[int(moment)])
        v = math.sqrt(clear) * noise - math.sqrt(1 - clear) * picture
        told = {"epsilon": noise, "v_prediction": v, "sample": picture}[kind]
        assert is_near(guessed(torch, scheduler, told, moment, sample), picture)


@pytest.mark.parametrize("begins", [False, True])
@pytest.mark.parametrize("name", [*DETERMINISTIC, "FlowMatchEulerDiscrete"])
def test_guess_stays_the_same_while_a_perfect_model_walks_to_it(name: str, begins: bool) -> None:
    import torch

    more = {"clip_sample": False} if name == "DDIM" else {}
    scheduler = scheduler_of(name, **({} if name.startswith("Flow") else BETAS), **more)
    if begins and hasattr(scheduler, "set_begin_index"):
        # Edits and newer pipelines say where they begin; the scheduler counts from there.
        scheduler.set_begin_index(2)
    picture, noise = latents(1), latents(2)
    steps = scheduler.timesteps[2:]
    if name.startswith("Flow"):
        sample = scheduler.scale_noise(picture, steps[:1], noise)
    else:
        sample = scheduler.add_noise(picture, noise, steps[:1])
    told = noise - picture if name.startswith("Flow") else noise
    for moment in steps:
        assert is_near(guessed(torch, scheduler, told, moment, sample), picture)
        sample = scheduler.step(told, moment, sample, return_dict=False)[0]


@pytest.mark.parametrize("kind", ["epsilon", "v_prediction"])
@pytest.mark.parametrize("name", ["DDIM", "EulerDiscrete", "EulerAncestralDiscrete", "DDPM"])
def test_guess_is_the_librarys_own_where_it_tells_one(name: str, kind: str) -> None:
    import torch

    more = {"clip_sample": False} if name in {"DDIM", "DDPM"} else {}
    scheduler = scheduler_of(name, prediction_type=kind, **BETAS, **more)
    sample = latents(3) * float(scheduler.init_noise_sigma)
    for place, moment in enumerate(scheduler.timesteps[:-1]):
        told = latents(10 + place)
        guess = guessed(torch, scheduler, told, moment, sample)
        made = scheduler.step(told, moment, sample)
        own = made.pred_original_sample
        assert is_near(guess, own, 1e-3 * float(own.abs().max()))
        sample = made.prev_sample


def test_asking_a_scheduler_leaves_it_as_it_was() -> None:
    import torch

    scheduler = scheduler_of("DDIM", **BETAS)
    table = scheduler.alphas_cumprod
    before = dict(vars(scheduler))
    guessed(torch, scheduler, latents(1), scheduler.timesteps[3], latents(2))
    assert vars(scheduler).keys() == before.keys()
    assert scheduler.alphas_cumprod is table


def test_what_is_not_known_is_not_guessed() -> None:
    import torch

    assert kind_of(scheduler_of("EDMEuler")) == ""
    assert kind_of(SimpleNamespace(config=SimpleNamespace(prediction_type="stars"))) == ""
    assert kind_of(object()) == ""
    scheduler = scheduler_of("DDIM", **BETAS)
    with_variance = torch.zeros(1, 8, 6, 8)
    moment = scheduler.timesteps[3]
    assert guessed(torch, scheduler, with_variance, moment, latents(1)) is None
    assert guessed(torch, object(), latents(1), moment, latents(1)) is None


def pretended(**config: Any) -> Any:
    """A pipeline whose decoder hands out what it was given, as a picture."""
    import torch
    from diffusers.image_processor import VaeImageProcessor

    kept = SimpleNamespace(latent_channels=4, scaling_factor=0.5, **config)
    got: list[Any] = []

    def decode(given: Any, *, return_dict: bool) -> tuple[Any]:
        got.append(given)
        return (given[:, :3],)

    vae = SimpleNamespace(config=kept, dtype=torch.float32, decode=decode)
    processor = VaeImageProcessor()
    return SimpleNamespace(vae=vae, image_processor=processor, vae_scale_factor=8, got=got)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, [2, 4, 6, 8]),
        ({"shift_factor": None}, [2, 4, 6, 8]),
        ({"shift_factor": 0.25}, [2.25, 4.25, 6.25, 8.25]),
        ({"latents_mean": [1, 1, 1, 9], "latents_std": [2, 1, 1, 0.5]}, [5, 5, 7, 13]),
        ({"latents_mean": None, "latents_std": None}, [2, 4, 6, 8]),
    ],
)
def test_scaling_is_undone_as_the_decoder_was_trained(
    config: dict[str, Any], expected: list[float]
) -> None:
    import torch

    pipe = pretended(**config)
    given = torch.tensor([1.0, 2.0, 3.0, 4.0]).view(1, 4, 1, 1).expand(1, 4, 2, 2)
    decoded(torch, pipe, given, 8)
    assert pipe.got[0][0, :, 1, 0].tolist() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("most", "size"), [(1, (1, 1)), (3, (3, 2)), (4, (4, 3)), (8, (8, 6)), (99, (8, 6))]
)
def test_latents_are_pooled_in_their_shape(most: int, size: tuple[int, int]) -> None:
    import torch

    made = decoded(torch, pretended(), torch.zeros(1, 4, 6, 8), most)
    assert (made.size, made.mode) == (size, "RGB")


def test_pooling_takes_the_mean_and_minus_one_is_black() -> None:
    import torch

    given = torch.tensor([[-0.5, -0.5, 0.5, 0.0], [-0.5, -0.5, 0.0, 0.5]]).expand(1, 4, 2, 4)
    made = decoded(torch, pretended(), given, 2)
    assert made.tobytes() == bytes([0] * 3 + [191] * 3)


def packed_for(size: tuple[int, int]) -> tuple[Any, Any]:
    """Latents of a picture of that size, and as Flux keeps them."""
    import torch
    from diffusers import FluxPipeline

    height, width = size[1] // 8, size[0] // 8
    plain = torch.arange(16.0 * height * width).view(1, 16, height, width)
    return plain, FluxPipeline._pack_latents(plain, 1, 16, height, width)


def test_packed_latents_are_unpacked_by_their_pipeline() -> None:
    from diffusers import FluxPipeline

    pipe = pretended()
    pipe.vae.config.latent_channels = 16
    plain, packed = packed_for((96, 64))
    assert packed.ndim == 3
    assert unpacked(pipe, packed, (96, 64)) is None
    pipe._unpack_latents = FluxPipeline._unpack_latents
    assert unpacked(pipe, packed, (96, 64)).tolist() == plain.tolist()
    # Made in another size than was asked for: nobody knows its shape.
    assert unpacked(pipe, packed, (96, 96)) is None


def test_latents_that_the_decoder_does_not_take_are_left_alone() -> None:
    import torch

    pipe = pretended()
    assert unpacked(pipe, torch.zeros(1, 4, 6, 8), (64, 48)).shape == (1, 4, 6, 8)
    assert unpacked(pipe, torch.zeros(2, 4, 6, 8), (64, 48)).shape == (1, 4, 6, 8)
    for shape in ((1, 9, 6, 8), (1, 4, 1, 6, 8), (1, 48, 4)):
        assert unpacked(pipe, torch.zeros(*shape), (64, 48)) is None


@pytest.mark.parametrize("fails", [False, True])
def test_decoder_that_overflows_works_in_single_precision_and_is_as_before(
    pipes: Pipelines, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    torch, pipe = pipes.torch, pipes.text
    pipe.vae.half()
    before = {name: weights.clone() for name, weights in pipe.vae.state_dict().items()}
    decode, kinds = pipe.vae.decode, []

    def noted(given: Any, **more: Any) -> Any:
        kinds.append((given.dtype, pipe.vae.dtype))
        if fails:
            raise Unshowable
        return decode(given, **more)

    monkeypatch.setattr(pipe.vae, "decode", noted)
    given = torch.randn(1, 4, 8, 8).half()
    if fails:
        with pytest.raises(Unshowable):
            decoded(torch, pipe, given, 4)
    else:
        assert decoded(torch, pipe, given, 4).size == (8, 8)
    assert kinds == [(torch.float32, torch.float32)]
    after = pipe.vae.state_dict()
    assert {weights.dtype for weights in after.values()} == {torch.float16}
    assert all(torch.equal(before[name], after[name]) for name in before)


def test_checker_may_hold_it_back_and_sees_a_copy() -> None:
    import torch

    pipe = pretended()
    pipe.safety_checker = SimpleNamespace(dtype=torch.float16)
    asked: list[Any] = []

    def check(picture: Any, device: Any, dtype: Any) -> tuple[Any, list[bool]]:
        asked.append((str(device), dtype))
        return picture.fill_(-1.0), [len(asked) > 1]

    pipe.run_safety_checker = check
    shown: Image.Image = decoded(torch, pipe, torch.full((1, 4, 2, 2), 0.5), 2)
    assert shown.getextrema() == ((255, 255),) * 3
    assert asked == [("cpu", torch.float16)]
    with pytest.raises(HeldBack):
        decoded(torch, pipe, torch.zeros(1, 4, 2, 2), 2)
