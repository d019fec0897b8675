"""Each family of models is seen while it works: their own pipelines, of random weights."""

from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from generation.providers.diffusers_local import glimpses
from generation.providers.diffusers_local.alongside import Voice
from generation.providers.diffusers_local.glimpses import Glimpses
from generation.providers.diffusers_local.painting import Steps
from generation.tests.test_vendor_diffusers import pytestmark

__all__ = ("pytestmark",)
SIZE = (64, 32)


def decoder(channels: int, **more: Any) -> Any:
    """Eight pixels for each cell, as all three families have it."""
    import diffusers

    return diffusers.AutoencoderKL(
        block_out_channels=[4, 4, 4, 8],
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        latent_channels=channels,
        norm_num_groups=2,
        sample_size=64,
        use_quant_conv=channels == 4,
        use_post_quant_conv=channels == 4,
        **more,
    ).eval()


def sdxl() -> tuple[Any, dict[str, Any]]:
    import diffusers
    import torch

    unet: Any = diffusers.UNet2DConditionModel(
        block_out_channels=(4, 8),
        layers_per_block=1,
        sample_size=8,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=8,
        norm_num_groups=2,
        attention_head_dim=4,
        addition_embed_type="text_time",
        addition_time_embed_dim=4,
        projection_class_embeddings_input_dim=6 * 4 + 8,
    )
    pipe = diffusers.StableDiffusionXLPipeline(
        vae=decoder(4),
        text_encoder=None,
        text_encoder_2=None,
        tokenizer=None,
        tokenizer_2=None,
        unet=unet,
        scheduler=diffusers.EulerDiscreteScheduler(),
        add_watermarker=False,
    )
    words = {"prompt_embeds": torch.ones(1, 4, 8), "pooled_prompt_embeds": torch.ones(1, 8)}
    # Its pipeline asks the second reader of words how wide it is.
    width = SimpleNamespace(projection_dim=8)
    pipe.text_encoder_2 = SimpleNamespace(config=width, dtype=torch.float32)
    return pipe, {**words, "guidance_scale": 1.0}


def sd3() -> tuple[Any, dict[str, Any]]:
    import diffusers
    import torch

    transformer: Any = diffusers.SD3Transformer2DModel(
        sample_size=8,
        patch_size=2,
        in_channels=16,
        num_layers=1,
        attention_head_dim=4,
        num_attention_heads=2,
        joint_attention_dim=8,
        caption_projection_dim=8,
        pooled_projection_dim=8,
        out_channels=16,
    )
    nothing = ("text_encoder", "text_encoder_2", "text_encoder_3")
    pipe = diffusers.StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=decoder(16, shift_factor=0.06),
        tokenizer=None,
        tokenizer_2=None,
        tokenizer_3=None,
        **dict.fromkeys(nothing),
    )
    words = {"prompt_embeds": torch.ones(1, 4, 8), "pooled_prompt_embeds": torch.ones(1, 8)}
    return pipe, {**words, "guidance_scale": 1.0}


def flux() -> tuple[Any, dict[str, Any]]:
    import diffusers
    import torch

    transformer: Any = diffusers.FluxTransformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=8,
        pooled_projection_dim=8,
        axes_dims_rope=(4, 4, 8),
    )
    pipe = diffusers.FluxPipeline(
        scheduler=diffusers.FlowMatchEulerDiscreteScheduler(),
        vae=decoder(4, shift_factor=0.1),
        text_encoder=None,
        tokenizer=None,
        text_encoder_2=None,
        tokenizer_2=None,
        transformer=transformer,
    )
    return pipe, {"prompt_embeds": torch.ones(1, 4, 8), "pooled_prompt_embeds": torch.ones(1, 8)}


def painted(pipe: Any, given: dict[str, Any]) -> tuple[Image.Image, list[Image.Image]]:
    """The picture, and what was seen of it."""
    import torch

    voice = Voice()
    seen = Glimpses(torch, pipe, SIZE)
    with seen.listening():
        made = pipe(
            **given,
            width=SIZE[0],
            height=SIZE[1],
            num_inference_steps=10,
            generator=torch.Generator().manual_seed(1),
            callback_on_step_end=partial(Steps(voice, 0, 1).ended, seen),
        ).images[0]
    voice.said.put(None)
    told = list(iter(voice.said.get, None))
    return made, [each for each in told if isinstance(each, Image.Image)]


@pytest.mark.parametrize("family", [sdxl, sd3, flux])
def test_family_is_seen_and_its_picture_is_the_same(
    family: Any, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    import torch

    torch.manual_seed(0)
    monkeypatch.setattr(glimpses, "SHARE", 1000.0)
    pipe, given = family()
    pipe.set_progress_bar_config(disable=True)
    made, seen = painted(pipe, given)
    assert [picture.size for picture in seen] == [(16, 8), (32, 16), (64, 32), (64, 32)]
    assert made.size == SIZE
    monkeypatch.setattr(glimpses, "MOST", 0)
    again, unseen = painted(pipe, given)
    assert (again.tobytes(), unseen) == (made.tobytes(), [])
