"""For each silent change a graph that meets it and one that is near and does not.

A graph is its nodes by id, each a type and values, and its edges as ``"from.output to.input"``. The third
member says whether the first one meets it surely.
"""

from __future__ import annotations

from typing import Any

Nodes = dict[str, dict[str, Any]]
Sketch = tuple[Nodes, list[str]]


def node(node_type: str, **values: Any) -> dict[str, Any]:
    return {"type": node_type, **values}


def model(name: str, base: str, model_type: str = "main") -> dict[str, str]:
    return {"key": "k", "hash": "h", "name": name, "base": base, "type": model_type}


IMAGE = {"image_name": "a.png"}
LOADER = node("main_model_loader", model=model("dreamshaper-8", "sd-1"))
LORA = node("lora_loader", weight=1)
NOISE = node("noise", width=512, height=512)
LONG = "a castle on a hill, seen from far away, with banners in the wind, " * 8
UNET = ["m.unet d.unet"]
KONTEXT = node("flux_kontext", image=IMAGE)


def alone(node_type: str, **values: Any) -> Sketch:
    return {"n": node(node_type, **values)}, []


def denoise(extra: Nodes | None = None, edges: list[str] | None = None, **values: Any) -> Sketch:
    """A denoiser with its model; noise only by an edge."""
    return {"m": LOADER, "d": node("denoise_latents", **values), **(extra or {})}, [*UNET, *(edges or [])]


def flux(extra: Nodes | None = None, edges: list[str] | None = None, **values: Any) -> Sketch:
    return {"d": node("flux_denoise", **values), **(extra or {})}, edges or []


WITH_LORA = ({"m": LOADER, "l": LORA, "d": node("denoise_latents")}, ["m.unet l.unet", "l.unet d.unet"])
LORA_ASIDE = (
    {"m": LOADER, "l": LORA, "d": node("denoise_latents"), "p": node("compel", prompt="a")},
    ["m.unet d.unet", "m.clip l.clip", "l.clip p.clip"],
)
MASK = {"k": node("create_denoise_mask", fp32=False)}
INTO_MASK = ["k.denoise_mask d.denoise_mask"]
IMAGE_IN = {"i": node("i2l", fp32=False)}
SECOND = {"e": node("denoise_latents", scheduler="euler"), "s": node("lscale"), "z": NOISE}
TWICE = [*UNET, "z.noise e.noise", "e.latents s.latents", "s.latents d.latents"]
BLENDED = {"b": node("lblend"), "s": node("lresize"), "z": NOISE}
BLEND = ["z.noise b.latents_a", "b.latents s.latents", "s.latents d.latents"]
UNSEEDED = {"b": node("lblend"), "i": node("i2l", fp32=False)}
BLEND_UNSEEDED = ["i.latents b.latents_a", "i.latents b.latents_b", "b.latents d.latents"]
TWO_KONTEXTS = {"a": KONTEXT, "b": KONTEXT, "c": node("collect")}
COLLECTED = ["a.kontext_cond c.item", "b.kontext_cond c.item", "c.collection d.kontext_conditioning"]
ONE_KONTEXT = ["a.kontext_cond d.kontext_conditioning"]
RGB_IN = ({"v": node("l2i", fp32=False), "n": node("img_blur")}, ["v.image n.image"])

SAMPLING: dict[str, tuple[Sketch, Sketch, bool]] = {
    "lora-twice": (WITH_LORA, LORA_ASIDE, True),
    "lora-once": (WITH_LORA, LORA_ASIDE, True),
    "mask-before-step": (denoise(MASK, INTO_MASK), denoise(MASK), False),
    "mask-noise-once": (
        denoise(MASK, INTO_MASK),
        denoise({**MASK, "z": NOISE}, [*INTO_MASK, "z.noise d.noise"]),
        True,
    ),
    "denoise-drops-seed": (
        ({"m": LOADER, "d": node("denoise_latents", scheduler="euler_a"), **SECOND}, TWICE),
        ({"m": LOADER, "d": node("denoise_latents", scheduler="euler"), **SECOND}, TWICE),
        True,
    ),
    "kdpm-2-a-steps": (denoise(scheduler="kdpm_2_a"), denoise(scheduler="kdpm_2"), True),
    "unipc-steps": (denoise(scheduler="unipc"), denoise(scheduler="euler"), False),
    "prediction-type-of-record": (
        (
            {
                "m": node("sdxl_model_loader", model=model("noobai-xl-vpred-1.0", "sdxl")),
                "d": node("denoise_latents"),
            },
            UNET,
        ),
        denoise(),
        False,
    ),
}
PROMPTS: dict[str, tuple[Sketch, Sketch, bool]] = {
    "empty-prompt-is-zero": (
        alone("sdxl_compel_prompt", style="oil"),
        alone("sdxl_compel_prompt", prompt="a fox"),
        True,
    ),
    "long-prompt-not-cut": (alone("compel", prompt=LONG), alone("compel", prompt="a red fox, snow"), True),
    "conjunction-whole": (
        alone("compel", prompt='("a fox", "snow").and()'),
        alone("compel", prompt="a fox and snow"),
        True,
    ),
    "blend-pooled": (
        alone("sdxl_compel_prompt", prompt="a", style='("oil", "ink").blend(1, 1)'),
        alone("sdxl_compel_prompt", prompt="a", style="a blend of oil and ink"),
        False,
    ),
    "inversions-last-wins": (
        alone("compel", prompt="<easynegative>, <bad-hands>"),
        alone("compel", prompt="<easynegative>, <easynegative>"),
        False,
    ),
    "inversions-each-own": (
        alone("compel", prompt="<easynegative>, <bad-hands>"),
        alone("compel", prompt="<easynegative>"),
        False,
    ),
    "swap-ignored": (
        alone("compel", prompt="a cat.swap(dog) in snow"),
        alone("compel", prompt="a cat, swap"),
        True,
    ),
    "long-prompt-at-sentences": (alone("compel", prompt=LONG), alone("compel", prompt="a fox. Snow."), True),
}
T2I = {"t": node("t2i_adapter"), "z": node("noise", width=840, height=512)}
T2I_EVEN = {"t": node("t2i_adapter"), "z": NOISE}
T2I_IN = ["t.t2i_adapter d.t2i_adapter", "z.noise d.noise"]
CONTROLS: dict[str, tuple[Sketch, Sketch, bool]] = {
    "own-processors": (alone("canny_image_processor"), alone("tile_image_processor"), False),
    "no-rounding-to-64": (alone("hed_image_processor"), alone("pidi_image_processor"), False),
    "seamless-all-layers": (
        ({"m": LOADER, "n": node("seamless", seamless_y=False)}, ["m.unet n.unet"]),
        ({"m": LOADER, "n": node("seamless", seamless_x=False, seamless_y=False)}, ["m.unet n.unet"]),
        True,
    ),
    "depth-anything-of-transformers": (
        alone("depth_anything_image_processor"),
        alone("midas_depth_image_processor"),
        True,
    ),
    "ip-adapter-rgb": (
        alone("ip_adapter", image=IMAGE),
        ({"v": node("l2i", fp32=False), "n": node("ip_adapter")}, ["v.image n.image"]),
        False,
    ),
    "t2i-adapter-bgr": (
        alone("t2i_adapter", t2i_adapter_model=model("canny", "sdxl", "t2i_adapter")),
        alone("t2i_adapter", t2i_adapter_model=model("canny", "sd-1", "t2i_adapter")),
        True,
    ),
    "t2i-adapter-size": (denoise(T2I, T2I_IN), denoise(T2I_EVEN, T2I_IN), True),
    "openpose-hand-colours": (
        alone("dw_openpose_detection", draw_hands=True),
        alone("dw_openpose_detection"),
        False,
    ),
}
IMAGES: dict[str, tuple[Sketch, Sketch, bool]] = {
    "blur-premultiplied": (alone("img_blur", image=IMAGE), RGB_IN, False),
    "paste-over": (
        alone("img_paste", image=IMAGE, base_image=IMAGE),
        ({"v": node("l2i", fp32=False), "n": node("img_paste", base_image=IMAGE)}, ["v.image n.image"]),
        False,
    ),
    "blur-cuts-fractions": (alone("img_blur", image=IMAGE), alone("unsharp_mask", image=IMAGE), True),
    "hue-offset-once": (
        alone("img_channel_offset", image=IMAGE, channel="Hue (HSV)", offset=20),
        alone("img_channel_offset", image=IMAGE, channel="Value (HSV)", offset=20),
        True,
    ),
    "channels-keep-alpha": (
        alone("img_channel_multiply", image=IMAGE, channel="Red (RGBA)"),
        alone("img_channel_multiply", image=IMAGE, channel="Alpha (RGBA)"),
        False,
    ),
    "colour-by-histogram": (alone("color_correct", mask=IMAGE), alone("color_correct"), True),
    "blend-reckons-hue": (
        alone("invokeai_img_blend", color_space="LCh (CIELab)", blend_mode="Subtract"),
        alone("invokeai_img_blend", color_space="HSL (RGB)", blend_mode="Subtract"),
        True,
    ),
    "blend-rounds-hue": (
        alone("invokeai_img_blend", blend_mode="Luminosity"),
        alone("invokeai_img_blend", blend_mode="Subtract"),
        False,
    ),
    "rotation-rounds-hue": (
        alone("invokeai_img_hue_adjust_plus", degrees=40),
        alone("invokeai_img_hue_adjust_plus", space="*LCh / CIELab"),
        False,
    ),
}
MASKS: dict[str, tuple[Sketch, Sketch, bool]] = {
    "gradient-cut-at-edge": (
        alone("create_gradient_mask", fp32=False),
        alone("create_gradient_mask", fp32=False, edge_radius=0),
        True,
    ),
    "fade-to-nothing": (
        alone("expand_mask_with_fade"),
        alone("expand_mask_with_fade", fade_size_px=0),
        False,
    ),
    "alpha-in-distance": (
        alone("mask_from_id", image=IMAGE, color={"r": 9, "g": 9, "b": 9, "a": 0}, threshold=100),
        (
            {
                "v": node("l2i", fp32=False),
                "n": node("mask_from_id", color={"r": 9, "g": 9, "b": 9, "a": 255}, threshold=100),
            },
            ["v.image n.image"],
        ),
        True,
    ),
    "gradient-at-latent-size": (
        alone("create_gradient_mask", fp32=False),
        alone("create_denoise_mask", fp32=False),
        True,
    ),
    "masked-latents-expanded": (
        (
            {"m": LOADER, "n": node("create_gradient_mask", image=IMAGE, mask=IMAGE)},
            ["m.unet n.unet", "m.vae n.vae"],
        ),
        alone("create_gradient_mask", mask=IMAGE),
        False,
    ),
    "thinner-lines": (
        ({"c": node("canny_edge_detection"), "n": node("heuristic_resize")}, ["c.image n.image"]),
        ({"c": node("canny_edge_detection"), "n": node("img_resize")}, ["c.image n.image"]),
        True,
    ),
}
LATENTS: dict[str, tuple[Sketch, Sketch, bool]] = {
    "fp32-off-by-mistake": (alone("l2i"), alone("l2i", fp32=True), False),
    "fp32-on": (alone("i2l"), alone("i2l", fp32=False), False),
    "fp32-off": (alone("create_denoise_mask"), alone("create_denoise_mask", fp32=False), False),
    "blend-passes-seed": (
        denoise(BLENDED, BLEND, scheduler="dpmpp_sde"),
        denoise(UNSEEDED, BLEND_UNSEEDED, scheduler="dpmpp_sde"),
        True,
    ),
    "blend-drops-seed": (
        denoise(BLENDED, BLEND, scheduler="euler_a"),
        denoise(BLENDED, [*BLEND, "z.noise d.noise"], scheduler="euler_a"),
        True,
    ),
    "decode-all-fp32": (alone("l2i", fp32=True), alone("l2i", fp32=False), False),
}
FLUX: dict[str, tuple[Sketch, Sketch, bool]] = {
    "noise-in-float32": (flux(), flux({"z": NOISE}, ["z.noise d.noise"]), False),
    "noise-node-in-float32": (alone("noise", noise_type="SD"), alone("noise", noise_type="Z-Image"), False),
    "flux-schedule-held": (flux(width=1280, height=1024), flux(width=1024, height=1024), False),
    "flux-mask-inverted": (flux(MASK, INTO_MASK), flux(MASK), True),
    "flux-inpaint-extension": (
        flux(IMAGE_IN, ["i.latents d.latents"], denoising_start=0.4),
        flux(IMAGE_IN, ["i.latents d.latents"]),
        True,
    ),
    "grey-mask-by-step": (flux(MASK, INTO_MASK), flux(), False),
    "kontext-at-own-size": (flux({"a": KONTEXT}, ONE_KONTEXT), flux({"a": KONTEXT}), True),
    "kontext-in-negative": (
        flux({"a": KONTEXT}, ONE_KONTEXT, cfg_scale=3.5),
        flux({"a": KONTEXT}, ONE_KONTEXT, cfg_scale=1),
        True,
    ),
    "kontext-images-placed": (flux(TWO_KONTEXTS, COLLECTED), flux({"a": KONTEXT}, ONE_KONTEXT), True),
    "dype-as-in-paper": (flux(dype_preset="4k"), flux(dype_preset="off"), True),
    "flux2-schedule": (alone("flux2_denoise"), alone("flux_denoise"), True),
    "flux2-image-normalised": (
        ({"i": node("flux2_vae_encode"), "d": node("flux2_denoise")}, ["i.latents d.latents"]),
        alone("flux2_denoise"),
        True,
    ),
    "flux2-references-fixed": (
        (
            {"a": KONTEXT, "d": node("flux2_denoise")},
            ["a.kontext_cond d.kontext_conditioning"],
        ),
        alone("flux2_denoise"),
        True,
    ),
    "flux2-image-schedule": (
        ({"i": node("flux2_vae_encode"), "d": node("flux2_denoise")}, ["i.latents d.latents"]),
        alone("flux2_denoise"),
        True,
    ),
    "anima-tokenizer": (alone("anima_text_encoder"), alone("anima_l2i"), False),
    "krea2-shift-zero": (alone("krea2_denoise", shift=0), alone("krea2_denoise", shift=1.2), True),
    "krea2-float32": (alone("krea2_denoise"), alone("z_image_denoise"), False),
    "qwen-float32": (alone("qwen_image_l2i"), alone("qwen_image_denoise"), False),
}
ROWS = {**SAMPLING, **PROMPTS, **CONTROLS, **IMAGES, **MASKS, **LATENTS, **FLUX}
