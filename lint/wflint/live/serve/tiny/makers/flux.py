"""FLUX.1 main models, VAE and CLIP-L, in the sizes that ``flux_node_pack`` gives InvokeAI."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from safetensors.torch import save_file

from .clip import text_encoder
from .files import save, write_clip_tokenizer
from .flux_node_pack import TRANSFORMER
from .flux_vae import autoencoder
from .weights import brain, fill

if TYPE_CHECKING:
    from pathlib import Path

DEPTH, SINGLE_DEPTH = 19, 38
# InvokeAI 5 tells a FLUX VAE by the name of the original file alone.
_VAE_FILE = "FLUX.1-schnell_ae.safetensors"


def parameters(*, guidance: bool, in_channels: int = 64) -> Any:
    """FLUX.1's parameters with the width of the tiny one."""
    from invokeai.backend.flux.model import FluxParams

    return FluxParams(
        in_channels=in_channels,
        out_channels=64,
        vec_in_dim=768,
        context_in_dim=4096,
        mlp_ratio=4.0,
        depth=DEPTH,
        depth_single_blocks=SINGLE_DEPTH,
        axes_dim=[16, 56, 56],
        theta=10_000,
        qkv_bias=True,
        guidance_embed=guidance,
        **TRANSFORMER,
    )


def _main(path: Path, *, guidance: bool, in_channels: int = 64) -> None:
    from invokeai.backend.flux.model import Flux

    model = Flux(parameters(guidance=guidance, in_channels=in_channels))
    save_file(brain(fill(model, path.stem).state_dict()), str(path))


def _vae(path: Path) -> None:
    tensors = autoencoder("flux-vae")
    # The encoder's posterior is sampled: leave it next to no variance.
    tensors["encoder.conv_out.weight"][16:] = 0.0
    tensors["encoder.conv_out.bias"][16:] = -30.0
    save_file(brain(tensors), str(path))


def _clip(path: Path) -> None:
    save(text_encoder("flux-clip", 768), path / "text_encoder")
    write_clip_tokenizer(path / "tokenizer")


MODELS = {
    "tiny-flux-schnell.safetensors": lambda path: _main(path, guidance=False),
    "tiny-flux-dev.safetensors": lambda path: _main(path, guidance=True),
    "tiny-flux-fill.safetensors": lambda path: _main(path, guidance=True, in_channels=384),
    # Kontext has dev's architecture: InvokeAI tells them apart by nothing but the workflow.
    "tiny-flux-kontext.safetensors": lambda path: _main(path, guidance=True),
    _VAE_FILE: _vae,
    "tiny-clip-l": _clip,
}
CHANGES = {_VAE_FILE: {"name": "tiny-flux-vae"}}
