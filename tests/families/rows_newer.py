"""SD3, CogView4, Z-Image, Qwen-Image and FLUX.2 Klein: what works, and what does not go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.families.additions_sd import collected_on_transformer, on_transformer
from tests.families.parts import model, picture
from tests.families.recipes import cogview4, flux, flux2, from_picture, qwen_image, sd3, sd15, sdxl, z_image
from tests.families.row import Row, fails, ok

if TYPE_CHECKING:
    from tests.families.recipe import Recipe

LOADERS: dict[str, dict[str, Any]] = {
    "sd3": sd3().nodes["model"],
    "cogview4": cogview4().nodes["model"],
    "z-image": z_image().nodes["model"],
    "qwen-image": qwen_image().nodes["model"],
    "flux2": flux2().nodes["model"],
    "flux": flux().nodes["model"],
    "sd15": sd15().nodes["model"],
    "sdxl": sdxl().nodes["model"],
}


def references(base: Recipe) -> Recipe:
    """FLUX.2 Klein with a reference picture."""
    return base.but(
        {"reference": {"type": "flux_kontext", "image": picture()}},
        "reference.kontext_cond -> denoise.kontext_conditioning",
    )


FLUX_VAE = {"vae": {"type": "vae_loader", "vae_model": model("tiny-flux-vae")}}


GOOD = [
    ok("z-image-lora", on_transformer(z_image(), "z_image_lora_loader", "tiny-z-image-lora")),
    ok(
        "z-image-lora-collection",
        collected_on_transformer(z_image(), "z_image_lora_collection_loader", "tiny-z-image-lora"),
    ),
    ok("flux2-lora", on_transformer(flux2(), "flux2_klein_lora_loader", "tiny-flux2-lora")),
    ok(
        "flux2-lora-collection",
        collected_on_transformer(flux2(), "flux2_klein_lora_collection_loader", "tiny-flux2-lora"),
    ),
    ok("qwen-image-lora", on_transformer(qwen_image(), "qwen_image_lora_loader", "tiny-qwen-image-lora")),
    ok(
        "qwen-image-lora-collection",
        collected_on_transformer(qwen_image(), "qwen_image_lora_collection_loader", "tiny-qwen-image-lora"),
    ),
    ok("sd3", sd3()),
    ok("sd3-image-to-image", from_picture(sd3(), "sd3_i2l")),
    ok("sd3-without-t5", sd3().but(drop="positive.t5_encoder, negative.t5_encoder")),
    ok("sd3-separate-t5", sd3().but({"model": {"t5_encoder_model": model("tiny-t5-encoder")}})),
    ok("cogview4", cogview4()),
    ok("cogview4-image-to-image", from_picture(cogview4(), "cogview4_i2l")),
    ok("z-image", z_image()),
    ok("z-image-image-to-image", from_picture(z_image(), "z_image_i2l")),
    ok("z-image-flux-vae", z_image().but({"model": {"vae_model": model("tiny-flux-vae")}})),
    ok("qwen-image", qwen_image()),
    ok("qwen-image-image-to-image", from_picture(qwen_image(), "qwen_image_i2l")),
    # The same Qwen3 4B, which both families take.
    ok(
        "z-image-encoder-in-flux2",
        flux2().but({"other": LOADERS["z-image"]}, "other.qwen3_encoder -> positive.qwen3_encoder"),
    ),
    # The same Qwen3 4B, which both families take.
    ok(
        "flux2-encoder-in-z-image",
        z_image().but({"other": LOADERS["flux2"]}, "other.qwen3_encoder -> positive.qwen3_encoder"),
    ),
    ok("flux2", flux2()),
    ok("flux2-image-to-image", from_picture(flux2(), "flux2_vae_encode")),
    ok("flux2-reference", references(flux2())),
]


ROWS: list[Row] = [
    *GOOD,
    fails(
        "missing-submodel/z-image-alone",
        z_image().but({"model": {"qwen3_source_model": None}}),
        "nothing that Z-Image's loader takes VAE and text encoder from",
        "ValueError: No VAE source provided.",
    ),
    fails(
        "missing-submodel/z-image-without-encoder",
        z_image().but({"model": {"qwen3_source_model": None, "vae_model": model("tiny-flux-vae")}}),
        "a VAE for Z-Image, and no text encoder",
        "ValueError: No Qwen3 Encoder source provided.",
    ),
    *(
        fails(
            f"missing-submodel/flux-without-{what}",
            flux().but({"model": {field: None}}),
            f"FLUX.1 without its {called}",
            f"ValueError: The selected FLUX model does not ship its own {called}",
        )
        for what, field, called in (
            ("t5", "t5_encoder_model", "T5 Encoder"),
            ("clip", "clip_embed_model", "CLIP Embed"),
            ("vae", "vae_model", "VAE"),
        )
    ),
    # InvokeAI loads a separate CLIP without the projection that SD3 takes the pooled prompt from.
    fails(
        "model-variant/sd3-separate-clip",
        sd3().but({"model": {"clip_l_model": model("tiny-clip-l")}}),
        "a separate CLIP-L for SD3",
        "RuntimeError: Tensors must have same number of dimensions",
    ),
]
