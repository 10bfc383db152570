"""Every part with every other: hundreds of graphs, most of them wrong.

What a server makes of them is recorded in fixtures/families/matrix-<release>.json. Nobody wrote down what is
right here: the record is the only judge of wflint's prediction (``fails`` or not).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from tests.families import recipes
from tests.families.additions_flux import flux_adapted, flux_controlled, flux_lora
from tests.families.additions_sd import with_adapter, with_lora, with_loras, with_vae
from tests.families.parts import identifiers, model, picture
from tests.families.recipe import Recipe
from tests.families.recipes import noise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.families.recipe import Recipe

BASES: dict[str, Callable[[], Recipe]] = {
    "sd15": recipes.sd15,
    "sdxl": recipes.sdxl,
    "flux": recipes.flux,
    "flux2": recipes.flux2,
    "sd3": recipes.sd3,
    "cogview4": recipes.cogview4,
    "z-image": recipes.z_image,
    "qwen-image": recipes.qwen_image,
}
DECODE = {name: make().nodes["out"]["type"] for name, make in BASES.items()}
# Last what on a CPU leaves the VAEs of SD3 and CogView4, which it takes, half converted for the next run.
ENCODE = {
    "flux": "flux_vae_encode",
    "flux2": "flux2_vae_encode",
    "sd3": "sd3_i2l",
    "cogview4": "cogview4_i2l",
    "z-image": "z_image_i2l",
    "qwen-image": "qwen_image_i2l",
    "sd15": "i2l",
}
NOISE = ("SD", "FLUX", "FLUX.2", "SD3", "CogView4", "Z-Image", "Anima")
CLIP_OF = {
    "sd15.clip": ("sd15", "clip"),
    "sdxl.clip": ("sdxl", "clip"),
    "sdxl.clip2": ("sdxl", "clip2"),
    "flux.clip": ("flux", "clip"),
    "sd3.clip_l": ("sd3", "clip_l"),
    "sd3.clip_g": ("sd3", "clip_g"),
}
CLIP_INTO = {
    "compel": ("sd15", "positive.clip, negative.clip"),
    "sdxl_compel_prompt.clip": ("sdxl", "positive.clip, negative.clip"),
    "sdxl_compel_prompt.clip2": ("sdxl", "positive.clip2, negative.clip2"),
    "sdxl_refiner_compel_prompt": ("refiner", "more.clip2, less.clip2"),
    "flux_text_encoder": ("flux", "positive.clip"),
    "sd3_text_encoder.clip_l": ("sd3", "positive.clip_l, negative.clip_l"),
    "sd3_text_encoder.clip_g": ("sd3", "positive.clip_g, negative.clip_g"),
}


# Others that are the same as far as a field can tell.
_TWINS = (
    "tiny-flux-kontext",
    "tiny-flux-schnell",
    "tiny-sd15-inpaint",
    "clip-vit-large-patch14",
    "IP Adapter SDXL",
)


def _models() -> list[str]:
    return [name for name in identifiers() if not name.startswith(_TWINS)]


@cache
def matrix() -> dict[str, Recipe]:
    """The graphs by name: ``<part>/<where it goes>/<what goes there>``."""
    parts = (
        adapters,
        clips,
        conditionings,
        transformers,
        noises,
        latents_into_denoise,
        loras,
        main_models,
        models_in_slots,
        vaes,
    )
    plain = {f"plain/{name}": make() for name, make in BASES.items()}
    return plain | {name: recipe for part in parts for name, recipe in part()}


def main_models() -> Iterator[tuple[str, Recipe]]:
    """Every model, of whatever type, in every main loader."""
    for loader, make in {**BASES, "refiner": recipes.refiner}.items():
        node = "refiner" if loader == "refiner" else "model"
        for name in _models():
            yield f"loader/{loader}/{name}", make().but({node: {"model": model(name)}})


def models_in_slots() -> Iterator[tuple[str, Recipe]]:
    """Every model in every other field that takes one."""
    slots: dict[str, Callable[[str], Recipe]] = {
        "controlnet": lambda name: with_adapter(recipes.sd15(), "controlnet", name),
        "t2i_adapter": lambda name: with_adapter(recipes.sd15(), "t2i_adapter", name),
        "ip_adapter": lambda name: with_adapter(recipes.sd15(), "ip_adapter", name),
        "lora_loader": lambda name: with_lora(recipes.sd15(), name),
        "lora_selector": lambda name: with_loras(recipes.sd15(), name),
        "sdxl_lora_loader": lambda name: with_lora(recipes.sdxl(), name, "sdxl_lora_loader", "clip clip2"),
        "vae_loader": lambda name: with_vae(recipes.sd15(), name),
        "flux_controlnet": flux_controlled,
        "flux_ip_adapter": flux_adapted,
        "flux_lora_loader": flux_lora,
    }
    for field in ("t5_encoder_model", "clip_embed_model", "vae_model"):
        slots[f"flux_model_loader.{field}"] = _field("flux", field)
    for field in ("t5_encoder_model", "clip_l_model", "clip_g_model", "vae_model"):
        slots[f"sd3_model_loader.{field}"] = _field("sd3", field)
    for field in ("vae_model", "qwen3_encoder_model", "qwen3_source_model"):
        slots[f"z_image_model_loader.{field}"] = _field("z-image", field)
        slots[f"flux2_klein_model_loader.{field}"] = _field("flux2", field)
    for field in ("vae_model", "qwen_vl_encoder_model", "component_source"):
        slots[f"qwen_image_model_loader.{field}"] = _field("qwen-image", field)
    for slot, make in slots.items():
        for name in _models():
            yield f"slot/{slot}/{name}", make(name)


def _field(base: str, field: str) -> Callable[[str], Recipe]:
    return lambda name: BASES[base]().but({"model": {field: model(name)}})


def vaes() -> Iterator[tuple[str, Recipe]]:
    """Every family's latents through every decode node with every VAE; every VAE in every encode node."""
    for latents, make in BASES.items():
        for decode in dict.fromkeys(DECODE.values()):
            for vae in BASES:
                if vae == latents == "sdxl" or (decode == DECODE[latents] and vae == latents):
                    continue
                base = make().but({"out": {"type": decode}, "other": BASES[vae]().nodes["model"]})
                yield (
                    f"decode/{latents} latents/{decode} with {vae} vae",
                    base.but(edges="other.vae -> out.vae"),
                )
    for family, encode in ENCODE.items():
        for vae in BASES:
            base = recipes.from_picture(BASES[family](), encode)
            base = base.but({"other": BASES[vae]().nodes["model"]}, "other.vae -> picture.vae")
            yield f"encode/{encode}/{vae} vae", base


def latents_into_denoise() -> Iterator[tuple[str, Recipe]]:
    """The encoded picture of every family into every denoise node."""
    for family, make in BASES.items():
        for source, encode in ENCODE.items():
            base = recipes.from_picture(make(), encode).but({"other": BASES[source]().nodes["model"]})
            yield f"latents/{family} denoise/{source} latents", base.but(edges="other.vae -> picture.vae")


def noises() -> Iterator[tuple[str, Recipe]]:
    """Noise of every type into every denoise node that takes noise."""
    for family, make in BASES.items():
        for kind in NOISE if family != "qwen-image" else ():
            nodes = {"noise": noise(noise_type=kind)}
            yield f"noise/{family} denoise/{kind}", make().but(nodes, "noise.noise -> denoise.noise")


def transformers() -> Iterator[tuple[str, Recipe]]:
    """Every transformer into every denoise node, every UNet under every conditioning."""
    families = [name for name in BASES if name not in ("sd15", "sdxl")]
    for family in families:
        for other in families:
            base = BASES[family]().but({"other": BASES[other]().nodes["model"]})
            yield (
                f"transformer/{family} denoise/{other}",
                base.but(edges="other.transformer -> denoise.transformer"),
            )
    refiner = {"type": "sdxl_refiner_model_loader", "model": model("tiny-sdxl-refiner")}
    unets = {"sd15": recipes.sd15().nodes["model"], "sdxl": recipes.sdxl().nodes["model"], "refiner": refiner}
    for family in ("sd15", "sdxl", "refiner"):
        make, denoise = (BASES.get(family, recipes.refiner), "refine" if family == "refiner" else "denoise")
        for other, loader in unets.items():
            base = make().but({"other": loader})
            yield f"unet/{family} conditioning/{other} unet", base.but(edges=f"other.unet -> {denoise}.unet")


def conditionings() -> Iterator[tuple[str, Recipe]]:
    """Positive and negative conditioning of different families; FLUX.1's and FLUX.2's exchanged."""
    prompts: dict[str, tuple[str, str, dict[str, Any], str]] = {
        "sd15": ("main_model_loader", "tiny-sd15", {"type": "compel"}, "clip"),
        "sdxl": ("sdxl_model_loader", "tiny-sdxl", {"type": "sdxl_compel_prompt"}, "clip clip2"),
        "refiner": (
            "sdxl_refiner_model_loader",
            "tiny-sdxl-refiner",
            {"type": "sdxl_refiner_compel_prompt"},
            "clip2",
        ),
    }
    for family in ("sd15", "sdxl"):
        for side in ("positive", "negative"):
            for other, (loader, name, prompt, clips_) in prompts.items():
                nodes = {"other": {"type": loader, "model": model(name)}, side: prompt}
                edges = ", ".join(f"other.{clip} -> {side}.{clip}" for clip in clips_.split())
                base = BASES[family]().but(
                    nodes, edges, drop=f"{side}.clip2" if "clip2" not in clips_ else ""
                )
                if "clip" not in clips_.split():
                    base = base.but(drop=f"{side}.clip")
                yield f"conditioning/{family} unet/{other} as {side}", base


def clips() -> Iterator[tuple[str, Recipe]]:
    """Every CLIP into every prompt node."""
    for into, (family, targets) in CLIP_INTO.items():
        make = BASES.get(family, recipes.refiner)
        for source, (other, output) in CLIP_OF.items():
            base = make().but({"other": BASES[other]().nodes["model"]})
            yield f"clip/{into}/{source}", base.but(edges=f"other.{output} -> {targets}")
        refiner = {"type": "sdxl_refiner_model_loader", "model": model("tiny-sdxl-refiner")}
        yield f"clip/{into}/refiner.clip2", make().but({"other": refiner}, f"other.clip2 -> {targets}")
    for family, other in (("flux", "sd3"), ("sd3", "flux")):
        targets = "positive.t5_encoder" + (", negative.t5_encoder" if family == "sd3" else "")
        base = BASES[family]().but({"other": BASES[other]().nodes["model"]}, f"other.t5_encoder -> {targets}")
        yield f"clip/{family} t5_encoder/{other}", base


def adapters() -> Iterator[tuple[str, Recipe]]:
    """ControlNets, T2I-Adapters and IP-Adapters on every UNet, the latter with every image encoder."""
    for family in ("sd15", "sdxl", "refiner"):
        base = BASES.get(family, recipes.refiner)()
        denoise = "refine" if family == "refiner" else "denoise"
        for kind, output in (("controlnet", "control"), ("t2i_adapter", "t2i_adapter")):
            for other in ("sd15", "sdxl"):
                name = f"tiny-{kind.replace('_', '-')}-{other}"
                made = with_adapter(base, kind, name).but(edges=f"adapter.{output} -> {denoise}.{output}")
                yield (
                    f"adapter/{family}/{name}",
                    made if denoise == "denoise" else made.but(drop=f"denoise.{output}"),
                )
        for name in ("tiny-ip-adapter-sd15", "tiny-ip-adapter-sdxl", "tiny-flux-ip-adapter"):
            for vision in ("ViT-H", "ViT-G", "ViT-L"):
                made = with_adapter(base, "ip_adapter", name, clip_vision_model=vision)
                made = made.but(edges=f"adapter.ip_adapter -> {denoise}.ip_adapter")
                made = made if denoise == "denoise" else made.but(drop="denoise.ip_adapter")
                yield f"adapter/{family}/{name} {vision}", made
    for main in ("tiny-flux-dev", "tiny-flux-schnell", "tiny-flux-kontext", "tiny-flux-fill"):
        base = recipes.fill() if main.endswith("fill") else recipes.flux(main)
        for kind in ("instantx", "xlabs"):
            yield f"adapter/{main}/controlnet-{kind}", flux_controlled(f"tiny-flux-controlnet-{kind}", base)
        yield f"adapter/{main}/ip-adapter", flux_adapted("tiny-flux-ip-adapter", base)
        yield f"adapter/{main}/lora", flux_lora("tiny-flux-lora", base)
        reference = {"reference": {"type": "flux_kontext", "image": picture()}}
        edges = "reference.kontext_cond -> denoise.kontext_conditioning, model.vae -> denoise.controlnet_vae"
        yield f"adapter/{main}/kontext", base.but(reference, edges)


def loras() -> Iterator[tuple[str, Recipe]]:
    """Every LoRA through every LoRA loader on every UNet and transformer."""
    names = [name for name, own in identifiers().items() if own["type"] == "lora"]
    for name in names:
        for family, clips_ in (("sd15", "clip"), ("sdxl", "clip clip2"), ("sdxl", "clip")):
            for loader in ("lora_loader", "sdxl_lora_loader"):
                if loader == "lora_loader" and "clip2" in clips_:
                    continue
                made = with_lora(BASES[family](), name, loader, clips_)
                yield f"lora/{family}/{loader} {clips_}/{name}", made
            for loader in ("lora_collection_loader", "sdxl_lora_collection_loader"):
                if loader == "lora_collection_loader" and "clip2" in clips_:
                    continue
                made = with_loras(BASES[family](), name, loader=loader, clips=clips_)
                yield f"lora/{family}/{loader} {clips_}/{name}", made
        for family in ("flux", "flux2", "sd3", "z-image", "qwen-image"):
            for loader in _TRANSFORMER_LORAS:
                nodes = {"lora": {"type": loader, "lora": model(name), "weight": 1.0}}
                edges = "model.transformer -> lora.transformer, lora.transformer -> denoise.transformer"
                yield f"lora/{family}/{loader}/{name}", BASES[family]().but(nodes, edges)
            for loader in _TRANSFORMER_COLLECTIONS:
                nodes = {"lora": {"type": loader}, "selector": {"type": "lora_selector", "lora": model(name)}}
                edges = "model.transformer -> lora.transformer, lora.transformer -> denoise.transformer"
                edges += ", selector.lora -> lora.loras"
                yield f"lora/{family}/{loader}/{name}", BASES[family]().but(nodes, edges)


_TRANSFORMER_LORAS = (
    "flux_lora_loader",
    "flux2_klein_lora_loader",
    "z_image_lora_loader",
    "qwen_image_lora_loader",
)
_TRANSFORMER_COLLECTIONS = tuple(name.replace("_loader", "_collection_loader") for name in _TRANSFORMER_LORAS)
