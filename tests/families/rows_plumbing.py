"""Models that come another way: through collect, iterate, if, scaled latents, blends, tiles and more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.additions_sd import adapter, with_loras
from tests.families.parts import SIZE, model, picture
from tests.families.recipes import denoise, flux, noise, sd15, sdxl, z_image
from tests.families.row import NONE_TYPE, Row, fails, ok, silent

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

SDXL = {"other": {"type": "sdxl_model_loader", "model": model("tiny-sdxl")}}
BIG = {"width": 2 * SIZE, "height": 2 * SIZE}


def controls(base: Recipe, *names: str) -> Recipe:
    """Several ControlNets through a collect node."""
    nodes: dict[str, dict[str, Any]] = {"controls": {"type": "collect"}}
    nodes |= {f"control_{n}": adapter("controlnet", name) for n, name in enumerate(names)}
    edges = "".join(f"control_{n}.control -> controls.item\n" for n in range(len(names)))
    return base.but(nodes, edges + "controls.collection -> denoise.control")


def chosen(base: Recipe, condition: bool) -> Recipe:
    """The UNet of SD1.5 or of SDXL, as a condition says."""
    return base.but(
        {**SDXL, "which": {"type": "if", "condition": condition}},
        "model.unet -> which.true_input, other.unet -> which.false_input, which.value -> denoise.unet",
    )


def again(base: Recipe, **resize: Any) -> Recipe:
    """A second denoising of the resized latents."""
    kind = {"type": "lresize", **BIG, **resize}
    edges = """
        denoise.latents -> resize.latents
        resize.latents -> refine.latents
        noise_2.noise -> refine.noise
        model.unet -> refine.unet
        positive.conditioning -> refine.positive_conditioning
        negative.conditioning -> refine.negative_conditioning
        refine.latents -> out.latents
    """
    return base.but({"resize": kind, "refine": denoise(denoising_start=0.5), "noise_2": noise(**BIG)}, edges)


def tiled(base: Recipe) -> Recipe:
    """Denoising in tiles."""
    tiles = {
        "type": "tiled_multi_diffusion_denoise_latents",
        "tile_width": SIZE,
        "tile_height": SIZE,
        "steps": 2,
    }
    return base.but({"denoise": tiles, "noise": noise(**BIG)})


def collected_prompts(base: Recipe) -> Recipe:
    """Two prompts through a collect node, as the web UI wires them."""
    more = {"prompts": {"type": "collect"}, "more": base.nodes["positive"]}
    edges = "positive.conditioning -> prompts.item, more.conditioning -> prompts.item"
    edges += ", prompts.collection -> denoise.positive_conditioning"
    for field in ("clip", "clip2"):
        if f"positive.{field}" in [target for _, target in base.edges]:
            edges += f", model.{field} -> more.{field}"
    return base.but(more, edges)


def blended(second: dict[str, Any], edges: str, alpha: float = 0.5) -> Recipe:
    """SD1.5 latents blended with other noise."""
    return sd15().but(
        {"more": second, "blend": {"type": "lblend", "alpha": alpha}},
        "noise.noise -> blend.latents_a, more.noise -> blend.latents_b, blend.latents -> denoise.noise"
        + edges,
    )


ROWS: list[Row] = [
    ok("sd15-two-controlnets", controls(sd15(), "tiny-controlnet-sd15", "tiny-controlnet-sd15")),
    ok("sd15-chosen-unet", chosen(sd15(), True)),
    ok("sd15-high-resolution-fix", again(sd15())),
    ok(
        "sd15-high-resolution-fix-by-factor",
        sd15()
        .but(again(sd15()).nodes | {"resize": {"type": "lscale", "scale_factor": 2.0}})
        .but(edges=", ".join(f"{a} -> {b}" for a, b in again(sd15()).edges)),
    ),
    ok("sdxl-high-resolution-fix", again(sdxl())),
    ok("sd15-tiled", tiled(sd15())),
    ok("sdxl-tiled", tiled(sdxl())),
    ok("sd15-collected-prompts", collected_prompts(sd15())),
    ok("sdxl-collected-prompts", collected_prompts(sdxl())),
    ok("sd15-blended-noise", blended(noise(seed=8), "")),
    ok(
        "sd15-metadata-nodes",
        sd15().but(
            {
                "denoise": denoise(type="denoise_latents_meta"),
                "meta": {"type": "core_metadata", "seed": 7, "model": model("tiny-sd15")},
            },
            "meta.metadata -> out.metadata",
        ),
    ),
    ok(
        "sd15-scheduler-node",
        sd15().but(
            {"which": {"type": "scheduler", "scheduler": "ddim"}}, "which.scheduler -> denoise.scheduler"
        ),
    ),
    ok(
        "sd15-three-seeds",
        sd15().but(
            {"seeds": {"type": "integer_collection", "collection": [1, 2, 3]}, "each": {"type": "iterate"}},
            "seeds.collection -> each.collection, each.item -> noise.seed",
        ),
    ),
    ok(
        "sd15-model-node",
        sd15().but(
            {
                "which": {"type": "model_identifier", "model": model("tiny-sd15")},
                "model": {"type": "main_model_loader"},
            },
            "which.model -> model.model",
        ),
    ),
    ok(
        "sd15-regional-prompt",
        sd15().but(
            {
                "mask": {"type": "image_mask_to_tensor", "image": picture("mask")},
                "prompts": {"type": "collect"},
                "more": {"type": "compel", "prompt": "a hat"},
            },
            "mask.mask -> more.mask, model.clip -> more.clip, "
            "positive.conditioning -> prompts.item, more.conditioning -> prompts.item, "
            "prompts.collection -> denoise.positive_conditioning",
        ),
    ),
    ok(
        "sd15-regional-ip-adapter",
        sd15().but(
            {
                "mask": {"type": "image_mask_to_tensor", "image": picture("mask")},
                "adapter": adapter("ip_adapter", "tiny-ip-adapter-sd15"),
            },
            "mask.mask -> adapter.mask, adapter.ip_adapter -> denoise.ip_adapter",
        ),
    ),
    ok("sdxl-ip-adapter-vit-h-named", sdxl().but({"positive": {"prompt": "a (fox)+ and a (hat)-"}})),
    ok(
        "flux-prompt-collection",
        flux().but(
            {
                "prompts": {"type": "collect"},
                "more": {"type": "flux_text_encoder", "prompt": "a hat"},
                "mask": {"type": "image_mask_to_tensor", "image": picture("mask")},
            },
            """
        model.clip -> more.clip
        model.t5_encoder -> more.t5_encoder
        model.max_seq_len -> more.t5_max_seq_len
        mask.mask -> more.mask
        positive.conditioning -> prompts.item
        more.conditioning -> prompts.item
        prompts.collection -> denoise.positive_text_conditioning
        """,
        ),
    ),
    ok(
        "sd15-picture-into-flux",
        flux().but(
            {
                "first": sd15().nodes["model"],
                "p1": {"type": "compel", "prompt": "a fox"},
                "n1": {"type": "compel", "prompt": ""},
                "noise": noise(),
                "d1": denoise(),
                "o1": {"type": "l2i"},
                "picture": {"type": "flux_vae_encode"},
                "denoise": {"denoising_start": 0.5},
            },
            """
        first.clip -> p1.clip, n1.clip
        first.unet -> d1.unet
        p1.conditioning -> d1.positive_conditioning
        n1.conditioning -> d1.negative_conditioning
        noise.noise -> d1.noise
        d1.latents -> o1.latents
        first.vae -> o1.vae
        o1.image -> picture.image
        model.vae -> picture.vae
        picture.latents -> denoise.latents
        """,
        ),
    ),
    fails(
        "base-model-mismatch/sdxl-controlnet-among-two",
        controls(sd15(), "tiny-controlnet-sd15", "tiny-controlnet-sdxl"),
        "one of two ControlNets is for SDXL",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-unet-chosen",
        chosen(sd15(), False),
        "an `if` node that gives SDXL's unet to SD1.5",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-lora-among-two",
        with_loras(sd15(), "tiny-lora-sd15", "tiny-lora-sdxl"),
        "one of two LoRAs is for SDXL",
        "AssertionError",
    ),
    # A collect node gives its items in any order, and what is said depends on it.
    fails(
        "base-model-mismatch/sdxl-prompt-among-two",
        collected_prompts(sd15()).but(
            {**SDXL, "more": {"type": "sdxl_compel_prompt", "prompt": "a hat"}},
            "other.clip -> more.clip, other.clip2 -> more.clip2",
        ),
        "one of two prompts is SDXL's",
        "",
    ),
    fails(
        "base-model-mismatch/sdxl-in-main-model-loader-by-node",
        sd15().but(
            {
                "which": {"type": "model_identifier", "model": model("tiny-sdxl")},
                "model": {"type": "main_model_loader"},
            },
            "which.model -> model.model",
        ),
        "SDXL named by a node, in `main_model_loader`",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-unet-tiled",
        tiled(sd15()).but(SDXL, "other.unet -> denoise.unet"),
        "SDXL unet with SD1.5 conditioning in tiles",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/sdxl-unet-freeu",
        sd15().but(
            {**SDXL, "freeu": {"type": "freeu"}, "seamless": {"type": "seamless"}},
            "other.unet -> seamless.unet, seamless.unet -> freeu.unet, freeu.unet -> denoise.unet",
        ),
        "SDXL unet through seamless and FreeU",
        NONE_TYPE,
    ),
    fails(
        "base-model-mismatch/flux-noise-blended",
        blended(noise(noise_type="FLUX"), ""),
        "FLUX noise blended into SD noise",
        "RuntimeError: The size of tensor a",
    ),
    fails(
        "base-model-mismatch/flux-latents-scaled-into-sd15",
        sd15().but(
            {
                "denoise": denoise(denoising_start=0.5),
                "other": flux().nodes["model"],
                "picture": {"type": "flux_vae_encode", "image": picture()},
                "more": {"type": "lscale", "scale_factor": 1.0},
            },
            "other.vae -> picture.vae, picture.latents -> more.latents, more.latents -> denoise.latents",
        ),
        "FLUX latents through `lscale` into SD1.5",
        "ValueError: Incompatible 'noise' and 'latents' shapes:",
    ),
    fails(
        "base-model-mismatch/z-image-picture-through-sd15-vae",
        z_image().but(
            {
                "other": sd15().nodes["model"],
                "denoise": {"denoising_start": 0.5},
                "picture": {"type": "i2l", "image": picture()},
            },
            "other.vae -> picture.vae, picture.latents -> denoise.latents",
        ),
        "SD1.5 latents into Z-Image",
        "RuntimeError: The size of tensor a",
    ),
    silent(
        "base-model-mismatch/sdxl-clip-skipped-on-sd15",
        sd15().but(
            {**SDXL, "skip": {"type": "clip_skip", "skipped_layers": 1}},
            "other.clip -> skip.clip, skip.clip -> positive.clip, negative.clip",
        ),
        "SDXL's first text encoder through `clip_skip` on SD1.5",
        "sd15-clip-skip",
        same=False,
    ),
]
