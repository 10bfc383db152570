"""Less common ways in: masks, references, control VAEs, chains of LoRAs, parts of several models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.additions_flux import flux_controlled, flux_loras, kontext
from tests.families.additions_sd import adapter, gradient_inpaint, inpaint, with_adapter, with_lora
from tests.families.parts import model, picture
from tests.families.recipes import (
    cogview4,
    denoise,
    fill,
    flux,
    flux2,
    from_picture,
    noise,
    refiner,
    sd3,
    sd15,
    sdxl,
    z_image,
)
from tests.families.row import Row, fails, ok, silent

if TYPE_CHECKING:
    from tests.families.recipe import Recipe


def beside(base: Recipe, other: Recipe, edges: str) -> Recipe:
    """A graph with another family's loader, called ``other``, and some of its parts."""
    return base.but({"other": other.nodes["model"]}, edges)


def two_loras(first: str, second: str) -> Recipe:
    """SD1.5 with two LoRAs, one after the other."""
    return with_lora(sd15(), first).but(
        {"lora_2": {"type": "lora_loader", "lora": model(second)}},
        "lora.unet -> lora_2.unet, lora_2.unet -> denoise.unet, "
        "lora.clip -> lora_2.clip, lora_2.clip -> positive.clip",
    )


def collected(base: Recipe, kind: str, *names: str, **settings: Any) -> Recipe:
    """T2I-Adapters or IP-Adapters through a collect node."""
    nodes: dict[str, dict[str, Any]] = {"all": {"type": "collect"}}
    nodes |= {f"adapter_{n}": adapter(kind, name, **settings) for n, name in enumerate(names)}
    edges = ", ".join(f"adapter_{n}.{kind} -> all.item" for n in range(len(names)))
    return base.but(nodes, f"{edges}, all.collection -> denoise.{kind}")


def joined(first: Recipe, second: Recipe) -> Recipe:
    """SD1.5 latents and another family's latents blended and decoded."""
    parts = {f"b_{name}": node for name, node in second.nodes.items() if name != "out"}
    edges = ", ".join(
        f"b_{source} -> b_{target}" for source, target in second.edges if not target.startswith("out.")
    )
    return first.but(
        {**parts, "blend": {"type": "lblend", "alpha": 0.5}},
        f"{edges}, denoise.latents -> blend.latents_a, b_denoise.latents -> blend.latents_b, "
        "blend.latents -> out.latents",
    )


REPEATED = [
    fails(
        "repeated-lora/two-loaders",
        two_loras("tiny-lora-sd15", "tiny-lora-sd15"),
        "the same LoRA through two loaders",
        "Exception: LoRA ",
    ),
    fails(
        "repeated-lora/behind-freeu",
        two_loras("tiny-lora-sd15", "tiny-lora-sd15").but(
            {"freeu": {"type": "freeu"}}, "lora.unet -> freeu.unet, freeu.unet -> lora_2.unet"
        ),
        "the same LoRA through two loaders, FreeU between them",
        "Exception: LoRA ",
    ),
]

MISMATCH = [
    fails(
        "sdxl-lora-after-sd15-lora",
        two_loras("tiny-lora-sd15", "tiny-lora-sdxl"),
        "the second LoRA is for SDXL",
        "RuntimeError: mat1 and mat2",
    ),
    fails(
        "sdxl-t2i-adapter-among-two",
        collected(sd15(), "t2i_adapter", "tiny-t2i-adapter-sd15", "tiny-t2i-adapter-sdxl"),
        "one of two T2I-Adapters is for SDXL",
        "RuntimeError: The size of tensor a",
    ),
    fails(
        "sdxl-ip-adapter-among-two",
        collected(sd15(), "ip_adapter", "tiny-ip-adapter-sd15", "tiny-ip-adapter-sdxl"),
        "one of two IP-Adapters is for SDXL",
        "",
    ),
    silent(
        "sdxl-vae-encodes-for-sd15",
        beside(from_picture(sd15(), "i2l"), sdxl(), "other.vae -> picture.vae"),
        "an SDXL VAE encodes the picture for SD1.5",
        "sd15-image-to-image",
        same=False,
    ),
    silent(
        "sdxl-vae-through-seamless",
        sd15().but(
            {"other": sdxl().nodes["model"], "seamless": {"type": "seamless"}},
            "model.unet -> seamless.unet, other.vae -> seamless.vae, "
            "seamless.unet -> denoise.unet, seamless.vae -> out.vae",
        ),
        "an SDXL VAE through `seamless` on SD1.5",
        "sd15-seamless",
        same=False,
    ),
    fails(
        "flux-vae-in-inpaint-mask",
        beside(inpaint(sd15("tiny-sd15-inpaint")), flux(), "other.vae -> mask.vae"),
        "a FLUX VAE in `create_denoise_mask`",
        "AssertionError",
    ),
    fails(
        "flux-vae-encodes-for-sd15",
        beside(from_picture(sd15(), "i2l"), flux(), "other.vae -> picture.vae"),
        "a FLUX VAE in `i2l`",
        "AssertionError",
    ),
    fails(
        "sd15-vae-encodes-for-flux",
        beside(from_picture(flux(), "flux_vae_encode"), sd15(), "other.vae -> picture.vae"),
        "an SD1.5 VAE encodes the picture for FLUX",
        "",
    ),
    fails(
        "sd15-vae-for-flux-controlnet",
        beside(
            flux_controlled("tiny-flux-controlnet-instantx"), sd15(), "other.vae -> denoise.controlnet_vae"
        ),
        "an SD1.5 VAE for an InstantX ControlNet",
        "",
    ),
    fails(
        "sd15-vae-for-kontext",
        beside(kontext(), sd15(), "other.vae -> denoise.controlnet_vae"),
        "an SD1.5 VAE for Kontext",
        "",
    ),
    fails(
        "sd15-vae-for-fill",
        beside(fill(), sd15(), "other.vae -> denoise.controlnet_vae"),
        "an SD1.5 VAE for Fill",
        "",
    ),
    silent(
        "flux-vae-in-flux2-denoise",
        beside(flux2(), flux(), "other.vae -> denoise.vae"),
        "a FLUX.1 VAE in `flux2_denoise`",
    ),
    fails("flux-latents-blended-with-sd15", joined(sd15(), flux()), "FLUX and SD1.5 latents blended", ""),
    silent("sdxl-latents-blended-with-sd15", joined(sd15(), sdxl()), "SDXL and SD1.5 latents blended"),
    fails(
        "sdxl-unet-in-gradient-mask",
        beside(gradient_inpaint(sd15("tiny-sd15-inpaint")), sdxl(), "other.unet -> denoise.unet"),
        "SDXL's unet, SD1.5's everything else",
        "",
    ),
    fails(
        "sdxl-lora-on-refiner",
        refiner().but(
            {"lora": {"type": "lora_loader", "lora": model("tiny-lora-sdxl")}},
            "refiner.unet -> lora.unet, lora.unet -> refine.unet",
        ),
        "SDXL LoRA on the refiner",
        "",
    ),
    silent(
        "sd15-latents-into-refiner",
        refiner()
        .but(
            {
                "other": sd15().nodes["model"],
                "picture": {"type": "i2l", "image": picture()},
                "noise": noise(),
            },
            "other.vae -> picture.vae, picture.latents -> refine.latents, noise.noise -> refine.noise",
            drop="denoise, positive, negative, model",
        )
        .but(edges="refiner.vae -> out.vae"),
        "SD1.5 latents into the refiner",
    ),
    silent(
        "z-image-latents-into-sd3",
        beside(from_picture(sd3(), "z_image_i2l"), z_image(), "other.vae -> picture.vae"),
        "Z-Image latents into SD3",
    ),
    fails(
        "sd3-clip-l-into-compel",
        beside(sd15(), sd3(), "other.clip_l -> positive.clip, negative.clip"),
        "SD3's CLIP-L in `compel`",
        "",
    ),
    silent(
        "cogview4-latents-into-flux",
        beside(from_picture(flux(), "cogview4_i2l"), cogview4(), "other.vae -> picture.vae"),
        "CogView4 latents into FLUX",
    ),
    fails(
        "sdxl-unet-tiled-controlnet",
        with_adapter(sdxl(), "controlnet", "tiny-controlnet-sd15").but(
            {
                "denoise": {
                    "type": "tiled_multi_diffusion_denoise_latents",
                    "tile_width": 64,
                    "tile_height": 64,
                    "steps": 2,
                }
            }
        ),
        "SD1.5 ControlNet on SDXL in tiles",
        "",
    ),
]

ROWS: list[Row] = [
    ok(
        "sd15-two-t2i-adapters",
        collected(sd15(), "t2i_adapter", "tiny-t2i-adapter-sd15", "tiny-t2i-adapter-sd15"),
    ),
    ok(
        "sdxl-two-ip-adapters",
        collected(
            sdxl(), "ip_adapter", "tiny-ip-adapter-sdxl", "tiny-ip-adapter-sdxl", clip_vision_model="ViT-G"
        ),
    ),
    ok("sd15-blended-latents", joined(sd15(), sd15().but({"noise": noise(seed=8)}))),
    ok("flux-inpaint-fill-lora-free", fill().but({"denoise": {"guidance": 30.0}})),
    ok(
        "flux-lora-collection-and-controlnet",
        flux_controlled("tiny-flux-controlnet-instantx", flux_loras("tiny-flux-lora")),
    ),
    ok(
        "sdxl-refiner-image-to-image",
        from_picture(sdxl(), "i2l", 0.2).but(
            {
                **{n: refiner().nodes[n] for n in ("refiner", "more", "less")},
                "refine": denoise(denoising_start=0.6),
                "denoise": {"denoising_start": 0.2, "denoising_end": 0.6},
            },
            ", ".join(
                f"{a} -> {b}"
                for a, b in refiner().edges
                if b.split(".")[0] in {"more", "less", "refine"} or a.startswith("refine.")
            ),
        ),
    ),
    ok(
        "sdxl-tiled-controlnet",
        with_adapter(sdxl(), "controlnet", "tiny-controlnet-sdxl").but(
            {
                "denoise": {
                    "type": "tiled_multi_diffusion_denoise_latents",
                    "tile_width": 64,
                    "tile_height": 64,
                    "steps": 2,
                }
            }
        ),
    ),
    *REPEATED,
    *(row.under("base-model-mismatch") for row in MISMATCH),
]
