"""Count the parameters, and trace the memory, of the architectures that estimates rest on.

    path/to/invokeai/python lint/scripts/count_parameters.py

Run it in the environment of an InvokeAI release (6.14.2): it builds every architecture on torch's meta
device, where weights have a shape and no content, so it needs neither a graphics card nor models. The sizes
of FLUX.1 are InvokeAI's own (backend/flux/util.py); the others are the published configurations, most of them
the defaults of diffusers and transformers. The second table is the peak of live tensors in one pass, in bytes
a pixel and byte of precision: what torch allocates at least, without its allocator's reserves and the
workspaces of convolutions. The numbers are those of the files in
lint/wflint/models/families and of lint/wflint/models/estimate/facts.py.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import diffusers as d
import torch
import transformers as t
from diffusers.models.controlnets.controlnet import ControlNetModel  # before InvokeAI replaces it
from invokeai.backend.flux.model import Flux
from invokeai.backend.flux.modules.autoencoder import AutoEncoder
from invokeai.backend.flux.util import get_flux_ae_params, get_flux_transformers_params
from invokeai.backend.ideogram4.autoencoder import AutoEncoder as Ideogram4VAE
from invokeai.backend.ideogram4.autoencoder import AutoEncoderParams
from invokeai.backend.ideogram4.modeling_ideogram4 import Ideogram4Config, Ideogram4Transformer
from invokeai.backend.model_manager.taxonomy import FluxVariantType
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten

if TYPE_CHECKING:
    from collections.abc import Callable

UNet = d.UNet2DConditionModel
SD1: dict[str, Any] = {"cross_attention_dim": 768}
SD2: dict[str, Any] = {
    "cross_attention_dim": 1024, "attention_head_dim": (5, 10, 20, 20), "use_linear_projection": True
}  # fmt: skip
SDXL: dict[str, Any] = {
    "block_out_channels": (320, 640, 1280),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": (1, 2, 10), "attention_head_dim": (5, 10, 20),
    "cross_attention_dim": 2048,
    "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2816, "use_linear_projection": True,
}  # fmt: skip
REFINER: dict[str, Any] = {
    "block_out_channels": (384, 768, 1536, 1536),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": 4, "attention_head_dim": (6, 12, 24, 24), "cross_attention_dim": 1280,
    "addition_embed_type": "text_time", "addition_time_embed_dim": 256,
    "projection_class_embeddings_input_dim": 2560, "use_linear_projection": True,
}  # fmt: skip
SD35: dict[str, Any] = {
    "sample_size": 128, "attention_head_dim": 64, "joint_attention_dim": 4096, "pooled_projection_dim": 2048,
    "in_channels": 16, "out_channels": 16, "qk_norm": "rms_norm",
}  # fmt: skip


def clip(width: int, layers: int, heads: int) -> Any:
    """A CLIP text encoder."""
    return t.CLIPTextModelWithProjection(
        t.CLIPTextConfig(
            hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers,
            num_attention_heads=heads, projection_dim=width,
        )
    )  # fmt: skip


def qwen3(width: int, inner: int, layers: int, heads: int) -> Any:
    """A Qwen3 text encoder."""
    return t.Qwen3Model(
        t.Qwen3Config(
            vocab_size=151936, hidden_size=width, intermediate_size=inner, num_hidden_layers=layers,
            num_attention_heads=heads, num_key_value_heads=8, head_dim=128,
        )
    )  # fmt: skip


def qwen_vl() -> Any:
    """Qwen2.5-VL 7B."""
    text = {
        "hidden_size": 3584, "intermediate_size": 18944, "num_hidden_layers": 28, "num_attention_heads": 28,
        "num_key_value_heads": 4, "vocab_size": 152064,
    }  # fmt: skip
    vision = {
        "depth": 32,
        "hidden_size": 1280,
        "intermediate_size": 3420,
        "num_heads": 16,
        "out_hidden_size": 3584,
    }
    config = t.Qwen2_5_VLConfig(text_config=text, vision_config=vision, tie_word_embeddings=False)
    return t.Qwen2_5_VLForConditionalGeneration(config)


def qwen3_vl() -> Any:
    """Qwen3-VL 8B."""
    text = {
        "hidden_size": 4096, "intermediate_size": 12288, "num_hidden_layers": 36, "num_attention_heads": 32,
        "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936,
    }  # fmt: skip
    vision = {
        "depth": 27,
        "hidden_size": 1152,
        "intermediate_size": 4304,
        "num_heads": 16,
        "out_hidden_size": 4096,
    }
    return t.Qwen3VLModel(t.Qwen3VLConfig(text_config=text, vision_config=vision))


def vae() -> Any:
    """The VAE of SD1.5 and SDXL."""
    return d.AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4,
    )  # fmt: skip


def t5(kind: Any, vocabulary: int) -> Any:
    """A T5-XXL encoder."""
    config = t.T5Config if kind is t.T5EncoderModel else t.UMT5Config
    return kind(
        config(
            vocab_size=vocabulary, d_model=4096, d_ff=10240, num_layers=24, num_heads=64, d_kv=64,
            feed_forward_proj="gated-gelu",
        )
    )  # fmt: skip


def adapter(kind: str, downscale: int) -> Any:
    """A T2I-Adapter."""
    return d.T2IAdapter(
        in_channels=3, channels=[320, 640, 1280, 1280], num_res_blocks=2, downscale_factor=downscale,
        adapter_type=kind,
    )  # fmt: skip


def clip_vision() -> Any:
    """The CLIP Vision ViT-H of IP-Adapters."""
    return t.CLIPVisionModelWithProjection(
        t.CLIPVisionConfig(
            hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=16,
            patch_size=14, projection_dim=1024,
        )
    )  # fmt: skip


def flux2(double: int, single: int, heads: int, joint: int) -> Any:
    """A FLUX.2 Klein transformer."""
    return d.Flux2Transformer2DModel(
        num_layers=double, num_single_layers=single, num_attention_heads=heads, joint_attention_dim=joint,
        guidance_embeds=False,
    )  # fmt: skip


def wan(heads: int, layers: int, inner: int, channels: int) -> Any:
    """A Wan 2.2 transformer."""
    return d.WanTransformer3DModel(
        num_attention_heads=heads,
        num_layers=layers,
        ffn_dim=inner,
        in_channels=channels,
        out_channels=channels,
    )


MODELS: dict[str, Callable[[], Any]] = {
    "SD1.5 UNet": lambda: UNet(**SD1),
    "SD2 UNet": lambda: UNet(**SD2),
    "SDXL UNet": lambda: UNet(**SDXL),
    "SDXL refiner UNet": lambda: UNet(**REFINER),
    "SD1.5 ControlNet": lambda: ControlNetModel.from_unet(UNet(**SD1)),
    "SD2 ControlNet": lambda: ControlNetModel.from_unet(UNet(**SD2)),
    "SDXL ControlNet": lambda: ControlNetModel.from_unet(UNet(**SDXL)),
    "SD1.5 T2I-Adapter": lambda: adapter("full_adapter", 8),
    "SDXL T2I-Adapter": lambda: adapter("full_adapter_xl", 16),
    "CLIP Vision ViT-H": clip_vision,
    "SD1.5 and SDXL VAE": vae,
    "CLIP-L": lambda: t.CLIPTextModel(clip(768, 12, 12).config),
    "CLIP-H (SD2)": lambda: t.CLIPTextModel(clip(1024, 23, 16).config),
    "CLIP-G": lambda: clip(1280, 32, 20),
    "T5-XXL": lambda: t5(t.T5EncoderModel, 32128),
    "UMT5-XXL": lambda: t5(t.UMT5EncoderModel, 256384),
    **{f"FLUX.1 {v.value}": lambda v=v: Flux(get_flux_transformers_params(v)) for v in FluxVariantType},  # type: ignore[misc]
    "FLUX.1 VAE": lambda: AutoEncoder(get_flux_ae_params()),
    "SD3.5 Medium": lambda: d.SD3Transformer2DModel(
        **SD35, num_layers=24, num_attention_heads=24, caption_projection_dim=1536, pos_embed_max_size=384,
        dual_attention_layers=tuple(range(13)),
    ),
    "SD3.5 Large": lambda: d.SD3Transformer2DModel(
        **SD35, num_layers=38, num_attention_heads=38, caption_projection_dim=2432, pos_embed_max_size=192
    ),
    "CogView4": lambda: d.CogView4Transformer2DModel(
        in_channels=16, out_channels=16, num_layers=28, attention_head_dim=128, num_attention_heads=32,
        text_embed_dim=4096, time_embed_dim=512, condition_dim=256,
    ),
    "GLM-4 9B": lambda: t.GlmModel(t.GlmConfig()),
    "Z-Image": d.ZImageTransformer2DModel,
    "Qwen3 0.6B": lambda: qwen3(1024, 3072, 28, 16),
    "Qwen3 4B": lambda: qwen3(2560, 9728, 36, 32),
    "Qwen3 8B": lambda: qwen3(4096, 12288, 36, 32),
    "Qwen-Image": d.QwenImageTransformer2DModel,
    "Qwen2.5-VL 7B": qwen_vl,
    "Qwen-Image VAE": d.AutoencoderKLQwenImage,
    "FLUX.2 Klein 4B": lambda: flux2(5, 20, 24, 7680),
    "FLUX.2 Klein 9B": lambda: flux2(8, 24, 32, 12288),
    "FLUX.2 dev": d.Flux2Transformer2DModel,
    "FLUX.2 VAE": d.AutoencoderKLFlux2,
    "Wan 2.2 A14B, each expert": lambda: wan(40, 40, 13824, 16),
    "Wan 2.2 TI2V-5B": lambda: wan(24, 30, 14336, 48),
    "Wan VAE": d.AutoencoderKLWan,
    "Ideogram 4, one of two": lambda: Ideogram4Transformer(Ideogram4Config()),
    "Ideogram 4 VAE": lambda: Ideogram4VAE(AutoEncoderParams()),
    "Qwen3-VL 8B": qwen3_vl,
}  # fmt: skip


class Live(TorchDispatchMode):
    """The peak of the bytes in tensors that are made inside it and still held."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.peak = 0
        self._held: dict[int, int] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        out = func(*args, **(kwargs or {}))
        for tensor in tree_flatten(out)[0]:
            if isinstance(tensor, torch.Tensor):
                storage = tensor.untyped_storage()
                key, size = storage._cdata, storage.nbytes()
                if key not in self._held:
                    self._held[key] = 0
                    self.now += size
                    self.peak = max(self.peak, self.now)
                self._held[key] += 1
                weakref.finalize(tensor, self._drop, key, size)
        return out

    def _drop(self, key: int, size: int) -> None:
        self._held[key] -= 1
        if not self._held[key]:
            del self._held[key]
            self.now -= size


def zeros(*shape: int) -> Any:
    """A tensor without content, at 16 bits."""
    return torch.zeros(*shape, device="meta", dtype=torch.float16)


def denoise(side: int, width: int, *, sdxl: bool) -> Callable[[Any], Any]:
    """One step with positive and negative prompt together."""
    more = {"text_embeds": zeros(2, 1280), "time_ids": zeros(2, 6)} if sdxl else None
    return lambda model: model(
        zeros(2, 4, side // 8, side // 8), torch.zeros(2, device="meta"), zeros(2, 77, width),
        added_cond_kwargs=more,
    )  # fmt: skip


def main() -> None:
    """Print both tables."""
    for name, make in MODELS.items():
        with torch.device("meta"):
            count = sum(p.numel() for p in make().parameters())
        print(f"{name:28} {count / 1e6:12,.1f} million parameters")
    # A fused kernel: what graphics cards have, and does not hold the score matrix.
    torch.nn.functional.scaled_dot_product_attention = lambda q, *_, **__: torch.empty_like(q)
    for name, make, call, side in (
        ("VAE decode", vae, lambda m: m.decode(zeros(1, 4, 128, 128)), 1024),
        ("VAE encode", vae, lambda m: m.encode(zeros(1, 3, 1024, 1024)), 1024),
        ("SD1.5 UNet, CFG", MODELS["SD1.5 UNet"], denoise(512, 768, sdxl=False), 512),
        ("SDXL UNet, CFG", MODELS["SDXL UNet"], denoise(1024, 2048, sdxl=True), 1024),
    ):
        with torch.device("meta"):
            model = make().to(torch.float16).eval().requires_grad_(False)
        with torch.no_grad(), Live() as live:
            call(model)
        print(f"{name:28} {live.peak / side**2 / 2:12,.0f} bytes a pixel and byte of precision")


if __name__ == "__main__":
    main()
