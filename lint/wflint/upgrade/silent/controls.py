"""What steers the denoising of SD and SDXL: IP-Adapters, T2I-Adapters, control images, seamless tiling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, either, maybe, sure

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook

_OWN_PROCESSORS: Final = (
    "canny_image_processor",
    "hed_image_processor",
    "lineart_image_processor",
    "lineart_anime_image_processor",
)


def _seamless(look: SilentLook, node: Node) -> Holds:
    axes = either(look.is_one(node, "seamless_x", (True,)), look.is_one(node, "seamless_y", (True,)))
    return both(look.given(node, "unet"), axes)


def _sdxl_adapter(look: SilentLook, node: Node) -> Holds:
    """An adapter says its base itself in most files; else the model that it goes with does."""
    model = look.model(node, "t2i_adapter_model")
    if model is None or not model.base:
        return Holds.MAYBE
    return sure(model.base == "sdxl")


def _uneven_latents(look: SilentLook, node: Node) -> Holds:
    """Whether a T2I-Adapter goes with latents whose sides SD 1 (64 pixels) or SDXL (32) does not divide."""
    if not look.wired(node, "t2i_adapter"):
        return Holds.NO
    sizes = [
        look.value(source, side)
        for source, _ in look.sources(node, "noise")
        if source.type == "noise"
        for side in ("width", "height")
    ]
    known = [size for size in sizes if isinstance(size, int)]
    if len(known) != 2:
        return Holds.MAYBE
    if any(size // 8 % 4 for size in known):
        return Holds.YES
    return maybe(any(size // 8 % 8 for size in known))


def _alpha(look: SilentLook, node: Node) -> Holds:
    return look.see_through(node, "image")


def _draws_hands(look: SilentLook, node: Node) -> Holds:
    return look.is_one(node, "draw_hands", (True,))


CHANGES: Final = (
    SilentChange(
        "own-processors",
        "4.0.0",
        _OWN_PROCESSORS,
        "",
        "the control image is made by InvokeAI's own code instead of controlnet_aux",
        "similar",
        "611006b692; imports of app/invocations/controlnet_image_processors.py of 3.7.0 and 4.0.0",
        surely=False,
    ),
    SilentChange(
        "no-rounding-to-64",
        "4.2.0",
        _OWN_PROCESSORS,
        "with an image whose sides do not divide by 64",
        "its sides are no longer rounded to multiples of 64",
        "similar",
        "2d7b8c2a1b; resize_image_to_resolution of 4.1.0 and 4.2.0",
        lambda _look, _node: Holds.MAYBE,
        surely=False,
    ),
    SilentChange(
        "seamless-all-layers",
        "4.2.1",
        ("seamless",),
        "with a UNet and an axis",
        "all layers of the UNet wrap around; most of its lower ones had been left out",
        "other",
        "6c9fb617dc; backend/stable_diffusion/seamless.py of 4.2.0 and 4.2.1",
        _seamless,
    ),
    SilentChange(
        "depth-anything-of-transformers",
        "4.2.8",
        ("depth_anything_image_processor",),
        "",
        "Depth Anything of transformers makes the map, and it is resized otherwise",
        "other",
        "556c6a1d84, daf899f9c4",
    ),
    SilentChange(
        "ip-adapter-rgb",
        "5.3.0",
        ("ip_adapter",),
        "with an image that has transparency",
        "the image is read as RGB",
        "other",
        "61496fdcbc; prep_ip_adapter_image_prompts of 5.2.0 and 5.3.0",
        _alpha,
        surely=False,
    ),
    SilentChange(
        "t2i-adapter-bgr",
        "5.3.1",
        ("t2i_adapter",),
        "of SDXL",
        "its image is given with blue and red changed over, as it was trained",
        "other",
        "5f015e76ba; run_t2i_adapters of 5.3.0 and 5.3.1",
        _sdxl_adapter,
    ),
    SilentChange(
        "t2i-adapter-size",
        "5.3.1",
        ("denoise_latents",),
        "with a T2I-Adapter and latents whose sides in pixels do not divide by 64 (SDXL: 32)",
        "the adapter's image is resized to the size of the latents and cut, not squeezed",
        "other",
        "34569a2410; run_t2i_adapters of 5.3.0 and 5.3.1",
        _uneven_latents,
        needs=("t2i_adapter",),
    ),
    SilentChange(
        "openpose-hand-colours",
        "5.10.0",
        ("dw_openpose_detection",),
        "with hands",
        "the lines of hands have slightly other colours",
        "similar",
        "draw_handpose of backend/image_util/dw_openpose/utils.py of 5.9.1 and 5.10.0",
        _draws_hands,
        surely=False,
    ),
)
