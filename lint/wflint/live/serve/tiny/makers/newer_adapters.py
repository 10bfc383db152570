"""FLUX Redux with its SigLIP, a FLUX control LoRA, and LoRAs of newer families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safetensors.torch import save_file

from .files import save, write_json
from .flux_node_pack import REDUX, TRANSFORMER
from .weights import brain, fill, normal, weight

if TYPE_CHECKING:
    from pathlib import Path

_WIDTH = TRANSFORMER["hidden_size"]
_RANK = 4
_TEXT_WIDTH = 4096
# InvokeAI finds the image encoder of Redux by this name (backend/model_manager/starter_models.py).
_SIGLIP = "SigLIP - google/siglip-so400m-patch14-384"


def _redux(path: Path) -> None:
    name, inner = path.stem, REDUX["inner"]
    tensors = {
        "redux_up.weight": weight(f"{name}/up", inner, REDUX["redux_dim"]),
        "redux_up.bias": normal(f"{name}/up-bias", inner, std=0.02),
        "redux_down.weight": weight(f"{name}/down", _TEXT_WIDTH, inner),
        "redux_down.bias": normal(f"{name}/down-bias", _TEXT_WIDTH, std=0.02),
    }
    save_file(brain(tensors), str(path))


def _siglip(path: Path) -> None:
    from transformers import SiglipConfig, SiglipModel

    small = {"hidden_size": REDUX["redux_dim"], "intermediate_size": 64, "num_hidden_layers": 1}
    small["num_attention_heads"] = 2
    config = SiglipConfig(
        text_config={**small, "vocab_size": 64},
        vision_config={**small, "image_size": 64, "patch_size": 16},
    )
    save(fill(SiglipModel(config), path.name), path)
    processor = {
        "image_processor_type": "SiglipImageProcessor",
        "do_normalize": True,
        "do_rescale": True,
        "do_resize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "resample": 3,
        "rescale_factor": 1 / 255,
        "size": {"height": 64, "width": 64},
    }
    write_json(path / "preprocessor_config.json", processor)


def _control_lora(path: Path) -> None:
    """Black Forest Labs' keys. The first layer takes the latents and, beside them, the control image."""
    layers = {"img_in": (_WIDTH, 128), "double_blocks.0.img_attn.qkv": (3 * _WIDTH, _WIDTH)}
    tensors = {}
    for layer, (outputs, inputs) in layers.items():
        tensors[f"{layer}.lora_A.weight"] = weight(f"{path.stem}/{layer}/a", _RANK, inputs)
        tensors[f"{layer}.lora_B.weight"] = weight(f"{path.stem}/{layer}/b", outputs, _RANK)
        tensors[f"{layer}.lora_B.bias"] = normal(f"{path.stem}/{layer}/bias", outputs, std=0.02)
    save_file(brain(tensors), str(path))


def _peft(path: Path, layers: dict[str, tuple[int, int]]) -> None:
    tensors = {}
    for layer, (outputs, inputs) in layers.items():
        tensors[f"{layer}.lora_A.weight"] = weight(f"{path.stem}/{layer}/a", _RANK, inputs)
        tensors[f"{layer}.lora_B.weight"] = weight(f"{path.stem}/{layer}/b", outputs, _RANK)
    save_file(brain(tensors), str(path))


def _z_image(path: Path) -> None:
    _peft(
        path, {f"diffusion_model.layers.{n}.attention.to_{part}": (64, 64) for n in (0, 1) for part in "qv"}
    )


def _flux2(path: Path) -> None:
    layers = {f"transformer.transformer_blocks.0.attn.to_{part}": (64, 64) for part in "qv"}
    # 64 wide: query, key, value, and twice the feed-forward of three times the width.
    layers["transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj"] = (3 * 64 + 2 * 192, 64)
    _peft(path, layers)


def _qwen_image(path: Path) -> None:
    layers = {f"transformer_blocks.{n}.attn.to_{part}": (64, 64) for n in (0, 1) for part in "qv"}
    _peft(path, layers)


MODELS = {
    "tiny-flux-redux.safetensors": _redux,
    "tiny-siglip": _siglip,
    "tiny-flux-control-lora.safetensors": _control_lora,
    "tiny-z-image-lora.safetensors": _z_image,
    "tiny-flux2-lora.safetensors": _flux2,
    "tiny-qwen-image-lora.safetensors": _qwen_image,
}
CHANGES = {"tiny-siglip": {"name": _SIGLIP}}
