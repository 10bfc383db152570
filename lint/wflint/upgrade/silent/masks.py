"""Nodes that make masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from wflint.upgrade.silent.change import SilentChange
from wflint.upgrade.silent.holds import Holds, both, sure
from wflint.upgrade.silent.look import UNKNOWN, is_number

if TYPE_CHECKING:
    from wflint.graph.ir import Node
    from wflint.upgrade.silent.look import SilentLook


_LINES: Final = frozenset(
    {
        *(
            "canny_edge_detection",
            "canny_image_processor",
            "lineart_edge_detection",
            "lineart_image_processor",
        ),
        *("lineart_anime_edge_detection", "lineart_anime_image_processor", "mlsd_detection"),
        *("mlsd_image_processor", "hed_edge_detection", "hed_image_processor"),
    }
)


def _edge(look: SilentLook, node: Node) -> Holds:
    return look.number(node, "edge_radius", lambda radius: radius > 0)


def _fades(look: SilentLook, node: Node) -> Holds:
    """Without a fade the node failed before."""
    return look.number(node, "fade_size_px", lambda size: size > 0)


def _alpha_counts(look: SilentLook, node: Node) -> Holds:
    """From a color far from opaque nothing of an opaque image is near enough any more."""
    color, threshold = look.value(node, "color"), look.value(node, "threshold")
    alpha = color.get("a", 255) if isinstance(color, dict) else 255 if color is not UNKNOWN else UNKNOWN
    seen = look.see_through(node, "image")
    if alpha is UNKNOWN:
        return Holds.MAYBE
    if not isinstance(alpha, int | float) or alpha == 255:
        return seen
    return sure(is_number(threshold) and 255 - alpha >= threshold) or Holds.MAYBE


def _lines(look: SilentLook, node: Node) -> Holds:
    """Other images come out as before; what an edge detector drew has lines."""
    drawn = [source.type in _LINES for source, _ in look.sources(node, "image")]
    return Holds.YES if drawn and all(drawn) else Holds.MAYBE


def _of_inpainting_model(look: SilentLook, node: Node) -> Holds:
    """The latents are made where the node has an image, a VAE and a UNet, and the model is for inpainting."""
    given = [look.given(node, name) for name in ("image", "vae", "unet")]
    return both(_edge(look, node), Holds.MAYBE, *given)


CHANGES: Final = (
    SilentChange(
        "gradient-cut-at-edge",
        "4.2.8",
        ("create_gradient_mask",),
        "with an edge radius",
        "values below the original edge are 0",
        "other",
        "78f6850fc0",
        _edge,
    ),
    SilentChange(
        "fade-to-nothing",
        "5.9.1",
        ("expand_mask_with_fade",),
        "",
        "what lies outside the fade is exactly white; it could be darker by 1 of 255",
        "similar",
        "4109ea5324, 258bf736da; run from the source of 5.9.0 and 5.9.1: with a fade of 16, not of 4",
        _fades,
        surely=False,
    ),
    SilentChange(
        "alpha-in-distance",
        "5.6.0",
        ("mask_from_id",),
        "with a color that is not opaque, or an image that has transparency",
        "alpha counts in the distance to the color",
        "other",
        "14b5c871dc; run from the source of 5.5.0 and 5.6.0 on the same images",
        _alpha_counts,
    ),
    SilentChange(
        "gradient-at-latent-size",
        "5.13.0",
        ("create_gradient_mask",),
        "",
        "the mask is made at the size of the latents, with another fade, and keeps grey",
        "other",
        "174249ec15",
    ),
    SilentChange(
        "masked-latents-expanded",
        "5.14.0",
        ("create_gradient_mask",),
        "with a model for inpainting",
        "the masked latents are made with the expanded mask",
        "other",
        "bf0fdbd10e",
        _of_inpainting_model,
        surely=False,
        needs=("image", "vae", "unet"),
    ),
    SilentChange(
        "thinner-lines",
        "5.13.0",
        ("heuristic_resize",),
        "with an image of lines",
        "another algorithm thins the lines (Guo-Hall)",
        "other",
        "91db136cd1, ce3eede26f, d98725c5e9; run from the source of 5.12.0 and 5.13.0: only lines differ",
        _lines,
    ),
)
