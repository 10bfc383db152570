"""Presets: what tables of optimisations in guides to InvokeAI mean, in settings that InvokeAI has.

Such a table names switches of another library (attention slicing, offloading to the CPU, slices of the VAE)
that a program sets on a client. InvokeAI reads its settings when it starts, under names of its own, which
differ between releases: its configuration class says which a release has (``config_class.py``). What each
does was read in 5.0.2, 5.6.0 and 6.14.2 (model_cache, diffusers_pipeline.py, latents_to_image.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from wflint.live.serve.config_class import ConfigAnswer


class PresetWish(NamedTuple):
    """``asks`` is what the table says; ``settings`` mean that, newest first: the first that a release has."""

    asks: str
    settings: tuple[tuple[str, Any], ...]


_HALF = PresetWish("precision fp16", (("precision", "float16"),))
# One setting chooses how attention is computed. torch-sdp takes flash kernels where the GPU has them, and
# never holds a whole attention matrix either, so "slicing and flash" is torch-sdp.
_SDP = (("attention_type", "torch-sdp"),)
_TILES = PresetWish("vae_slicing on", (("force_tiled_decode", True),))
# Weights stay in RAM and go to the GPU as they are needed; before 5.6, models leave the GPU after their use.
_KEPT = PresetWish("cpu_offload off", (("enable_partial_loading", False), ("lazy_offload", True)))

PRESETS: dict[str, tuple[PresetWish, ...]] = {
    "low-vram": (
        _HALF,
        PresetWish("attention_slicing on, attention_flash off", (("attention_type", "sliced"),)),
        # What the other library does by default. With "auto", InvokeAI chooses a word
        # that diffusers does not know (5.0.2 to 6.14.2), and runs of SD1.5 and SDXL fail.
        PresetWish("the size of a slice", (("attention_slice_size", "balanced"),)),
        PresetWish("cpu_offload on", (("enable_partial_loading", True), ("lazy_offload", False))),
        PresetWish("sequential_cpu_offload on", (("max_cache_vram_gb", 0.0), ("vram", 0.0))),
        _TILES,
    ),
    "balanced": (
        _HALF,
        PresetWish("attention_slicing on, attention_flash on", _SDP),
        _KEPT,
        _TILES,
    ),
    "high-performance": (
        PresetWish("precision fp32", (("precision", "float32"),)),
        PresetWish("attention_slicing off, attention_flash on", _SDP),
        _KEPT,
        PresetWish("vae_slicing off", (("force_tiled_decode", False),)),
    ),
}


def names_of(preset: str) -> list[str]:
    """The settings that a preset may use in one release or another."""
    return [name for wish in PRESETS[preset] for name, _ in wish.settings]


def preset_settings(preset: str, config: ConfigAnswer) -> tuple[dict[str, Any], list[str]]:
    """The settings of a preset in a release, and of what it asks for, what the release has no setting for."""
    settings: dict[str, Any] = {}
    missing: list[str] = []
    for wish in PRESETS[preset]:
        found = next(((name, value) for name, value in wish.settings if config.uses(name)), None)
        if found is None:
            missing.append(wish.asks)
        else:
            settings[found[0]] = found[1]
    return settings, missing


def preset_rows() -> list[tuple[str, str, str]]:
    """Presets to read: the name, what the table asks for, the settings."""
    rows = []
    for preset, wishes in PRESETS.items():
        for wish in wishes:
            said = ", before 5.6 ".join(f"{name}={_plain(value)}" for name, value in wish.settings)
            rows.append((preset, wish.asks, said))
    return rows


def _plain(value: Any) -> str:
    return (
        str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else value
    )
