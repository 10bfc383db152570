"""What the server refuses before anything runs, and what lies about models without any effect."""

from __future__ import annotations

from tests.families.additions_sd import with_adapter
from tests.families.parts import model, picture
from tests.families.recipes import flux, noise, sd3, sd15, sdxl
from tests.families.row import Row, fails, refused, silent

FLUX_PROMPT = {"other": flux().nodes["model"], "prompt": {"type": "flux_text_encoder", "prompt": "a fox"}}
FLUX_EDGES = (
    "other.clip -> prompt.clip, other.t5_encoder -> prompt.t5_encoder, "
    "other.max_seq_len -> prompt.t5_max_seq_len"
)
SD_PROMPT = {"other": sd15().nodes["model"], "prompt": {"type": "compel", "prompt": "a fox"}}

ROWS: list[Row] = [
    refused(
        "type-mismatch/flux-conditioning-into-sd15",
        sd15().but(
            FLUX_PROMPT,
            FLUX_EDGES + ", prompt.conditioning -> denoise.positive_conditioning",
            drop="positive",
        ),
        "FLUX conditioning into SD1.5 denoise",
    ),
    refused(
        "type-mismatch/flux-conditioning-into-sdxl",
        sdxl().but(
            FLUX_PROMPT,
            FLUX_EDGES + ", prompt.conditioning -> denoise.positive_conditioning",
            drop="positive",
        ),
        "FLUX conditioning into SDXL denoise",
    ),
    refused(
        "type-mismatch/sd15-conditioning-into-flux",
        flux().but(
            SD_PROMPT,
            "other.clip -> prompt.clip, prompt.conditioning -> denoise.positive_text_conditioning",
            drop="positive",
        ),
        "SD conditioning into `flux_denoise`",
    ),
    refused(
        "type-mismatch/unet-into-transformer",
        flux().but({"other": sd15().nodes["model"]}, "other.unet -> denoise.transformer"),
        "unet into transformer",
    ),
    refused(
        "type-mismatch/sd-control-into-flux",
        flux().but(
            {
                "adapter": {
                    "type": "controlnet",
                    "image": picture(),
                    "control_model": model("tiny-controlnet-sd15"),
                }
            },
            "adapter.control -> denoise.control",
        ),
        "ControlField into `flux_denoise.control`",
    ),
    refused(
        "type-mismatch/noise-into-conditioning",
        sd15().but(edges="noise.noise -> denoise.positive_conditioning", drop="positive"),
        "noise into conditioning",
    ),
    refused("type-mismatch/clip-into-unet", sd15().but(edges="model.clip -> denoise.unet"), "clip into unet"),
    refused(
        "type-mismatch/unet-into-clip", sd15().but(edges="model.unet -> positive.clip"), "unet into clip"
    ),
    refused(
        "type-mismatch/flux-ip-adapter-conditioning",
        flux().but(
            {
                "adapter": {
                    "type": "t2i_adapter",
                    "image": picture(),
                    "t2i_adapter_model": model("tiny-t2i-adapter-sd15"),
                }
            },
            "adapter.t2i_adapter -> denoise.ip_adapter",
        ),
        "T2I-Adapter into an IP-Adapter input",
    ),
    refused(
        "dangling-edge/missing-node",
        sd15().but(also="nobody.noise -> denoise.latents"),
        "edge from a node that is not there",
    ),
    refused(
        "unknown-source-field/missing-field",
        sd15().but(edges="model.vaee -> out.vae"),
        "edge from an output that is not there",
    ),
    refused(
        "unknown-target-field/missing-field",
        sd15().but(also="model.vae -> out.vaee"),
        "edge into an input that is not there",
    ),
    refused(
        "cycle/latents-in-a-circle",
        sd15().but(
            {"more": {"type": "lscale", "scale_factor": 1.0}},
            "denoise.latents -> more.latents, more.latents -> denoise.latents",
        ),
        "cycle",
    ),
    refused(
        "unknown-node-type/no-such-node",
        sd15().but({"more": {"type": "no_such_node"}}, "model.unet -> more.unet, more.unet -> denoise.unet"),
        "unknown node type",
    ),
    refused("invalid-value/noise-width-0", sd15().but({"noise": {"width": 0}}), "noise width 0"),
    refused(
        "invalid-value/noise-width-70", sd15().but({"noise": {"width": 70}}), "noise width no multiple of 8"
    ),
    refused(
        "invalid-value/flux-width-72", flux().but({"denoise": {"width": 72}}), "FLUX width no multiple of 16"
    ),
    refused(
        "invalid-value/sd3-width-72", sd3().but({"denoise": {"width": 72}}), "SD3 width no multiple of 16"
    ),
    refused("invalid-value/steps-0", sd15().but({"denoise": {"steps": 0}}), "no steps"),
    refused("invalid-value/cfg-below-1", sd15().but({"denoise": {"cfg_scale": 0.5}}), "`cfg_scale` below 1"),
    refused(
        "invalid-value/unknown-scheduler",
        sd15().but({"denoise": {"scheduler": "eulerr"}}),
        "unknown scheduler",
    ),
    refused(
        "invalid-value/denoising-start-2",
        sd15().but({"denoise": {"denoising_start": 2.0}}),
        "`denoising_start` above 1",
    ),
    refused(
        "invalid-value/control-weight-3",
        with_adapter(sd15(), "controlnet", "tiny-controlnet-sd15", control_weight=3.0),
        "`control_weight` above 2",
    ),
    refused(
        "invalid-value/controlnet-begin-after-end",
        with_adapter(
            sd15(), "controlnet", "tiny-controlnet-sd15", begin_step_percent=0.8, end_step_percent=0.2
        ),
        "a ControlNet that begins after its end",
    ),
    refused(
        "invalid-value/t5-max-seq-len-300",
        flux().but({"positive": {"t5_max_seq_len": 300}}, drop="positive.t5_max_seq_len"),
        "`t5_max_seq_len` neither 256 nor 512",
    ),
    refused(
        "invalid-value/unknown-base",
        sd15().but({"model": {"model": {**model("tiny-sd15"), "base": "sd-9"}}}),
        "unknown base in a model identifier",
    ),
    fails(
        "missing-input/no-unet",
        sd15().but(drop="denoise.unet"),
        "a connection is missing",
        "RequiredConnectionException",
    ),
    fails(
        "missing-input/no-vae",
        sd15().but(drop="out.vae"),
        "a connection is missing",
        "RequiredConnectionException",
    ),
    fails(
        "missing-input/no-controlnet-model",
        with_adapter(sd15(), "controlnet", "tiny-controlnet-sd15").but({"adapter": {"control_model": None}}),
        "no model chosen",
        "MissingInputException",
    ),
    silent(
        "duplicate-input/two-edges-into-one-input",
        sd15().but({"noise_2": noise(seed=8)}, also="noise_2.noise -> denoise.noise"),
        "two edges into one input: the last one wins",
        "sd15-other-seed",
        same=True,
    ),
    silent(
        "unknown-input/extra-field",
        sd15().but({"denoise": {"strengthh": 0.5}}),
        "an input that the node does not have",
        "sd15",
        same=True,
    ),
]
