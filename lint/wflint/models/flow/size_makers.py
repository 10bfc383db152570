"""What each node type does with sizes; ``sizes.py`` asks.

Read from InvokeAI 6.14.2 (app/invocations/) and compared with a real server by ``tests/live/test_sizes.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wflint.models.families.nodes import DECODERS, DENOISERS, IMAGE_ENCODERS
from wflint.models.families.settings import NOISE_MULTIPLES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from wflint.graph.ir import Node
    from wflint.models.flow.sizes import Size, Sizes

LATENT = 8  # pixels to a latent (LATENT_SCALE_FACTOR in app/invocations/constants.py)
_LARGEST_FACTOR = 1000
_WIDTH_HEIGHT = ("width", "height")


class Maker:
    """How a node makes its size: the inputs that count, and the function that reads them."""

    __slots__ = ("make", "reads")

    def __init__(self, reads: tuple[str, ...], make: Callable[[Sizes, Node], Size | int | None]) -> None:
        self.reads = reads
        self.make = make


def _stated(sizes: Sizes, node: Node) -> Size | None:
    width, height = sizes.number(node, "width"), sizes.number(node, "height")
    return (width, height) if width is not None and height is not None else None


def _noise(sizes: Sizes, node: Node) -> Size | None:
    """None for sizes that the node refuses: no noise comes of them."""
    size, kind = _stated(sizes, node), sizes.literal(node, "noise_type")
    multiple = NOISE_MULTIPLES.get(kind, LATENT) if type(kind) is str else LATENT
    return size if size is not None and size[0] % multiple == 0 == size[1] % multiple else None


def _same(field: str) -> Maker:
    return Maker((field,), lambda sizes, node: sizes.into(node.id, field))


def _down_to(multiple: int) -> Maker:
    """Before it is encoded, an image is resized to the next smaller multiple.

    ``image_resized_to_grid_as_tensor``, backend/stable_diffusion/diffusers_pipeline.py.
    """

    def make(sizes: Sizes, node: Node) -> Size | None:
        size = sizes.into(node.id, "image")
        return (size[0] - size[0] % multiple, size[1] - size[1] % multiple) if size else None

    return Maker(("image",), make)


def _cut_to(grid: int) -> Callable[[Sizes, Node], Size | None]:
    """The node's own width and height, else those of the image, in whole multiples."""

    def make(sizes: Sizes, node: Node) -> Size | None:
        if any(sizes.connected(node, field) for field in _WIDTH_HEIGHT):
            return None
        stated = _stated(sizes, node)
        size = stated if stated is not None and min(stated) > 0 else sizes.into(node.id, "image")
        return (size[0] - size[0] % grid, size[1] - size[1] % grid) if size else None

    return make


def _scaled(field: str, unit: int) -> Maker:
    """Both sides times ``scale_factor``, cut down to whole units of ``unit`` pixels."""

    def make(sizes: Sizes, node: Node) -> Size | None:
        size = sizes.into(node.id, field)
        by: Any = sizes.literal(node, "scale_factor")
        if size is None or type(by) not in (int, float) or not 0 < by <= _LARGEST_FACTOR:
            return None
        return (int(size[0] // unit * by) * unit, int(size[1] // unit * by) * unit)

    return Maker((field,), make)


def _padded(sizes: Sizes, node: Node) -> Size | None:
    size = sizes.into(node.id, "image")
    sides = [sizes.number(node, side) for side in ("left", "right", "top", "bottom")]
    if size is None or any(side is None for side in sides):
        return None
    left, right, top, bottom = (side or 0 for side in sides)
    return (size[0] + left + right, size[1] + top + bottom)


def _pasted(sizes: Sizes, node: Node) -> Size | None:
    """A pasted picture may enlarge the base, unless it is cropped."""
    return sizes.into(node.id, "base_image") if sizes.literal(node, "crop") is True else None


def _denoised(sizes: Sizes, node: Node) -> Size | None:
    """SD1.5, SD2, SDXL: the latents, else the noise."""
    field = "latents" if sizes.connected(node, "latents") else "noise"
    return sizes.into(node.id, field)


def _arithmetic(do: Callable[[int, int], int]) -> Maker:
    def make(sizes: Sizes, node: Node) -> int | None:
        a, b = sizes.number(node, "a"), sizes.number(node, "b")
        return do(a, b) if a is not None and b is not None else None

    return Maker(("a", "b"), make)


_FILTERS = (
    "canny_edge_detection", "canvas_output", "color_map", "img_blur", "img_chan", "img_channel_multiply",
    "img_channel_offset", "img_conv", "img_hue_adjust", "img_hue_adjust_oklch", "img_ilerp", "img_lerp",
    "img_noise", "img_nsfw", "img_watermark", "infill_cv2", "infill_lama", "infill_patchmatch", "infill_rgba",
    "infill_tile", "mask_edge", "save_image", "show_image", "tomask", "unsharp_mask", "unsharp_mask_oklab",
    "alpha_mask_to_tensor", "image_mask_to_tensor",
)  # fmt: skip
_DENOISED = {"own": Maker(_WIDTH_HEIGHT, _stated), "fed": Maker(("latents", "noise"), _denoised)}
# Their outputs "width" and "height" are those of other axes (LatentsOutput.build and latents of five axes).
MISREPORTED = frozenset(name for name, node in IMAGE_ENCODERS.items() if node.misreports)

MAKERS: Mapping[str, Maker] = {
    **dict.fromkeys(_FILTERS, _same("image")),
    **dict.fromkeys((name for name, node in DECODERS.items() if not node.video), _same("latents")),
    **{
        name: Maker(("image",), _cut_to(node.grid)) if node.grid else _down_to(LATENT)
        for name, node in IMAGE_ENCODERS.items()
    },
    **{name: _DENOISED[node.size] for name, node in DENOISERS.items() if node.size},
    "noise": Maker(_WIDTH_HEIGHT, _noise),
    **dict.fromkeys(
        ("blank_image", "img_resize", "img_crop", "lresize", "crop_latents", "rectangle_mask"),
        Maker(_WIDTH_HEIGHT, _stated),
    ),
    "img_scale": _scaled("image", 1),
    "lscale": _scaled("latents", LATENT),
    "lblend": _same("latents_a"),
    "latents": _same("latents"),
    "img_pad_crop": Maker(("image", "left", "right", "top", "bottom"), _padded),
    "img_paste": Maker(("base_image",), _pasted),
    "create_denoise_mask": _same("mask"),
    "create_gradient_mask": _same("mask"),
    "expand_mask_with_fade": _same("mask"),
    "invert_tensor_mask": _same("mask"),
    "tensor_mask_to_image": _same("mask"),
    "integer": Maker(("value",), lambda sizes, node: sizes.number(node, "value")),
    "add": _arithmetic(lambda a, b: a + b),
    "sub": _arithmetic(lambda a, b: a - b),
    "mul": _arithmetic(lambda a, b: a * b),
}
